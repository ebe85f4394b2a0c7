use domain::id::UserId;
use domain::wire::{NewUser, PrincipalName, User, UserChange};

use super::{Api, Problem};

impl Api {
    /// Everyone with an account (admins), over as many pages as the server makes of them.
    pub async fn users(self) -> Result<Vec<User>, Problem> {
        self.whole("/users").await
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

    /// Sends the person a link to set its password.
    pub async fn send_credentials(self, id: UserId) -> Result<(), Problem> {
        self.act("POST", format!("/users/{id}/credentials")).await
    }

    /// Removes an account for good.
    pub async fn delete_user(self, id: UserId) -> Result<(), Problem> {
        self.act("DELETE", format!("/users/{id}")).await
    }

    /// Whom rights and alerts can be given to, by name.
    pub async fn principals(self) -> Result<Vec<PrincipalName>, Problem> {
        self.whole("/principals").await
    }
}
