//! The open database: reads of it, and reopening it after an I/O error.

use std::{
    cell::OnceCell,
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard},
};

use ::journal::Cache;
use domain::{change::Counters, directory::Directory};
use flow::port::StoreError;
use redb::{
    Database, ReadOnlyTable, ReadTransaction, ReadableDatabase as _, ReadableTableMetadata as _,
    backends::InMemoryBackend,
};

use crate::{
    batch::{Definition, walk},
    desk::Texts,
    error::{backend, broken},
    journal::Engine,
    migrations,
    open::{OpenError, Options, Place},
    picture,
    range::Range,
    tables::{COUNT, NAMES},
    view::{Direction, Rows, View, Visit},
};

/// The database and what it takes to open it again.
#[derive(Debug)]
pub(crate) struct Disk {
    options: Mutex<Options>,
    /// `None`: closed, or an I/O error is being recovered from. Held for reading as long as anything is read, so that
    /// nobody holds the file when it is opened again.
    database: RwLock<Option<Database>>,
}

impl Disk {
    /// Opens, migrates, and reads the small state.
    pub(crate) fn open(options: Options) -> Result<(Self, Directory, Counters), OpenError> {
        let disk = Self {
            options: Mutex::new(options),
            database: RwLock::new(None),
        };
        let (directory, counters) = disk.reopen()?;
        Ok((disk, directory, counters))
    }

    /// Opens the journal.
    pub(crate) fn engine(&self, directory: &Directory) -> Result<Arc<Engine>, OpenError> {
        let (files, cache) = {
            let options = self.options.lock().unwrap_or_else(PoisonError::into_inner);
            (options.segments.open(), options.journal_cache)
        };
        let (files, cache) = (files.map_err(OpenError::Segments)?, Cache::new(cache));
        let open = |view: &View<'_>| Engine::open(files, cache, view);
        let engine = self.read("reading the journal", directory, open);
        Ok(Arc::new(engine.map_err(OpenError::Journal)?))
    }

    /// Opens the search in messages of tickets, which shares the journal's cache.
    pub(crate) fn texts(&self, directory: &Directory, cache: Cache) -> Result<Texts, OpenError> {
        let files = {
            let options = self.options.lock().unwrap_or_else(PoisonError::into_inner);
            options.texts.open()
        };
        let files = files.map_err(OpenError::Segments)?;
        let open = |view: &View<'_>| Texts::open(files, cache, view);
        self.read("reading what messages say", directory, open)
            .map_err(OpenError::Journal)
    }

    /// Opens anew: after an I/O error redb writes nothing until then.
    pub(crate) fn reopen(&self) -> Result<(Directory, Counters), OpenError> {
        let mut slot = self
            .database
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let database = match slot.take() {
            // Opened anew it would be empty.
            Some(database) if self.in_memory() => database,
            old => {
                drop(old);
                self.open_database()?
            }
        };
        migrations::run(&database)?;
        let state = {
            let rows =
                Reading::begin(&database, "reading the directory").map_err(OpenError::Rows)?;
            picture::read(&rows).map_err(OpenError::Rows)?
        };
        *slot = Some(database);
        Ok(state)
    }

    fn in_memory(&self) -> bool {
        let options = self.options.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(options.place, Place::Memory)
    }

    fn open_database(&self) -> Result<Database, OpenError> {
        let mut options = self.options.lock().unwrap_or_else(PoisonError::into_inner);
        let mut builder = Database::builder();
        builder.set_cache_size(options.cache);
        let opened = match &mut options.place {
            Place::File(path) => builder.create(path),
            Place::Memory => builder.create_with_backend(InMemoryBackend::new()),
            Place::Backend(backend) => backend.open(&builder),
        };
        opened.map_err(OpenError::engine("opening the store"))
    }

    /// Closes; later reads and writes fail.
    pub(crate) fn close(&self) -> Result<(), redb::DatabaseError> {
        let mut slot = self
            .database
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        slot.take().map_or(Ok(()), Database::close)
    }

    /// The database, held open meanwhile.
    pub(crate) fn hold(&self) -> Held<'_> {
        Held(self.database.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads. Blocks: never on an async thread.
    pub(crate) fn read<T>(
        &self,
        doing: &'static str,
        directory: &Directory,
        look: impl FnOnce(&View<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let held = self.hold();
        let rows = Reading::begin(held.database(doing)?, doing)?;
        look(&View::new(&rows, directory, doing))
    }
}

/// The database while someone uses it.
pub(crate) struct Held<'a>(RwLockReadGuard<'a, Option<Database>>);

impl Held<'_> {
    /// The database, if it is open.
    pub(crate) fn database(&self, doing: &'static str) -> Result<&Database, StoreError> {
        self.0
            .as_ref()
            .ok_or_else(|| broken(doing, "the store is closed"))
    }
}

/// One read transaction.
struct Reading {
    transaction: ReadTransaction,
    tables: [OnceCell<ReadOnlyTable<&'static [u8], &'static [u8]>>; COUNT],
    doing: &'static str,
}

impl Reading {
    fn begin(database: &Database, doing: &'static str) -> Result<Self, StoreError> {
        let transaction = database.begin_read().map_err(backend(doing))?;
        Ok(Self {
            transaction,
            tables: [const { OnceCell::new() }; COUNT],
            doing,
        })
    }

    fn table(
        &self,
        index: usize,
    ) -> Result<&ReadOnlyTable<&'static [u8], &'static [u8]>, StoreError> {
        let cell = &self.tables[index];
        if let Some(open) = cell.get() {
            return Ok(open);
        }
        let open = self
            .transaction
            .open_table(Definition::new(NAMES[index]))
            .map_err(backend(self.doing))?;
        Ok(cell.get_or_init(|| open))
    }
}

impl Rows for Reading {
    fn get(&self, table: usize, key: &[u8], visit: Visit<'_>) -> Result<(), StoreError> {
        if let Some(value) = self.table(table)?.get(key).map_err(backend(self.doing))? {
            let _: ControlFlow<()> = visit(key, value.value())?;
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
                .map_err(backend(self.doing))?,
            direction,
            visit,
        )
    }

    fn len(&self, table: usize) -> Result<u64, StoreError> {
        self.table(table)?.len().map_err(backend(self.doing))
    }
}
