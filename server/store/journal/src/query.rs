//! What is searched for.

use crate::{
    entry::Entry,
    needle::Needle,
    scope::Scope,
    sets::{Codes, Ids},
};

/// A search. Empty and `None` mean "any"; the default shows nothing, since its scope does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// Any of these object types.
    pub object_types: Codes,
    /// Any of these actions.
    pub actions: Codes,
    /// Done by the actor with this key.
    pub actor: Option<String>,
    /// In one of these folders.
    pub folders: Option<Ids>,
    /// Not before (milliseconds).
    pub from: Option<i64>,
    /// Before (milliseconds).
    pub to: Option<i64>,
    /// All of these are in the text.
    pub wanted: Vec<Needle>,
    /// None of these is.
    pub unwanted: Vec<Needle>,
    /// What the viewer may see.
    pub scope: Scope,
}

impl Query {
    /// A search of everything, for someone who may see everything.
    pub fn everything() -> Self {
        Self {
            scope: Scope::All,
            ..Self::default()
        }
    }

    /// Whether `entry` is among the results: the rule that indexes only make faster.
    pub fn matches(&self, entry: &Entry) -> bool {
        self.matches_fields(entry)
            && self.scope.shows(entry)
            && self.wanted.iter().all(|needle| needle.is_in(&entry.text))
            && !self.unwanted.iter().any(|needle| needle.is_in(&entry.text))
    }

    pub(crate) fn matches_fields(&self, entry: &Entry) -> bool {
        self.object_types.asks_for(entry.object_type)
            && self.actions.asks_for(entry.action)
            && self.from.is_none_or(|from| entry.at >= from)
            && self.to.is_none_or(|to| entry.at < to)
            && self
                .actor
                .as_ref()
                .is_none_or(|actor| *actor == entry.actor)
            && self
                .folders
                .as_ref()
                .is_none_or(|folders| entry.folder.is_some_and(|id| folders.contains(id)))
    }
}

/// Which way a list runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
}

/// Which part of the results to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Go on after this id, in the list's direction; it need not exist any more.
    pub after: Option<u64>,
    /// At most this many.
    pub limit: usize,
    /// Direction.
    pub order: Order,
}

impl Default for Listing {
    fn default() -> Self {
        Self {
            after: None,
            limit: 50,
            order: Order::Newest,
        }
    }
}
