//! People and groups.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    address::EmailAddress,
    id::{EventId, GroupId, UserId},
    text::HeaderText,
    time::Timestamp,
};

/// What a person is to the installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Manages everything, reads the whole journal.
    Admin,
    /// Belongs to the team; counts as `everyone`.
    Member,
    /// From outside: sees only what is given by name or group, never what `everyone` has.
    Guest,
}

/// A language the product speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Language {
    /// French.
    Fr,
    /// English.
    #[default]
    En,
}

impl Language {
    /// The ISO 639-1 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// `fr` or `en`, whichever this is.
    pub const fn pick<T: Copy>(self, fr: T, en: T) -> T {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The language is neither `fr` nor `en`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the language is fr or en")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "fr" => Ok(Self::Fr),
            "en" => Ok(Self::En),
            _ => Err(UnknownLanguage),
        }
    }
}

/// A password as argon2id keeps it (PHC string). Never shown, never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(pub String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Someone with an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Its id.
    pub id: UserId,
    /// The address to sign in with and the first to be mailed; unique among people.
    pub email: EmailAddress,
    /// The name shown to others.
    pub name: HeaderText,
    /// Further addresses; each gets every mail. They may belong to several people.
    #[serde(default)]
    pub addresses: Vec<EmailAddress>,
    /// What the person may do at large.
    pub role: Role,
    /// Off: cannot sign in, gets no mail; nothing else changes.
    pub active: bool,
    /// The language of pages and mails; `None` is the installation's.
    #[serde(default)]
    pub language: Option<Language>,
    /// IANA name of the zone in which times are shown; `None` is UTC in mails.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// `None`: no password set, nobody can sign in with one.
    #[serde(default)]
    pub password: Option<PasswordHash>,
    /// When the account was made.
    pub created_at: Timestamp,
}

impl Person {
    /// The addresses to mail, the first one first, each once.
    pub fn all_addresses(&self) -> Vec<&EmailAddress> {
        let mut all = vec![&self.email];
        for address in &self.addresses {
            if all.iter().all(|known| known.key() != address.key()) {
                all.push(address);
            }
        }
        all
    }

    /// Whether the person administers the installation now.
    pub fn is_admin(&self) -> bool {
        self.active && self.role == Role::Admin
    }
}

/// A named set of people that rights and alerts can be given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name, unique without case.
    pub name: HeaderText,
    /// Who belongs to it.
    pub members: Vec<Membership>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Group {
    /// The membership of `person`, if it belongs to the group.
    pub fn membership(&self, person: UserId) -> Option<&Membership> {
        self.members.iter().find(|m| m.person == person)
    }
}

/// A person in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Who.
    pub person: UserId,
    /// The event that brought the person in: nothing older is told of.
    pub since: EventId,
}
