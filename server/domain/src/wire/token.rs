use serde::{Deserialize, Serialize};

use super::Secret;
use crate::{
    id::{TokenId, UserId},
    session,
    time::Timestamp,
};

/// A key for scripts, with the rights of its person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// Whose rights it has.
    pub user: UserId,
    /// What it is for.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Valid until; `null`: until revoked.
    pub expires_at: Option<Timestamp>,
}

impl From<&session::Token> for Token {
    fn from(token: &session::Token) -> Self {
        Self {
            id: token.id,
            user: token.person,
            name: token.name.as_str().to_owned(),
            created_at: token.created_at,
            expires_at: token.expires_at,
        }
    }
}

/// `POST /tokens`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// Valid until; `null`: until revoked.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// The answer to `POST /tokens`: the only time that the key itself is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenMade {
    /// What was made.
    #[serde(flatten)]
    pub made: Token,
    /// The key, sent as `Authorization: Bearer <token>`.
    pub token: Secret,
}
