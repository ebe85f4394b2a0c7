use serde::{Deserialize, Serialize};

use crate::right::{self, Level, Principal};

/// A line of `/folders/{id}/rights`; the list is a bare array both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Right {
    /// To whom: `user:ID`, `group:ID` or `everyone`.
    pub principal: Principal,
    /// How much.
    pub level: Level,
}

impl From<&right::Right> for Right {
    fn from(right: &right::Right) -> Self {
        Self {
            principal: right.principal,
            level: right.level,
        }
    }
}

impl From<Right> for right::Right {
    fn from(right: Right) -> Self {
        Self {
            principal: right.principal,
            level: right.level,
        }
    }
}

/// A line of `GET /principals`: whom rights and alerts can be given to, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrincipalName {
    /// `user:ID`, `group:ID` or `everyone`.
    pub principal: Principal,
    /// The person's or group's name; empty for everyone.
    pub name: String,
}
