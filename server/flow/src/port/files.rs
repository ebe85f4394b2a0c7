use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    event::Stamp,
    file::{Blob, BlobKey, File, Version},
    id::{FileId, FolderId, VersionId},
    text::EntryName,
    time::Timestamp,
};

use super::StoreError;

/// A complete upload, about to be recorded.
#[derive(Clone, Debug)]
pub struct Deposit {
    /// Where.
    pub folder: FolderId,
    /// Under which name; an existing file of that name gets a new version.
    pub name: EntryName,
    /// What was stored.
    pub blob: Blob,
    /// The content itself, when [`Blob::place`](domain::file::Blob) is a row.
    pub content: Option<Bytes>,
    /// When, who, which way.
    pub stamp: Stamp,
}

/// What a deposit became.
#[derive(Clone, Debug)]
pub struct Deposited {
    /// The file as it is now.
    pub file: File,
    /// A new file (ADD), not a new version (MODIFY).
    pub added: bool,
}

/// A new place, a new name, or both.
#[derive(Clone, Debug)]
pub struct FileMove {
    /// Which file.
    pub file: FileId,
    /// The folder it goes to; the same for a rename.
    pub folder: FolderId,
    /// The name it gets.
    pub name: EntryName,
    /// When, who, which way.
    pub stamp: Stamp,
}

/// What a purge removed: contents that no row names any more.
#[derive(Clone, Debug, Default)]
pub struct Purged {
    /// Objects to remove from the blobs.
    pub objects: Vec<BlobKey>,
    /// How many files went.
    pub files: usize,
}

/// Files, their versions and the trash.
#[async_trait]
pub trait Files: Send + Sync {
    /// Records an upload: file row, version and FILE ADD or MODIFY event, in one commit.
    ///
    /// Refused when the folder is gone or in the trash.
    async fn record_deposit(&self, deposit: Deposit) -> Result<Deposited, StoreError>;

    /// Moves or renames, with its FILE MOVE or RENAME event. A file of that name there is `NameTaken`.
    async fn move_file(&self, to: FileMove) -> Result<File, StoreError>;

    /// Puts in the trash, with FILE DELETE; again is no change.
    async fn trash_file(&self, file: FileId, stamp: Stamp) -> Result<File, StoreError>;

    /// Takes out of the trash, with FILE RESTORE; `NameTaken` when another has its name now.
    async fn restore_file(&self, file: FileId, stamp: Stamp) -> Result<File, StoreError>;

    /// The file, in the trash or not.
    async fn file(&self, file: FileId) -> Result<Option<File>, StoreError>;

    /// Several files at once, in the order asked, `None` where one is gone.
    async fn files_by_id(&self, files: Vec<FileId>) -> Result<Vec<Option<File>>, StoreError>;

    /// Files of a folder that are not in the trash, by name key, after `after`, at most `limit`.
    async fn files_in(
        &self,
        folder: FolderId,
        after: Option<String>,
        limit: usize,
    ) -> Result<Vec<File>, StoreError>;

    /// Files in the trash themselves (not by their folder), newest first by id, below `before`, at most `limit`.
    async fn trashed_files(
        &self,
        before: Option<FileId>,
        limit: usize,
    ) -> Result<Vec<File>, StoreError>;

    /// All versions, newest first.
    async fn versions(&self, file: FileId) -> Result<Vec<Version>, StoreError>;

    /// One version.
    async fn version(
        &self,
        file: FileId,
        version: VersionId,
    ) -> Result<Option<Version>, StoreError>;

    /// The content of a blob kept as a row.
    async fn row_content(&self, key: BlobKey) -> Result<Option<Bytes>, StoreError>;

    /// Removes for good at most `limit` files: those trashed before `before`, and those of folders that were (their
    /// folder rows too, once empty). Events stay.
    async fn purge_trash(
        &self,
        before: Timestamp,
        limit: usize,
        stamp: Stamp,
    ) -> Result<Purged, StoreError>;

    /// Object keys that some version names, among `keys`: to find orphans of crashed uploads.
    async fn known_objects(&self, keys: Vec<BlobKey>) -> Result<Vec<BlobKey>, StoreError>;
}
