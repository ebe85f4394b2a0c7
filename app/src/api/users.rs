use domain::id::UserId;
use domain::wire::{List, NewUser, PrincipalName, User, UserChange};

use super::{Api, Problem};

impl Api {
    /// Everyone with an account (admins).
    pub async fn users(self) -> Result<List<User>, Problem> {
        self.get("/users?limit=1000".into()).await
    }

    /// One person (admins).
    pub async fn user(self, id: &str) -> Result<User, Problem> {
        self.get(format!("/users/{}", super::encode(id))).await
    }

    /// Makes an account.
    pub async fn create_user(self, user: &NewUser) -> Result<User, Problem> {
        self.send("POST", "/users".into(), user).await
    }

    /// Changes an account.
    pub async fn change_user(self, id: UserId, change: &UserChange) -> Result<User, Problem> {
        self.send("PATCH", format!("/users/{id}"), change).await
    }

    /// Removes an account.
    pub async fn delete_user(self, id: UserId) -> Result<(), Problem> {
        self.act("DELETE", format!("/users/{id}")).await
    }

    /// Whom rights and alerts can be given to, by name.
    pub async fn principals(self) -> Result<Vec<PrincipalName>, Problem> {
        let list: List<PrincipalName> = self.get("/principals".into()).await?;
        Ok(list.items)
    }
}
