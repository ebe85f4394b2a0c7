//! Folders.

use serde::{Deserialize, Serialize};

use crate::{
    id::{FolderId, UserId},
    right::Right,
    text::EntryName,
    time::Timestamp,
    timing::MailTiming,
};

/// A folder of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// The folder it is in; `None` at the top.
    pub parent: Option<FolderId>,
    /// Its name, unique without case among the folders of its parent that are not in the trash.
    pub name: EntryName,
    /// Rights given on the folders above do not reach here.
    #[serde(default)]
    pub restricted: bool,
    /// The rights given here.
    #[serde(default)]
    pub rights: Vec<Right>,
    /// When the mails of alerts leave; `None`: as the folder above says, at the top as the settings say.
    #[serde(default)]
    pub mail_timing: Option<MailTiming>,
    /// In the trash since; what is in it is in the trash with it.
    #[serde(default)]
    pub trashed: Option<Trashed>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// When and by whom something was put in the trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trashed {
    /// When.
    pub at: Timestamp,
    /// By whom; `None`: by the system.
    pub by: Option<UserId>,
}
