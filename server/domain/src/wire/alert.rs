use serde::{Deserialize, Serialize};

use crate::{
    event::{Action, Reason},
    id::{AlertId, FolderId},
    right::Principal,
    time::Timestamp,
};

/// A subscription: who is told of what is deposited in a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// The subscribed folder.
    pub folder: FolderId,
    /// Its path; `null`: a folder that one may not read now.
    pub folder_path: Option<String>,
    /// Who is told: `user:ID`, `group:ID` or `everyone`.
    pub principal: Principal,
    /// The person's or group's name; empty for everyone.
    pub principal_name: String,
    /// Folders below too.
    pub recursive: bool,
    /// `ADD`, `MODIFY` or both.
    pub on: Vec<Action>,
    /// One's own deposits too.
    pub own_actions: bool,
    /// It tells nobody as things are, and works again when the reason is gone.
    pub broken: bool,
    /// Why it is broken.
    pub reason: Option<Reason>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// `POST /folders/{id}/alerts`; members subscribe themselves only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAlert {
    /// Who is told; absent: oneself.
    #[serde(default)]
    pub principal: Option<Principal>,
    /// Folders below too.
    #[serde(default)]
    pub recursive: bool,
    /// `ADD`, `MODIFY` or both; absent: both.
    #[serde(default)]
    pub on: Option<Vec<Action>>,
    /// One's own deposits too.
    #[serde(default)]
    pub own_actions: bool,
}

/// `PATCH /alerts/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertChange {
    /// Folders below too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recursive: Option<bool>,
    /// `ADD`, `MODIFY` or both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Vec<Action>>,
    /// One's own deposits too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_actions: Option<bool>,
}
