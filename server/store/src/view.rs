//! Reading: the same for those who only read and for those who decide what to write.

use std::ops::ControlFlow;

use domain::directory::Directory;
use flow::port::StoreError;

use crate::{
    error::broken,
    key::{Key, whole},
    range::Range,
    tables::{Table, Value},
};

/// Takes one row, key and value, and says whether to go on.
pub(crate) type Visit<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>;

/// Rows by table index: of one read transaction, or of the write transaction under way.
pub(crate) trait Rows {
    /// Shows the row of `key` to `visit`, if there is one.
    fn get(&self, table: usize, key: &[u8], visit: Visit<'_>) -> Result<(), StoreError>;

    /// Shows the rows of `range` to `visit` until it breaks.
    fn scan(
        &self,
        table: usize,
        range: &Range,
        direction: Direction,
        visit: Visit<'_>,
    ) -> Result<(), StoreError>;

    /// How many rows a table has.
    fn len(&self, table: usize) -> Result<u64, StoreError>;
}

/// Which way a scan goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Ascending keys.
    Up,
    /// Descending keys.
    Down,
}

/// One consistent picture: the rows, and the directory of the same commit (of a read: that commit or a newer one).
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    rows: &'a dyn Rows,
    /// The small state.
    pub(crate) directory: &'a Directory,
    /// What is being done, for errors.
    pub(crate) doing: &'static str,
}

impl<'a> View<'a> {
    /// A view of `rows` while doing `doing`.
    pub(crate) fn new(rows: &'a dyn Rows, directory: &'a Directory, doing: &'static str) -> Self {
        Self {
            rows,
            directory,
            doing,
        }
    }

    /// The value of `key`.
    pub(crate) fn get<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        key: &K,
    ) -> Result<Option<V::Own>, StoreError> {
        let mut found = None;
        self.rows
            .get(table.index(), &key.bytes(), &mut |_, value| {
                found = Some(V::decode(value, self.doing)?);
                Ok(ControlFlow::Break(()))
            })?;
        Ok(found)
    }

    /// The value of `key`, which another row says is there.
    pub(crate) fn must<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        key: &K,
    ) -> Result<V::Own, StoreError> {
        self.get(table, key)?.ok_or_else(|| {
            broken(
                self.doing,
                format!("{} has no row that another names", table.name()),
            )
        })
    }

    /// Whether there is a row.
    pub(crate) fn has<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        key: &K,
    ) -> Result<bool, StoreError> {
        let mut found = false;
        self.rows.get(table.index(), &key.bytes(), &mut |_, _| {
            found = true;
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// Goes through `range`, each row decoded, until `visit` breaks.
    pub(crate) fn scan<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        range: &Range,
        direction: Direction,
        mut visit: impl FnMut(K, V::Own) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        self.scan_raw(table, range, direction, |key, value| {
            visit(key, V::decode(value, self.doing)?)
        })
    }

    /// Goes through `range` with values as bytes: for those who look at a part of them first.
    pub(crate) fn scan_raw<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        range: &Range,
        direction: Direction,
        mut visit: impl FnMut(K, &[u8]) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        self.rows
            .scan(table.index(), range, direction, &mut |key, value| {
                let key = whole(key).ok_or_else(|| {
                    broken(self.doing, format!("{} has a strange key", table.name()))
                })?;
                visit(key, value)
            })
    }

    /// At most `limit` rows of `range`.
    pub(crate) fn list<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        range: &Range,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(K, V::Own)>, StoreError> {
        let mut rows = Vec::new();
        if limit > 0 {
            self.scan(table, range, direction, |key, value| {
                rows.push((key, value));
                Ok(go_on(rows.len() < limit))
            })?;
        }
        Ok(rows)
    }

    /// The first row in the direction.
    pub(crate) fn end<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        direction: Direction,
    ) -> Result<Option<(K, V::Own)>, StoreError> {
        Ok(self.list(table, &Range::all(), direction, 1)?.pop())
    }

    /// How many rows a table has.
    pub(crate) fn len<K: Key, V: Value>(&self, table: &Table<K, V>) -> Result<u64, StoreError> {
        self.rows.len(table.index())
    }
}

/// Goes on as long as `more`.
pub(crate) const fn go_on(more: bool) -> ControlFlow<()> {
    if more {
        ControlFlow::Continue(())
    } else {
        ControlFlow::Break(())
    }
}
