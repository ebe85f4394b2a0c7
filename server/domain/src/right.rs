//! Rights on folders.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::id::{GroupId, UserId};

/// How much one may do in a folder; each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Level {
    /// List and download.
    Read,
    /// Deposit, rename, move, delete and restore.
    Write,
    /// Give rights, change and delete the folder, see all of its events.
    Manage,
}

/// Whom a right or an alert is given to. Written `user:ID`, `group:ID`, `everyone` or, for alerts only, `depositor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// One person.
    User(UserId),
    /// The members of a group.
    Group(GroupId),
    /// Every active member and admin; guests are not meant.
    Everyone,
    /// Of each file whoever deposited it: its receipts go there.
    Depositor,
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Group(id) => write!(f, "group:{id}"),
            Self::Everyone => f.write_str("everyone"),
            Self::Depositor => f.write_str("depositor"),
        }
    }
}

/// The text is no principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write user:ID, group:ID, everyone or depositor")]
pub struct NotAPrincipal;

impl FromStr for Principal {
    type Err = NotAPrincipal;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let principal = match text.split_once(':') {
            Some(("user", id)) => id.parse().map(Self::User).ok(),
            Some(("group", id)) => id.parse().map(Self::Group).ok(),
            None if text == "everyone" => Some(Self::Everyone),
            None if text == "depositor" => Some(Self::Depositor),
            _ => None,
        };
        principal.ok_or(NotAPrincipal)
    }
}

impl Serialize for Principal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Principal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Principal {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .pattern(Some("^(user:[0-9]+|group:[0-9]+|everyone|depositor)$"))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Principal {}

/// A level given to a principal on one folder and all below it that do not stop inheritance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Right {
    /// To whom.
    pub principal: Principal,
    /// How much.
    pub level: Level,
}
