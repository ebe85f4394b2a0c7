//! Events and filters in the words of the search engine.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use domain::{
    event::{Event, ObjectType},
    filter::{EventFilter, Needle, Scope},
    fold::fold,
    id::FolderId,
    time::Timestamp,
};
use journal::{Codes, Entry, Ids, Member, Query};

/// An event as the engine indexes it; `row` is its row.
pub(crate) fn entry(event: &Event, row: Bytes) -> Entry {
    let mut links: Vec<u64> = event.causes.iter().map(|cause| cause.0).collect();
    if event.trace != event.id {
        links.push(event.trace.0);
    }
    links.sort_unstable();
    links.dedup();
    let mail = event.mail.as_deref();
    Entry {
        id: event.id.0,
        at: at(event.at),
        object_type: event.object_type as u8,
        action: event.action as u8,
        actor: event.actor.code(),
        folder: event.folder_id.map(|folder| folder.0),
        recipient: mail
            .and_then(|mail| mail.to.as_ref())
            .map(domain::address::EmailAddress::key),
        links,
        text: fold(&event.search_text()),
        row,
    }
}

/// Times end in the year 9999.
pub(crate) const fn at(time: Timestamp) -> i64 {
    time.ms().cast_signed()
}

/// What members may see, in the engine's words, of those who asked last: made once, so that equal ones are the same.
#[derive(Debug, Default)]
pub(crate) struct Members(Mutex<VecDeque<(Scope, Arc<Member>)>>);

/// How many are kept.
const KEPT: usize = 64;

impl Members {
    /// What `filter` asks of the engine.
    pub(crate) fn query(&self, filter: &EventFilter) -> Query {
        let needles = |needles: &[Needle]| needles.iter().map(needle).collect();
        Query {
            object_types: codes(&filter.object_types),
            actions: filter.actions.iter().map(|one| *one as u8).collect(),
            actor: filter.actor.as_ref().map(domain::filter::ActorFilter::code),
            folders: filter.folders.as_deref().map(ids),
            from: filter.from.map(at),
            to: filter.to.map(at),
            wanted: needles(filter.keywords.wanted()),
            unwanted: needles(filter.keywords.unwanted()),
            scope: self.scope(&filter.scope),
        }
    }

    fn scope(&self, scope: &Scope) -> journal::Scope {
        match scope {
            Scope::Nothing => journal::Scope::Nothing,
            Scope::All => journal::Scope::All,
            Scope::Member { .. } => journal::Scope::Member(self.member(scope)),
        }
    }

    fn member(&self, scope: &Scope) -> Arc<Member> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, member)) = known.iter().find(|(known, _)| same(known, scope)) {
            return Arc::clone(member);
        }
        let member = Arc::new(member(scope));
        known.truncate(KEPT - 1);
        known.push_front((scope.clone(), Arc::clone(&member)));
        member
    }
}

/// Whether two scopes are made of the same sets: told by their addresses, not by ten thousand folders.
fn same(one: &Scope, other: &Scope) -> bool {
    match (one, other) {
        (
            Scope::Member {
                person,
                addresses,
                readable,
                managed,
            },
            Scope::Member {
                person: p,
                addresses: a,
                readable: r,
                managed: m,
            },
        ) => person == p && addresses == a && Arc::ptr_eq(readable, r) && Arc::ptr_eq(managed, m),
        _ => false,
    }
}

fn needle(needle: &Needle) -> journal::Needle {
    match needle {
        Needle::Text(text) => journal::Needle::Text(text.clone()),
        Needle::Address(address) => journal::Needle::Address(address.clone()),
    }
}

fn ids(folders: &BTreeSet<FolderId>) -> Ids {
    folders.iter().map(|folder| folder.0).collect()
}

/// The types of which codes are asked for.
pub(crate) fn codes(types: &[ObjectType]) -> Codes {
    types.iter().map(|one| *one as u8).collect()
}

fn member(scope: &Scope) -> Member {
    let Scope::Member {
        person,
        addresses,
        readable,
        managed,
    } = scope
    else {
        return Member::default();
    };
    Member {
        actor: format!("user:{person}"),
        addresses: addresses.clone(),
        readable: ids(readable),
        managed: ids(managed),
        folder_types: codes(&[ObjectType::File, ObjectType::Folder]),
        mail_types: codes(&[ObjectType::Email]),
    }
}
