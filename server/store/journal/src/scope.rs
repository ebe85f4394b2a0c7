//! What of the journal a viewer may see.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    entry::Entry,
    sets::{Codes, Ids},
};

/// What of the journal a viewer may see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Nothing: the safe default.
    #[default]
    Nothing,
    /// Everything.
    All,
    /// What a member may.
    Member(Arc<Member>),
}

/// A member's view: entries of `folder_types` in readable folders, all in managed ones, one's own, and mails to oneself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Member {
    /// The key of the person as an actor, such as `user:7`.
    pub actor: String,
    /// The keys of the person's addresses.
    pub addresses: BTreeSet<String>,
    /// Folders with READ or more.
    pub readable: Ids,
    /// Folders with MANAGE.
    pub managed: Ids,
    /// The object types that reading a folder shows (FILE and FOLDER).
    pub folder_types: Codes,
    /// The object types whose recipient may see them (EMAIL).
    pub mail_types: Codes,
}

impl Scope {
    /// Whether the viewer may see `entry`.
    pub fn shows(&self, entry: &Entry) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::Member(member) => member.sees(entry),
        }
    }
}

impl Member {
    fn sees(&self, entry: &Entry) -> bool {
        entry.actor == self.actor
            || entry.folder.is_some_and(|folder| {
                self.managed.contains(folder)
                    || (self.folder_types.contains(entry.object_type)
                        && self.readable.contains(folder))
            })
            || (self.mail_types.contains(entry.object_type)
                && entry
                    .recipient
                    .as_ref()
                    .is_some_and(|to| self.addresses.contains(to)))
    }
}
