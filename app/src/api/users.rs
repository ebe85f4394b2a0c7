use domain::id::UserId;
use domain::wire::{List, NewUser, PrincipalName, User, UserChange};

use super::{Api, Problem, Query};

impl Api {
    /// A page of everyone with an account (admins).
    pub async fn users(self, cursor: &str) -> Result<List<User>, Problem> {
        self.get(
            Query::new()
                .with("limit", "500")
                .with("cursor", cursor)
                .on("/users"),
        )
        .await
    }

    /// Everyone with an account (admins).
    pub async fn all_users(self) -> Result<Vec<User>, Problem> {
        let mut page = self.users("").await?;
        let mut all = page.items;
        while let Some(cursor) = page.next_cursor {
            page = self.users(&cursor).await?;
            all.append(&mut page.items);
        }
        Ok(all)
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

    /// Whom rights and alerts can be given to, by name.
    pub async fn principals(self) -> Result<Vec<PrincipalName>, Problem> {
        let list: List<PrincipalName> = self.get("/principals".into()).await?;
        Ok(list.items)
    }
}
