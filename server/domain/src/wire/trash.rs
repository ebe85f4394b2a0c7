use serde::{Deserialize, Serialize};

use crate::{id::UserId, time::Timestamp};

/// What was thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TrashKind {
    /// A file: `POST /files/{id}/restore`.
    File,
    /// A folder with all that is in it: `POST /folders/{id}/restore`.
    Folder,
}

/// A line of `GET /trash`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrashItem {
    /// File or folder.
    pub kind: TrashKind,
    /// Id of the file or folder.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its path before.
    pub path: String,
    /// Bytes, of a file.
    pub size: Option<u64>,
    /// When it was thrown away.
    pub trashed_at: Timestamp,
    /// By whom; `null`: the system.
    pub by: Option<UserId>,
    /// Its name now.
    pub by_name: Option<String>,
    /// When it goes for good.
    pub purged_at: Timestamp,
}
