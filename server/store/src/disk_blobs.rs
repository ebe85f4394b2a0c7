//! Contents on disk: one file each, written beside, made durable, then renamed into place.
//!
//! ```text
//! blobs/tmp/<key>        being written, or left by a crash
//! blobs/ab/<key>         complete; `ab` are the first two digits of the key
//! ```

use std::{
    io::{self, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use bytes::Bytes;
use data_encoding::HEXLOWER;
use domain::{
    file::BlobKey,
    time::{Span, Timestamp},
};
use flow::port::{BlobError, BlobReader, BlobWriter, Blobs, Clock};
use futures::{StreamExt as _, TryStreamExt as _};
use tokio::{
    fs::{self, File, OpenOptions},
    io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _},
};
use tokio_util::io::ReaderStream;

/// The `Blobs` port on a local file system.
#[derive(Clone)]
pub struct DiskBlobs {
    root: PathBuf,
    reserve: u64,
    clock: Arc<dyn Clock>,
}

/// A piece of a content as it is read.
const PIECE: usize = 64 * 1024;

/// Younger contents may be of an upload under way.
const OLD: Span = Span::from_minutes(60);

impl std::fmt::Debug for DiskBlobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DiskBlobs")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

fn backend(doing: &'static str) -> impl Fn(io::Error) -> BlobError {
    move |source| BlobError::Backend { doing, source }
}

impl DiskBlobs {
    /// Contents below `root`, which is made if it is not there; `reserve` bytes of its disk are left free. Blocks.
    pub fn open(
        root: impl Into<PathBuf>,
        reserve: u64,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, BlobError> {
        let root = root.into();
        let made = std::fs::create_dir_all(root.join("tmp"))
            .and_then(|()| std::fs::File::open(&root)?.sync_all());
        made.map_err(backend("making the folder of contents"))?;
        Ok(Self {
            root,
            reserve,
            clock,
        })
    }

    fn unfinished(&self, key: BlobKey) -> PathBuf {
        self.root.join("tmp").join(key.to_string())
    }

    fn complete(&self, key: BlobKey) -> PathBuf {
        let name = key.to_string();
        self.root.join(&name[..2]).join(name)
    }

    /// Keys of the files in one folder that nobody has touched for an hour.
    async fn old_in(&self, folder: &Path, keys: &mut Vec<BlobKey>) -> io::Result<()> {
        let mut files = fs::read_dir(folder).await?;
        while let Some(file) = files.next_entry().await? {
            let Some(key) = file.file_name().to_str().and_then(key_of) else {
                continue;
            };
            let modified = match file.metadata().await {
                Ok(metadata) => metadata.modified()?,
                // Finished or removed while we look.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            // A time before 1970 is old.
            let modified = Timestamp::try_from(modified).unwrap_or_default();
            if modified + OLD <= self.clock.now() {
                keys.push(key);
            }
        }
        Ok(())
    }
}

/// The key in a file's name; `None`: the file is not ours.
fn key_of(name: &str) -> Option<BlobKey> {
    HEXLOWER
        .decode(name.as_bytes())
        .ok()?
        .try_into()
        .ok()
        .map(BlobKey)
}

#[async_trait]
impl Blobs for DiskBlobs {
    async fn create(&self, key: BlobKey) -> Result<Box<dyn BlobWriter>, BlobError> {
        let path = self.unfinished(key);
        let opened = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .await;
        let file = opened.map_err(backend("beginning a content"))?;
        Ok(Box::new(Writing {
            file,
            unfinished: Unfinished { path: Some(path) },
            complete: self.complete(key),
        }))
    }

    async fn read(&self, key: BlobKey, range: Range<u64>) -> Result<BlobReader, BlobError> {
        let doing = "reading a content";
        let mut file = match File::open(self.complete(key)).await {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BlobError::Missing(key));
            }
            Err(error) => return Err(backend(doing)(error)),
        };
        file.seek(SeekFrom::Start(range.start))
            .await
            .map_err(backend(doing))?;
        let part = file.take(range.end.saturating_sub(range.start));
        Ok(ReaderStream::with_capacity(part, PIECE)
            .map_err(backend(doing))
            .boxed())
    }

    async fn remove(&self, key: BlobKey) -> Result<(), BlobError> {
        for path in [self.complete(key), self.unfinished(key)] {
            match fs::remove_file(path).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(backend("removing a content")(error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    async fn old_keys(&self) -> Result<Vec<BlobKey>, BlobError> {
        let doing = "listing contents";
        let mut keys = Vec::new();
        let mut folders = fs::read_dir(&self.root).await.map_err(backend(doing))?;
        while let Some(folder) = folders.next_entry().await.map_err(backend(doing))? {
            if folder.file_type().await.map_err(backend(doing))?.is_dir() {
                self.old_in(&folder.path(), &mut keys)
                    .await
                    .map_err(backend(doing))?;
            }
        }
        Ok(keys)
    }

    async fn free_space(&self) -> Result<u64, BlobError> {
        let doing = "asking for free space";
        let root = self.root.clone();
        let asked = tokio::task::spawn_blocking(move || rustix::fs::statvfs(&root)).await;
        let disk = asked.map_err(|error| backend(doing)(io::Error::other(error)))?;
        let disk = disk.map_err(|error| backend(doing)(error.into()))?;
        Ok(disk
            .f_bavail
            .saturating_mul(disk.f_frsize)
            .saturating_sub(self.reserve))
    }
}

/// A file that is removed again unless it is kept.
struct Unfinished {
    path: Option<PathBuf>,
}

impl Unfinished {
    fn keep(mut self) {
        self.path = None;
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = self.path.take() {
            // What stays is found by `old_keys` an hour later.
            let _ = std::fs::remove_file(path);
        }
    }
}

struct Writing {
    file: File,
    unfinished: Unfinished,
    complete: PathBuf,
}

#[async_trait]
impl BlobWriter for Writing {
    async fn write(&mut self, piece: Bytes) -> Result<(), BlobError> {
        self.file
            .write_all(&piece)
            .await
            .map_err(backend("writing a content"))
    }

    async fn finish(mut self: Box<Self>) -> Result<(), BlobError> {
        let doing = "finishing a content";
        self.file.flush().await.map_err(backend(doing))?;
        self.file.sync_all().await.map_err(backend(doing))?;
        let Self {
            unfinished,
            complete,
            ..
        } = *self;
        let placed = tokio::task::spawn_blocking(move || {
            let from = unfinished.path.as_deref().ok_or(io::ErrorKind::NotFound)?;
            place(from, &complete)?;
            unfinished.keep();
            Ok(())
        });
        placed
            .await
            .map_err(|error| backend(doing)(io::Error::other(error)))?
            .map_err(backend(doing))
    }
}

/// Renames, and makes the name durable too: the folder, and where it is new the folder above.
fn place(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().ok_or(io::ErrorKind::NotFound)?;
    match std::fs::create_dir(folder) {
        Ok(()) => sync_folder(folder.parent().ok_or(io::ErrorKind::NotFound)?)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    std::fs::rename(from, to)?;
    sync_folder(folder)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}
