//! Alerts: who is told of what is deposited where.

use serde::{Deserialize, Serialize};

use crate::{
    event::Action,
    id::{AlertId, EventId, FolderId, UserId},
    right::Principal,
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

/// The kinds of deposit an alert tells of; at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertOn {
    /// New files.
    pub add: bool,
    /// New versions of files.
    pub modify: bool,
}

impl AlertOn {
    /// Whether `action` on a file is told of.
    pub fn includes(self, action: Action) -> bool {
        match action {
            Action::Add => self.add,
            Action::Modify => self.modify,
            _ => false,
        }
    }
}
