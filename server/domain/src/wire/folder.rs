use serde::{Deserialize, Serialize};

use super::present;
use crate::{id::FolderId, right::Level, time::Timestamp, timing::MailTiming};

/// A folder, as its viewer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// The folder it is in; `null` at the top.
    pub parent: Option<FolderId>,
    /// Its name.
    pub name: String,
    /// The whole path, `/Projects/2026`.
    pub path: String,
    /// The folders above, from the top, as far as the viewer may see them.
    pub ancestors: Vec<FolderRef>,
    /// What the viewer may do in it; `null`: only pass through to a folder below.
    pub level: Option<Level>,
    /// Rights given above do not reach here.
    pub restricted: bool,
    /// When the mails of alerts leave, where the folder says so itself; `null`: as above.
    #[serde(default)]
    pub mail_timing: Option<MailTiming>,
    /// Whether there are folders in it that the viewer may see.
    pub has_children: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A folder by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FolderRef {
    /// Its id.
    pub id: FolderId,
    /// Its name.
    pub name: String,
}

/// `POST /folders`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewFolder {
    /// The folder it goes into; `null`: the top (admins).
    #[serde(default)]
    pub parent: Option<FolderId>,
    /// Its name.
    pub name: String,
}

/// `PATCH /folders/{id}`: renames, moves, restricts, times.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FolderChange {
    /// A new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A new place; `null`: the top (admins).
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub parent: Option<Option<FolderId>>,
    /// Whether rights given above stop here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted: Option<bool>,
    /// When the mails of alerts leave; `null`: as the folder above, at the top as the settings say.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub mail_timing: Option<Option<MailTiming>>,
}
