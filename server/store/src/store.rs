//! The store: what the traits of the seam are implemented on.

use std::sync::{Arc, PoisonError, RwLock};

use domain::{directory::Directory, id::EventId};
use flow::port::StoreError;
use tokio::sync::watch;

use crate::{
    changes::Changes,
    desk::Texts,
    disk::Disk,
    error::{backend, broken},
    journal::Engine,
    open::{OpenError, Options},
    outbox,
    view::View,
    writer::{Published, Writer},
};

/// Everything kept, in redb.
#[derive(Clone, Debug)]
pub struct RedbStore {
    disk: Arc<Disk>,
    writer: Writer,
    published: Published,
    newest: watch::Receiver<EventId>,
    /// The journal.
    pub(crate) engine: Arc<Engine>,
    /// Search in messages of tickets.
    pub(crate) texts: Arc<Texts>,
}

impl RedbStore {
    /// Opens, migrates, reads the small state and starts the writer. Blocks.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        let (disk, directory, counters) = Disk::open(options)?;
        outbox::leases::take_back(&disk, &directory, counters).map_err(OpenError::Leases)?;
        let disk = Arc::new(disk);
        let engine = disk.engine(&directory)?;
        let texts = Arc::new(disk.texts(&directory, engine.cache())?);
        let published: Published = Arc::new(RwLock::new(Arc::new(directory.clone())));
        let (told, newest) = watch::channel(EventId(counters.event));
        let writer = Writer::start(
            Arc::clone(&disk),
            directory,
            counters,
            Arc::clone(&published),
            (told, Arc::clone(&engine), Arc::clone(&texts)),
        )
        .map_err(OpenError::Writer)?;
        Ok(Self {
            disk,
            writer,
            published,
            newest,
            engine,
            texts,
        })
    }

    /// Commits what is queued, stops the writer and closes the file. Later calls fail.
    pub async fn close(&self) -> Result<(), StoreError> {
        let doing = "closing the store";
        self.writer.close().await;
        let disk = Arc::clone(&self.disk);
        off_the_async_threads(doing, move || disk.close().map_err(backend(doing))).await
    }

    /// The database.
    pub(crate) fn disk(&self) -> Arc<Disk> {
        Arc::clone(&self.disk)
    }

    /// The number of the newest event that is committed.
    pub(crate) fn newest(&self) -> watch::Receiver<EventId> {
        self.newest.clone()
    }

    /// The state as of the last acknowledged commit.
    pub(crate) fn published(&self) -> Arc<Directory> {
        Arc::clone(
            &self
                .published
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Reads, off the async threads.
    pub(crate) async fn read<T, F>(&self, doing: &'static str, look: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&View<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let disk = Arc::clone(&self.disk);
        let directory = self.published();
        off_the_async_threads(doing, move || disk.read(doing, &directory, look)).await
    }

    /// Decides and, if it is not refused, commits: one durable commit, shared with whoever else is writing.
    pub(crate) async fn write<T, F>(&self, doing: &'static str, decide: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&View<'_>, &mut Changes) -> Result<T, StoreError> + Send + 'static,
    {
        self.writer.write(doing, decide).await
    }
}

/// Runs what blocks where it may.
pub(crate) async fn off_the_async_threads<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| broken(doing, error.to_string()))?
}
