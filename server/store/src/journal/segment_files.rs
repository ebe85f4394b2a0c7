//! Where sealed events are: one file a segment, beside the database.

use std::{
    collections::BTreeMap,
    fmt,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use flow::killpoint;
use journal::Source;

/// Files that are written once, whole, and removed. A name is never written twice with other bytes that matter: what
/// no row of the database names is rubbish.
pub trait SegmentFiles: Send + Sync + fmt::Debug {
    /// Writes a file; durable when this returns.
    fn write(&self, name: &str, bytes: Vec<u8>) -> io::Result<()>;

    /// Opens a file for reading. It may be removed meanwhile: who has it open still reads it.
    fn open(&self, name: &str) -> io::Result<Source>;

    /// Removes a file; one that is gone already is no error.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// All names there are, unfinished ones too.
    fn names(&self) -> io::Result<Vec<String>>;
}

/// In a folder of their own.
#[derive(Debug)]
pub(crate) struct InFolder(PathBuf);

impl InFolder {
    /// Makes the folder where it is missing.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Ok(Self(path.to_owned()))
    }

    /// Makes renames and removals durable.
    fn sync(&self) -> io::Result<()> {
        File::open(&self.0)?.sync_all()
    }
}

impl SegmentFiles for InFolder {
    fn write(&self, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        let unfinished = self.0.join(format!("{name}.tmp"));
        let mut file = File::create(&unfinished)?;
        file.write_all(&bytes)?;
        killpoint::reached("segment:written");
        file.sync_all()?;
        fs::rename(&unfinished, self.0.join(name))?;
        killpoint::reached("segment:renamed");
        self.sync()
    }

    fn open(&self, name: &str) -> io::Result<Source> {
        Ok(File::open(self.0.join(name))?.into())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.0.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let entries = fs::read_dir(&self.0)?;
        let name = |entry: io::Result<fs::DirEntry>| {
            entry.map(|entry| entry.file_name().to_string_lossy().into_owned())
        };
        entries.map(name).collect()
    }
}

/// In memory: gone with the store.
#[derive(Debug, Default)]
pub(crate) struct InMemory(Mutex<BTreeMap<String, Bytes>>);

impl InMemory {
    fn files(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SegmentFiles for InMemory {
    fn write(&self, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        self.files().insert(name.to_owned(), bytes.into());
        Ok(())
    }

    fn open(&self, name: &str) -> io::Result<Source> {
        let bytes = self.files().get(name).cloned();
        Ok(bytes.ok_or(io::ErrorKind::NotFound)?.into())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.files().remove(name);
        Ok(())
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.files().keys().cloned().collect())
    }
}
