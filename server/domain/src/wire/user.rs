use serde::{Deserialize, Serialize};

use super::{Secret, present};
use crate::{
    address::EmailAddress,
    id::UserId,
    person::{Language, Person, Role},
    time::Timestamp,
};

/// A person, as admins see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The address to sign in with, mailed first.
    pub email: EmailAddress,
    /// The name shown to others.
    pub name: String,
    /// Further addresses that get every mail.
    pub addresses: Vec<EmailAddress>,
    /// What it may do at large.
    pub role: Role,
    /// Off: cannot sign in, gets no mail.
    pub active: bool,
    /// The language chosen; `null`: the installation's.
    pub language: Option<Language>,
    /// IANA zone for times in mails; `null`: UTC.
    pub time_zone: Option<String>,
    /// Whether it can sign in with a password.
    pub has_password: bool,
    /// When the account was made.
    pub created_at: Timestamp,
}

impl From<&Person> for User {
    fn from(person: &Person) -> Self {
        Self {
            id: person.id,
            email: person.email.clone(),
            name: person.name.as_str().to_owned(),
            addresses: person.addresses.clone(),
            role: person.role,
            active: person.active,
            language: person.language,
            time_zone: person.time_zone.clone(),
            has_password: person.password.is_some(),
            created_at: person.created_at,
        }
    }
}

/// `POST /users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewUser {
    /// The address to sign in with, mailed first.
    pub email: String,
    /// The name shown to others; empty: the address is shown.
    #[serde(default)]
    pub name: String,
    /// What it may do at large.
    pub role: Role,
    /// At least 8 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// `null`: the installation's.
    #[serde(default)]
    pub language: Option<Language>,
    /// IANA name; `null`: UTC.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Further addresses.
    #[serde(default)]
    pub addresses: Vec<String>,
}

/// `PATCH /users/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserChange {
    /// The address to sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The name shown to others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Further addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<String>>,
    /// What it may do at large.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Off: cannot sign in, gets no mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// A new password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// `null`: the installation's.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub language: Option<Option<Language>>,
    /// IANA name; `null`: UTC.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub time_zone: Option<Option<String>>,
}

/// `POST /password-reset`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordRequest {
    /// The address one signs in with.
    pub email: String,
}

/// `GET /password-reset/{token}`: whose password the link sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordLink {
    /// The address to sign in with.
    pub email: EmailAddress,
    /// The name.
    pub name: String,
}

/// `POST /password-reset/{token}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPassword {
    /// At least 8 characters.
    pub password: Secret,
}
