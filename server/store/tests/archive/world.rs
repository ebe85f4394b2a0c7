//! Events to keep, and stores to keep them in.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use domain::{
    event::{Action, Actor, Event, MailFacts, ObjectType, Stamp},
    filter::{EventFilter, EventPage, Order, Scope},
    id::{EventId, FolderId, UserId},
    time::{Span, Timestamp},
};
use flow::port::{Archive as _, Journal as _};
use store::{Options, RedbStore};

/// A second an event, from the beginning of this world.
pub(crate) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_ms(1_800_000_000_000) + Span::from_secs(seconds)
}

fn index(n: u64) -> usize {
    usize::try_from(n).unwrap()
}

/// The event that becomes number `n`, never the same twice.
pub(crate) fn event(n: u64) -> Event {
    let object_type = [ObjectType::File, ObjectType::Session, ObjectType::Email][index(n % 3)];
    let action = [Action::Add, Action::Login, Action::Send, Action::Delete][index(n % 4)];
    let mut event = Event::draft(&Stamp::system(at(n)), object_type, action);
    event.summary = format!("ADD: Événement n{n} devis-{} été", n % 97);
    event.path = Some(format!("/Plans/{}/file-{n}.pdf", n % 13));
    event.folder_id = n.is_multiple_of(2).then_some(FolderId(n % 5));
    if n.is_multiple_of(7) {
        let email = format!("p{}@b.org", n % 11).parse().unwrap();
        event.actor = Actor::Person {
            id: UserId(n % 11),
            name: "Élodie".into(),
            email,
        };
    }
    if object_type == ObjectType::Email {
        let to = Some(format!("to{}@b.org", n % 50).parse().unwrap());
        event.mail = Some(Box::new(MailFacts {
            to,
            ..MailFacts::default()
        }));
        if n > 3 {
            event = event.tells(EventId(n - 2), vec![EventId(n - 2)]);
        }
    }
    event
}

/// Appends events `first..=last`, whose numbers these are to be.
pub(crate) async fn append(store: &RedbStore, first: u64, last: u64) {
    let ids = store
        .append((first..=last).map(event).collect())
        .await
        .unwrap();
    assert_eq!((ids[0].0, ids[ids.len() - 1].0), (first, last));
}

pub(crate) fn all() -> EventFilter {
    EventFilter {
        scope: Scope::All,
        ..EventFilter::default()
    }
}

/// All events, oldest first.
pub(crate) async fn listed(store: &RedbStore) -> Vec<Event> {
    let (mut events, mut after) = (Vec::new(), None);
    loop {
        let page = EventPage {
            after,
            limit: 1_000,
            order: Order::Oldest,
        };
        let seen = store.search(all(), page).await.unwrap();
        after = seen.events.last().map(|event| event.id);
        events.extend(seen.events);
        if !seen.more {
            return events;
        }
    }
}

pub(crate) async fn ids(store: &RedbStore) -> Vec<u64> {
    listed(store).await.iter().map(|event| event.id.0).collect()
}

/// Seals all that is due.
pub(crate) async fn seal(store: &RedbStore) {
    while store.seal_events().await.unwrap() {}
}

/// Removes SESSION events older than `n`; how many.
pub(crate) async fn expire_sessions(store: &RedbStore, n: u64) -> u64 {
    let cutoffs = BTreeMap::from([(ObjectType::Session, at(n))]);
    store.expire_events(cutoffs).await.unwrap()
}

/// A store on disk that can be opened again.
pub(crate) struct Place(tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn open(&self) -> RedbStore {
        RedbStore::open(Options::file(self.0.path().join("store.redb"))).unwrap()
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.0.path().join("journal")
    }

    /// The files of segments.
    pub(crate) fn segments(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.folder())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        files
    }
}

pub(crate) fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}
