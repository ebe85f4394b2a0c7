//! Opening a store: where it is, how much it may keep in memory, why it cannot be opened.

use std::path::PathBuf;

use flow::port::StoreError;

/// Where the rows are.
#[derive(Debug)]
pub enum Place {
    /// A file, made if it is not there.
    File(PathBuf),
    /// Memory only: gone with the store.
    Memory,
    /// Storage of one's own, for tests of what a power cut leaves.
    Backend(Box<dyn Backend>),
}

/// How to open.
#[derive(Debug)]
pub struct Options {
    /// Where.
    pub place: Place,
    /// The engine's cache, in bytes. Its own default is 1 GiB.
    pub cache: usize,
}

/// 32 MiB.
const CACHE: usize = 32 * 1024 * 1024;

impl Options {
    /// The file `path`.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { place: Place::File(path.into()), cache: CACHE }
    }

    /// In memory.
    pub const fn memory() -> Self {
        Self { place: Place::Memory, cache: CACHE }
    }

    /// On `backend`.
    pub fn backend(backend: impl redb::StorageBackend) -> Self {
        Self { place: Place::Backend(Box::new(Some(backend))), cache: CACHE }
    }
}

/// A redb storage backend, opened once.
pub trait Backend: Send + Sync + std::fmt::Debug {
    /// Opens it; `None`: it was opened before and is gone.
    #[doc(hidden)]
    fn open(&mut self, builder: &redb::Builder) -> Option<Result<redb::Database, redb::DatabaseError>>;
}

impl<B: redb::StorageBackend> Backend for Option<B> {
    fn open(&mut self, builder: &redb::Builder) -> Option<Result<redb::Database, redb::DatabaseError>> {
        Some(builder.create_with_backend(self.take()?))
    }
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("the store is in use by another process")]
    AlreadyOpen,
    /// A newer binary wrote it.
    #[error("the store has shape {found}, this program knows shapes up to {known}: use the newer program")]
    TooNew {
        /// The shape in the file.
        found: u32,
        /// The newest shape known here.
        known: u32,
    },
    /// A redb file, but not ours.
    #[error("the file is a database, but not of Colombier")]
    Foreign,
    /// A step towards the new shape failed; the file is as it was before that step.
    #[error("migrating the store: {name}")]
    Migration {
        /// Its name.
        name: &'static str,
        /// The cause.
        source: redb::Error,
    },
    /// The engine failed.
    #[error("{doing}")]
    Engine {
        /// What was being done.
        doing: &'static str,
        /// The cause.
        source: redb::Error,
    },
    /// What is in it cannot be read.
    #[error("reading the directory")]
    Rows(#[source] StoreError),
    /// The writer could not be started.
    #[error("starting the writer")]
    Writer(#[source] std::io::Error),
}

impl OpenError {
    /// An error of the engine, while doing `doing`.
    pub(crate) fn engine<E: Into<redb::Error>>(doing: &'static str) -> impl Fn(E) -> Self {
        move |error| match error.into() {
            redb::Error::DatabaseAlreadyOpen => Self::AlreadyOpen,
            source => Self::Engine { doing, source },
        }
    }
}
