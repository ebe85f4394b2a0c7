use serde::{Deserialize, Serialize};

use crate::{
    id::{GroupId, UserId},
    person,
    time::Timestamp,
};

/// A named set of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Who belongs to it.
    pub members: Vec<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<&person::Group> for Group {
    fn from(group: &person::Group) -> Self {
        Self {
            id: group.id,
            name: group.name.as_str().to_owned(),
            members: group.members.iter().map(|member| member.person).collect(),
            created_at: group.created_at,
        }
    }
}

/// `POST /groups`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewGroup {
    /// Its name.
    pub name: String,
    /// Who belongs to it.
    #[serde(default)]
    pub members: Vec<UserId>,
}

/// `PATCH /groups/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupChange {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Replaces who belongs to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<UserId>>,
}
