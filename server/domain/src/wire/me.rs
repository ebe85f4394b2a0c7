use serde::{Deserialize, Serialize};

use super::{Secret, present};
use crate::{
    id::UserId,
    person::{Language, Person, Role},
};

/// The signed-in person: `/session` and `/me`. Addresses as text: each page reads this first, and what checks an address
/// would have to be loaded with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// Its id.
    pub id: UserId,
    /// The address to sign in with, mailed first.
    #[cfg_attr(feature = "openapi", schema(format = Email))]
    pub email: String,
    /// The name shown to others.
    pub name: String,
    /// Further addresses that get every mail.
    pub addresses: Vec<String>,
    /// What it may do at large.
    pub role: Role,
    /// The language chosen; `null`: the installation's.
    pub language: Option<Language>,
    /// IANA zone for times in mails; `null`: UTC.
    pub time_zone: Option<String>,
    /// Its addresses that get no mail, because they were refused again and again.
    pub suspended: Vec<String>,
}

impl From<&Person> for Me {
    /// Without `suspended`, which the person does not know.
    fn from(person: &Person) -> Self {
        Self {
            id: person.id,
            email: person.email.to_string(),
            name: person.name.as_str().to_owned(),
            addresses: person.addresses.iter().map(ToString::to_string).collect(),
            role: person.role,
            language: person.language,
            time_zone: person.time_zone.clone(),
            suspended: Vec::new(),
        }
    }
}

/// `PATCH /me`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeChange {
    /// The name shown to others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `null`: the installation's.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub language: Option<Option<Language>>,
    /// IANA name; `null`: UTC.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub time_zone: Option<Option<String>>,
    /// Further addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<String>>,
    /// A new password; only with `current_password`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// The password until now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_password: Option<Secret>,
}
