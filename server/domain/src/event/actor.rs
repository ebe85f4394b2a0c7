//! Who does something, and when and how.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::Via;
use crate::{address::EmailAddress, id::UserId, person::Person, text::HeaderText, time::Timestamp};

/// Who did it. People keep the name they had then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// Someone with an account.
    Person {
        /// Who.
        id: UserId,
        /// The name then.
        name: HeaderText,
        /// The address then.
        email: EmailAddress,
    },
    /// Someone without.
    Stranger(EmailAddress),
    /// Colombier itself.
    System,
    /// Whatever an imported line named.
    Other(String),
}

impl Actor {
    /// `person`, as it is now.
    pub fn person(person: &Person) -> Self {
        Self::Person {
            id: person.id,
            name: person.name.clone(),
            email: person.email.clone(),
        }
    }

    /// The person's id, if it is one.
    pub const fn person_id(&self) -> Option<UserId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// `user:ID`, `mailto:…` in lower case, `system`, or what was imported. No two actors have the same: what was
    /// imported and looks like one of ours is `other:…`.
    pub fn code(&self) -> String {
        match self {
            Self::Person { id, .. } => format!("user:{id}"),
            Self::Stranger(address) => format!("mailto:{}", address.key()),
            Self::System => "system".to_owned(),
            Self::Other(text) if looks_like_ours(text) => format!("other:{text}"),
            Self::Other(text) => text.clone(),
        }
    }

    /// The name to show; `None` for the system.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Person { name, email, .. } => Some(if name.is_empty() {
                email.as_str()
            } else {
                name.as_str()
            }),
            Self::Stranger(address) => Some(address.as_str()),
            Self::System => None,
            Self::Other(text) => Some(text),
        }
    }
}

/// When, by whom and which way something is done: what every change carries into its event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// From where.
    pub ip: Option<IpAddr>,
    /// Which way.
    pub via: Via,
}

impl Stamp {
    /// Done by Colombier itself.
    pub const fn system(at: Timestamp) -> Self {
        Self {
            at,
            actor: Actor::System,
            ip: None,
            via: Via::System,
        }
    }
}

fn looks_like_ours(code: &str) -> bool {
    let prefixed = |ours: &&str| code.starts_with(ours);
    code == "system" || ["user:", "mailto:", "other:"].iter().any(prefixed)
}
