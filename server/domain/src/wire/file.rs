use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::{
    file,
    id::{FileId, FolderId, UserId, VersionId},
    time::Timestamp,
};

/// A file with its newest version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct File {
    /// Its id, the same whatever its name and place.
    pub id: FileId,
    /// The folder it is in.
    pub folder: FolderId,
    /// Its name.
    pub name: String,
    /// The whole path.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// Number of the newest version, 1 for the first.
    pub version: u32,
    /// Who deposited the newest version; `null`: the system.
    pub by: Option<UserId>,
    /// Its name now.
    pub by_name: Option<String>,
    /// When the file was first deposited.
    pub created_at: Timestamp,
    /// When the newest version was deposited.
    pub modified_at: Timestamp,
    /// In the trash since.
    pub trashed_at: Option<Timestamp>,
}

impl File {
    /// `file` in the folder of path `folder_path`, deposited by someone named `by_name`.
    pub fn new(file: &file::File, folder_path: &str, by_name: Option<String>) -> Self {
        Self {
            id: file.id,
            folder: file.folder,
            name: file.name.as_str().to_owned(),
            path: format!("{}/{}", folder_path.trim_end_matches('/'), file.name),
            size: file.current.blob.size,
            sha256: HEXLOWER.encode(&file.current.blob.sha256),
            version: file.current.number,
            by: file.current.by,
            by_name,
            created_at: file.created_at,
            modified_at: file.current.at,
            trashed_at: file.trashed.map(|trashed| trashed.at),
        }
    }
}

/// `PATCH /files/{id}`: renames, moves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileChange {
    /// A new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A new folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<FolderId>,
}

/// One content of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Version {
    /// Its id.
    pub id: VersionId,
    /// 1 for the first.
    pub number: u32,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// When it was deposited.
    pub at: Timestamp,
    /// By whom; `null`: the system.
    pub by: Option<UserId>,
    /// Its name now.
    pub by_name: Option<String>,
}

impl Version {
    /// `version`, deposited by someone named `by_name`.
    pub fn new(version: &file::Version, by_name: Option<String>) -> Self {
        Self {
            id: version.id,
            number: version.number,
            size: version.blob.size,
            sha256: HEXLOWER.encode(&version.blob.sha256),
            at: version.at,
            by: version.by,
            by_name,
        }
    }
}
