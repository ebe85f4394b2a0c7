//! Files, their versions and their content.

use serde::{Deserialize, Serialize};

use crate::{
    folder::Trashed,
    id::{FileId, FolderId, UserId, VersionId},
    text::EntryName,
    time::Timestamp,
};

/// A file: a name in a folder that stands for its newest version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its id, the same whatever its name and place.
    pub id: FileId,
    /// The folder it is in.
    pub folder: FolderId,
    /// Its name, unique without case among the files of its folder that are not in the trash.
    pub name: EntryName,
    /// The newest version.
    pub current: Version,
    /// When it was first deposited.
    pub created_at: Timestamp,
    /// In the trash since.
    #[serde(default)]
    pub trashed: Option<Trashed>,
}

/// One content of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its id.
    pub id: VersionId,
    /// 1 for the first.
    pub number: u32,
    /// When it was deposited.
    pub at: Timestamp,
    /// By whom; `None`: by the system.
    pub by: Option<UserId>,
    /// What it holds.
    pub blob: Blob,
}

/// Where a content is kept and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    /// The random key it is kept under.
    pub key: BlobKey,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content, an attribute and never a key: nothing is shared between files.
    pub sha256: [u8; 32],
    /// In the store itself (small) or among the blobs.
    pub place: BlobPlace,
}

/// Where the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlobPlace {
    /// A row of the store, written in the same commit as the file.
    Row,
    /// An object behind the `Blobs` port.
    Object,
}

/// 128 random bits that name a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BlobKey(pub [u8; 16]);

impl std::fmt::Display for BlobKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// The largest content that is kept as a row of the store, in bytes.
pub const MAX_ROW_BLOB: usize = 48 * 1024;
