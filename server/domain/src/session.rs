//! Sessions and API tokens: kept as hashes, so that a stolen store opens no door.

use serde::{Deserialize, Serialize};

use crate::{
    id::{SessionId, TokenId, UserId},
    text::HeaderText,
    time::Timestamp,
};

/// SHA-256 of a secret of 256 random bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SecretHash(pub [u8; 32]);

/// A person signed in on one browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Hash of the cookie's value.
    pub secret: SecretHash,
    /// Who.
    pub person: UserId,
    /// Signed in at.
    pub created_at: Timestamp,
    /// Last seen at, kept to the minute or so.
    pub seen_at: Timestamp,
}

/// A key for scripts, with the rights of its person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// Hash of what the script sends.
    pub secret: SecretHash,
    /// Whose rights it has.
    pub person: UserId,
    /// What it is for, in the words of who made it.
    pub name: HeaderText,
    /// Made at.
    pub created_at: Timestamp,
    /// Valid until; `None`: until revoked.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}
