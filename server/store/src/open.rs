//! Opening a store: where it is, how much it may keep in memory, why it cannot be opened.

use std::{io, path::PathBuf, sync::Arc};

use flow::port::StoreError;

use crate::journal::{InFolder, InMemory, SegmentFiles};

/// Where the rows are.
#[derive(Debug)]
pub enum Place {
    /// A file, made if it is not there.
    File(PathBuf),
    /// Memory only: gone with the store.
    Memory,
    /// Storage of one's own, for tests of what a power cut leaves.
    Backend(Backend),
}

/// How to open.
#[derive(Debug)]
pub struct Options {
    /// Where.
    pub place: Place,
    /// The engine's cache, in bytes. Its own default is 1 GiB.
    pub cache: usize,
    /// Where sealed events are.
    pub segments: Segments,
    /// Where the index of what messages of tickets say is.
    pub texts: Segments,
    /// What of the journal's index stays in memory, in bytes.
    pub journal_cache: u64,
}

/// Where sealed events are.
#[derive(Clone, Debug)]
pub enum Segments {
    /// In a folder, made if it is not there.
    Folder(PathBuf),
    /// Elsewhere: in memory, or in files of one's own, for tests of what a power cut leaves.
    Files(Arc<dyn SegmentFiles>),
}

impl Segments {
    /// In memory: gone with the store.
    pub fn memory() -> Self {
        Self::Files(Arc::new(InMemory::default()))
    }

    pub(crate) fn open(&self) -> io::Result<Arc<dyn SegmentFiles>> {
        Ok(match self {
            Self::Folder(path) => Arc::new(InFolder::open(path)?),
            Self::Files(files) => Arc::clone(files),
        })
    }
}

/// 64 MiB.
pub const JOURNAL_CACHE: u64 = 64 * 1024 * 1024;

/// 32 MiB.
const CACHE: usize = 32 * 1024 * 1024;

impl Options {
    /// The file `path`, sealed events in the folder `journal` beside it, and the index of messages in `messages`.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self {
            segments: Segments::Folder(path.with_file_name("journal")),
            texts: Segments::Folder(path.with_file_name("messages")),
            place: Place::File(path),
            cache: CACHE,
            journal_cache: JOURNAL_CACHE,
        }
    }

    /// In memory.
    pub fn memory() -> Self {
        Self {
            place: Place::Memory,
            cache: CACHE,
            segments: Segments::memory(),
            texts: Segments::memory(),
            journal_cache: JOURNAL_CACHE,
        }
    }

    /// On storage that `make` makes: once, and again after an I/O error.
    pub fn backend<B: redb::StorageBackend>(mut make: impl FnMut() -> B + Send + 'static) -> Self {
        let open: OpenBackend = Box::new(move |builder| builder.create_with_backend(make()));
        Self {
            place: Place::Backend(Backend(open)),
            cache: CACHE,
            segments: Segments::memory(),
            texts: Segments::memory(),
            journal_cache: JOURNAL_CACHE,
        }
    }
}

type OpenBackend =
    Box<dyn FnMut(&redb::Builder) -> Result<redb::Database, redb::DatabaseError> + Send>;

/// How to open storage of one's own.
pub struct Backend(OpenBackend);

impl Backend {
    pub(crate) fn open(
        &mut self,
        builder: &redb::Builder,
    ) -> Result<redb::Database, redb::DatabaseError> {
        (self.0)(builder)
    }
}

impl std::fmt::Debug for Backend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Backend(…)")
    }
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("the store is in use by another process")]
    AlreadyOpen,
    /// A newer binary wrote it.
    #[error(
        "the store has shape {found}, this program knows shapes up to {known}: use the newer program"
    )]
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
    /// The folder of sealed events cannot be used.
    #[error("opening the folder of the journal")]
    Segments(#[source] io::Error),
    /// The journal cannot be read.
    #[error("reading the journal")]
    Journal(#[source] StoreError),
    /// What a crashed process was sending cannot be taken back.
    #[error("taking back the mails of a process that is gone")]
    Leases(#[source] StoreError),
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
