//! Who asks.

use std::{net::IpAddr, sync::Arc};

use domain::{
    directory::Directory,
    event::{Actor, Stamp, Via},
    person::{Language, Person},
    right::Principal,
    session::SecretHash,
    time::Timestamp,
};

/// Someone who showed a session or a token. Made by `session` only.
#[derive(Clone, Debug)]
pub struct Viewer {
    pub(crate) person: Arc<Person>,
    pub(crate) ip: Option<IpAddr>,
    pub(crate) via: Via,
    pub(crate) session: Option<SecretHash>,
    /// The token it came by, for what takes long and asks again.
    pub(crate) token: Option<SecretHash>,
}

impl Viewer {
    /// Who.
    pub const fn person(&self) -> &Arc<Person> {
        &self.person
    }

    /// Whether the viewer administers the installation.
    pub fn is_admin(&self) -> bool {
        self.person.is_admin()
    }

    /// Whether the viewer came by the cookie of a session: then unsafe requests need a same-origin `Origin`.
    pub const fn by_session(&self) -> bool {
        self.session.is_some()
    }

    /// What the viewer does now, for the journal.
    pub fn stamp(&self, at: Timestamp) -> Stamp {
        Stamp {
            at,
            actor: Actor::person(&self.person),
            ip: self.ip,
            via: self.via,
        }
    }

    pub(crate) fn principal(&self) -> Principal {
        Principal::User(self.person.id)
    }

    pub(crate) fn language(&self, directory: &Directory) -> Language {
        directory.language_of(&self.person)
    }
}
