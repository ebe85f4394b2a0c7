//! The write transaction under way: each table is opened once, whatever the number of writes merged into it.

use std::{cell::OnceCell, ops::ControlFlow};

use flow::port::StoreError;
use redb::{ReadableTable as _, ReadableTableMetadata as _, TableDefinition, WriteTransaction};

use crate::{
    error::{backend, broken},
    range::Range,
    tables::{COUNT, NAMES},
    view::{Direction, Rows, Visit},
};

/// How redb sees every table.
pub(crate) type Definition = TableDefinition<'static, &'static [u8], &'static [u8]>;
type Open<'txn> = redb::Table<'txn, &'static [u8], &'static [u8]>;

/// The tables of one write transaction.
pub(crate) struct Batch<'txn> {
    transaction: &'txn WriteTransaction,
    tables: [OnceCell<Open<'txn>>; COUNT],
}

const DOING: &str = "writing to the store";

impl<'txn> Batch<'txn> {
    /// Of `transaction`, no table opened yet.
    pub(crate) fn new(transaction: &'txn WriteTransaction) -> Self {
        Self {
            transaction,
            tables: [const { OnceCell::new() }; COUNT],
        }
    }

    fn table(&self, index: usize) -> Result<&Open<'txn>, StoreError> {
        let cell = &self.tables[index];
        if let Some(open) = cell.get() {
            return Ok(open);
        }
        let open = self
            .transaction
            .open_table(Definition::new(NAMES[index]))
            .map_err(backend(DOING))?;
        Ok(cell.get_or_init(|| open))
    }

    /// Writes or, with `None`, removes one row.
    pub(crate) fn write(
        &mut self,
        index: usize,
        key: &[u8],
        value: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        self.table(index)?;
        let table = self.tables[index]
            .get_mut()
            .ok_or_else(|| broken(DOING, "a table did not stay open"))?;
        match value {
            Some(value) => drop(table.insert(key, value).map_err(backend(DOING))?),
            None => drop(table.remove(key).map_err(backend(DOING))?),
        }
        Ok(())
    }
}

impl Batch<'_> {
    /// Removes all rows of a range.
    pub(crate) fn remove(&mut self, index: usize, range: &Range) -> Result<(), StoreError> {
        let Some(bounds) = range.bounds() else {
            return Ok(());
        };
        self.table(index)?;
        let table = self.tables[index]
            .get_mut()
            .ok_or_else(|| broken(DOING, "a table did not stay open"))?;
        table
            .retain_in::<&[u8], _>(bounds, |_, _| false)
            .map_err(backend(DOING))
    }
}

impl Rows for Batch<'_> {
    fn get(&self, table: usize, key: &[u8], visit: Visit<'_>) -> Result<(), StoreError> {
        if let Some(value) = self.table(table)?.get(key).map_err(backend(DOING))? {
            let _done = visit(key, value.value())?;
        }
        Ok(())
    }

    fn scan(
        &self,
        table: usize,
        range: &Range,
        direction: Direction,
        visit: Visit<'_>,
    ) -> Result<(), StoreError> {
        let Some(bounds) = range.bounds() else {
            return Ok(());
        };
        walk(
            self.table(table)?
                .range::<&[u8]>(bounds)
                .map_err(backend(DOING))?,
            direction,
            visit,
        )
    }

    fn len(&self, table: usize) -> Result<u64, StoreError> {
        self.table(table)?.len().map_err(backend(DOING))
    }
}

/// Goes through what redb found.
pub(crate) fn walk(
    mut found: redb::Range<'_, &'static [u8], &'static [u8]>,
    direction: Direction,
    visit: Visit<'_>,
) -> Result<(), StoreError> {
    loop {
        let next = match direction {
            Direction::Up => found.next(),
            Direction::Down => found.next_back(),
        };
        let Some(row) = next else { return Ok(()) };
        let (key, value) = row.map_err(backend(DOING))?;
        if visit(key.value(), value.value())? == ControlFlow::Break(()) {
            return Ok(());
        }
    }
}
