//! The support desk's part of the directory.

use std::sync::Arc;

use super::Directory;
use crate::{
    address::EmailAddress,
    forwarding::ForwardingTest,
    id::{InboxId, RedirectId},
    inbox::Inbox,
    person::{Person, Role},
    redirect::Redirect,
    right::Level,
    rule::{CannedAnswer, Rule},
};

impl Directory {
    /// An inbox.
    pub fn inbox(&self, id: InboxId) -> Option<&Arc<Inbox>> {
        self.inboxes.get(&id)
    }

    /// All inboxes, by id.
    pub fn inboxes(&self) -> impl Iterator<Item = &Arc<Inbox>> {
        self.inboxes.values()
    }

    /// The inbox that has this address, with or without a plus-tag.
    pub fn inbox_of(&self, address: &EmailAddress) -> Option<&Arc<Inbox>> {
        self.inboxes.values().find(|inbox| inbox.has(address))
    }

    /// A group or forward.
    pub fn redirect(&self, id: RedirectId) -> Option<&Arc<Redirect>> {
        self.redirects.get(&id)
    }

    /// All groups and forwards, by id.
    pub fn redirects(&self) -> impl Iterator<Item = &Arc<Redirect>> {
        self.redirects.values()
    }

    /// The group or forward that takes mail to this address.
    pub fn redirect_of(&self, address: &EmailAddress) -> Option<&Arc<Redirect>> {
        self.redirects
            .values()
            .find(|redirect| redirect.takes(address))
    }

    /// How much `person` may do in an inbox; the strongest right wins, admins manage all.
    pub fn inbox_level(&self, person: &Person, inbox: InboxId) -> Option<Level> {
        let inbox = self.inboxes.get(&inbox).filter(|_| person.active)?;
        if person.role == Role::Admin {
            return Some(Level::Manage);
        }
        let meant = inbox
            .rights
            .iter()
            .filter(|right| self.is_meant(person, right.principal));
        meant.map(|right| right.level).max()
    }

    /// The rules of an inbox, in order.
    pub fn rules_of(&self, inbox: InboxId) -> &[Rule] {
        self.rules.get(&inbox).map_or(&[], |kept| &kept.rules)
    }

    /// The answers kept ready in an inbox, in order.
    pub fn answers_of(&self, inbox: InboxId) -> &[CannedAnswer] {
        self.answers.get(&inbox).map_or(&[], |kept| &kept.answers)
    }

    /// The last test of each address that was tested, by address.
    pub fn forwarding_tests(&self) -> impl Iterator<Item = &Arc<ForwardingTest>> {
        self.forwarding.values()
    }

    /// The last test of an address.
    pub fn forwarding_test(&self, address: &EmailAddress) -> Option<&Arc<ForwardingTest>> {
        self.forwarding.get(&address.key())
    }
}
