use domain::id::GroupId;
use domain::wire::{Group, GroupChange, NewGroup};

use super::{Api, Problem};

impl Api {
    /// All groups (admins).
    pub async fn groups(self) -> Result<Vec<Group>, Problem> {
        self.whole("/groups").await
    }

    /// One group (admins).
    pub async fn group(self, id: &str) -> Result<Group, Problem> {
        self.get(format!("/groups/{}", super::encode(id))).await
    }

    /// Makes a group.
    pub async fn create_group(self, group: &NewGroup) -> Result<Group, Problem> {
        self.send("POST", "/groups".into(), group).await
    }

    /// Renames it or replaces its members.
    pub async fn change_group(self, id: GroupId, change: &GroupChange) -> Result<Group, Problem> {
        self.send("PATCH", format!("/groups/{id}"), change).await
    }

    /// Removes it.
    pub async fn delete_group(self, id: GroupId) -> Result<(), Problem> {
        self.act("DELETE", format!("/groups/{id}")).await
    }
}
