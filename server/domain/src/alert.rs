//! Alerts: who is told of what is deposited where.

use serde::{Deserialize, Serialize};

use crate::{
    event::Action,
    id::{AlertId, EventId, FolderId, UserId},
    right::Principal,
    template::TemplateName,
    time::Timestamp,
};

/// A principal and a subscribed folder.
///
/// It outlives the loss of READ, renames and moves of its folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// The subscribed folder.
    pub folder: FolderId,
    /// Who is told.
    pub principal: Principal,
    /// Folders below too.
    pub recursive: bool,
    /// What it tells of.
    pub on: AlertOn,
    /// One's own actions too.
    #[serde(default)]
    pub own_actions: bool,
    /// Members of the principal who said no by the unsubscribe link.
    #[serde(default)]
    pub opted_out: Vec<UserId>,
    /// The event that made it: nothing older is told of.
    pub since: EventId,
    /// Who made it; `None`: the system.
    pub by: Option<UserId>,
    /// When.
    pub created_at: Timestamp,
}

/// What an alert tells of; at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertOn {
    /// New files.
    pub add: bool,
    /// New versions of files.
    pub modify: bool,
    /// Downloads: of them receipts are sent.
    #[serde(default)]
    pub download: bool,
}

impl Alert {
    /// Whether who did it is told of it too: a receipt for a deposit is for whoever deposited.
    pub fn tells_own(&self, action: Action) -> bool {
        self.own_actions || self.principal == Principal::Depositor && action != Action::Download
    }

    /// Which mail tells of `action`.
    pub fn template(&self, action: Action) -> TemplateName {
        match (action, self.principal) {
            (Action::Download, _) => TemplateName::DownloadReceipt,
            (_, Principal::Depositor) => TemplateName::DepositReceipt,
            _ => TemplateName::Alert,
        }
    }
}

impl AlertOn {
    /// New files and new versions.
    pub const DEPOSITS: Self = Self {
        add: true,
        modify: true,
        download: false,
    };

    /// Whether `action` on a file is told of.
    pub fn includes(self, action: Action) -> bool {
        match action {
            Action::Add => self.add,
            Action::Modify => self.modify,
            Action::Download => self.download,
            _ => false,
        }
    }
}
