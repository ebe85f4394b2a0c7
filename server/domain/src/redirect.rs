//! Mail that is sent on: groups (distribution lists) and forwards of an address.

use serde::{Deserialize, Serialize};

use crate::{
    address::EmailAddress,
    id::{RedirectId, UserId},
    inbox::untagged,
    text::HeaderText,
    time::Timestamp,
};

/// Whether it is a list of people or the forward of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RedirectKind {
    /// A distribution list.
    Group,
    /// A forward.
    Forward,
}

/// Mail to an address that is sent on to others. It is sent on once: a message that came through one stops at the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// Its id.
    pub id: RedirectId,
    /// What it is.
    pub kind: RedirectKind,
    /// Its name; a forward has none.
    pub name: HeaderText,
    /// The address that mail comes to.
    pub address: EmailAddress,
    /// People with an account whom it goes to, at their first address.
    pub people: Vec<UserId>,
    /// Other addresses it goes to.
    pub addresses: Vec<EmailAddress>,
    /// Only people with an account may write to it.
    pub inside_only: bool,
    /// A forward of an inbox's address: the message becomes a ticket too.
    pub deliver_to_both: bool,
    /// A message for more than so many is held; `None`: no limit.
    pub max_recipients: Option<u32>,
    /// Off: mail to it is refused, or is the inbox's alone.
    pub active: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Redirect {
    /// Whether mail to `address` is for it, with or without a plus-tag.
    pub fn takes(&self, address: &EmailAddress) -> bool {
        self.active && self.address.key() == untagged(address)
    }
}
