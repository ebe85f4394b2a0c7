//! What a write wants changed: collected while it decides, applied only if it decided for it.

use ::journal::Entry;
use bytes::Bytes;
use domain::{
    change::{Counters, Plan},
    directory::Directory,
};
use flow::port::StoreError;

use crate::{
    batch::Batch,
    journal,
    key::Key,
    picture,
    range::Range,
    tables::{Row, Table, Value, encode_row},
};

/// Rows, deltas of the directory, events and numbers, in memory.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    rows: Vec<Change>,
    /// Whole ranges that go, before the rows are written.
    ranges: Vec<(usize, Range)>,
    /// What is searched of new messages of tickets.
    pub(crate) texts: Vec<Entry>,
    /// Deltas, events, and the numbers given.
    pub(crate) plan: Plan,
}

#[derive(Debug)]
struct Change {
    table: usize,
    key: Vec<u8>,
    /// `None`: the row goes.
    value: Option<Bytes>,
}

impl Changes {
    /// None yet; numbers go on from `counters`.
    pub(crate) fn new(counters: Counters) -> Self {
        Self {
            rows: Vec::new(),
            ranges: Vec::new(),
            texts: Vec::new(),
            plan: Plan::new(counters),
        }
    }

    /// A row as it is to be.
    pub(crate) fn put<K: Key, V: Value>(
        &mut self,
        table: &Table<K, V>,
        key: &K,
        value: &V::Own,
    ) -> Result<(), StoreError> {
        self.rows.push(Change {
            table: table.index(),
            key: key.bytes(),
            value: Some(V::encode(value)?),
        });
        Ok(())
    }

    /// A row goes.
    pub(crate) fn delete<K: Key, V: Value>(&mut self, table: &Table<K, V>, key: &K) {
        self.rows.push(Change {
            table: table.index(),
            key: key.bytes(),
            value: None,
        });
    }

    /// All rows of a range go.
    pub(crate) fn delete_range<K: Key, V: Value>(&mut self, table: &Table<K, V>, range: Range) {
        self.ranges.push((table.index(), range));
    }

    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.ranges.is_empty() && self.plan.is_empty()
    }

    /// Writes it all into the transaction under way and the picture that goes with it; the events, as the search
    /// engine takes them once they are committed.
    pub(crate) fn apply(
        self,
        batch: &mut Batch<'_>,
        directory: &mut Directory,
        counters: &mut Counters,
    ) -> Result<Vec<Entry>, StoreError> {
        let (given, deltas, events) = self.plan.into_parts();
        for (table, range) in &self.ranges {
            batch.remove(*table, range)?;
        }
        for change in self.rows {
            batch.write(change.table, &change.key, change.value.as_deref())?;
        }
        for delta in &deltas {
            picture::write(delta, batch)?;
            directory.apply(delta);
        }
        *counters = given;
        events
            .iter()
            .map(|event| journal::write(event, batch))
            .collect()
    }
}

impl Batch<'_> {
    /// A row of `MessagePack`, encoded from a reference.
    pub(crate) fn put_row<K: Key, T>(
        &mut self,
        table: &Table<K, Row<T>>,
        key: &K,
        value: &T,
    ) -> Result<(), StoreError>
    where
        Row<T>: Value,
        T: serde::Serialize,
    {
        self.write(table.index(), &key.bytes(), Some(&encode_row(value)?))
    }

    /// A row whose key says it all, or raw bytes.
    pub(crate) fn put<K: Key, V: Value>(
        &mut self,
        table: &Table<K, V>,
        key: &K,
        value: &[u8],
    ) -> Result<(), StoreError> {
        self.write(table.index(), &key.bytes(), Some(value))
    }

    /// A row goes.
    pub(crate) fn delete<K: Key, V: Value>(
        &mut self,
        table: &Table<K, V>,
        key: &K,
    ) -> Result<(), StoreError> {
        self.write(table.index(), &key.bytes(), None)
    }
}
