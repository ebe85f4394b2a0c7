//! What must hold in every image.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    event::{Action, Event, ObjectType},
    filter::{EventFilter, EventPage, Order, Scope},
    id::{FileId, FolderId, MailId},
};
use flow::port::{Files as _, Journal as _, Outbox as _, Registry as _};
use store::{Options, RedbStore};

use crate::{
    recorder::Recorder,
    work::{Fact, Facts, one_event},
};

pub(crate) async fn image(image: Recorder, facts: &Facts, cut: usize, seed: u64) {
    let storage = image.clone();
    let store = RedbStore::open(Options::backend(move || storage.clone()))
        .unwrap_or_else(|error| panic!("seed {seed}: {error:?}"));
    for (at, fact) in &facts.acknowledged {
        if *at <= cut {
            assert!(
                holds(&store, fact).await,
                "seed {seed}: an acknowledged write is lost"
            );
        }
    }
    let events = all_events(&store).await;
    numbered_without_gaps(&store, events.len() as u64).await;
    files_are_whole(&store, &events).await;
    mails_are_whole(&store, &events).await;
    one_event(&store).await;
    numbered_without_gaps(&store, events.len() as u64 + 1).await;
    store.close().await.unwrap();
    let mut database = redb::Database::builder()
        .create_with_backend(image)
        .unwrap();
    assert!(database.check_integrity().unwrap(), "seed {seed}");
}

async fn holds(store: &RedbStore, fact: &Fact) -> bool {
    match fact {
        Fact::Folder(folder) => store.directory().folder(*folder).is_some(),
        Fact::Deposited(file, version, key) => {
            store.version(*file, *version).await.unwrap().is_some()
                && store
                    .row_content(*key)
                    .await
                    .unwrap()
                    .is_some_and(|content| content.iter().all(|b| *b == key.0[0]))
        }
        Fact::Trashed(file) => store
            .file(*file)
            .await
            .unwrap()
            .is_some_and(|file| file.trashed.is_some()),
        Fact::Sent(mail) => !waiting(store).await.contains(mail),
    }
}

async fn waiting(store: &RedbStore) -> BTreeSet<MailId> {
    store
        .mails(None, None, 1_000)
        .await
        .unwrap()
        .into_iter()
        .map(|mail| mail.id)
        .collect()
}

async fn all_events(store: &RedbStore) -> Vec<Event> {
    let filter = EventFilter {
        scope: Scope::All,
        ..EventFilter::default()
    };
    let page = EventPage {
        after: None,
        limit: 10_000,
        order: Order::Oldest,
    };
    store.search(filter, page).await.unwrap().events
}

pub(crate) async fn numbered_without_gaps(store: &RedbStore, count: u64) {
    let ids: Vec<u64> = all_events(store)
        .await
        .iter()
        .map(|event| event.id.0)
        .collect();
    assert_eq!(ids, (1..=count).collect::<Vec<_>>());
}

/// Each FILE event has its version and content; each file is listed where it is, or in the trash.
async fn files_are_whole(store: &RedbStore, events: &[Event]) {
    let mut deposits: BTreeMap<u64, usize> = BTreeMap::new();
    for event in events
        .iter()
        .filter(|event| event.object_type == ObjectType::File)
    {
        let deposited = matches!(event.action, Action::Add | Action::Modify);
        *deposits.entry(event.object_id.unwrap()).or_default() += usize::from(deposited);
    }
    let mut listed = BTreeSet::new();
    for folder in store
        .directory()
        .folders()
        .map(|folder| folder.id)
        .collect::<Vec<FolderId>>()
    {
        listed.extend(
            store
                .files_in(folder, None, 1_000)
                .await
                .unwrap()
                .into_iter()
                .map(|file| file.id),
        );
    }
    let trashed = store.trashed_files(None, 1_000).await.unwrap();
    assert!(
        trashed
            .iter()
            .all(|file| file.trashed.is_some() && !listed.contains(&file.id))
    );
    listed.extend(trashed.into_iter().map(|file| file.id));
    assert_eq!(listed, deposits.keys().map(|id| FileId(*id)).collect());
    for (id, count) in deposits {
        let file = store.file(FileId(id)).await.unwrap().unwrap();
        let versions = store.versions(file.id).await.unwrap();
        assert_eq!(versions.len(), count);
        assert_eq!(versions[0], file.current);
        for version in versions {
            let content = store.row_content(version.blob.key).await.unwrap().unwrap();
            assert_eq!(content.len() as u64, version.blob.size);
        }
    }
}

/// A mail waits, or there is one EMAIL SEND of it.
async fn mails_are_whole(store: &RedbStore, events: &[Event]) {
    let sends = events
        .iter()
        .filter(|event| event.object_type == ObjectType::Email && event.action == Action::Send);
    let sent: Vec<MailId> = sends
        .map(|event| MailId(event.object_id.unwrap()))
        .collect();
    let waiting = waiting(store).await;
    let all: BTreeSet<MailId> = sent.iter().chain(&waiting).copied().collect();
    assert_eq!(all.len(), sent.len() + waiting.len());
    let last = all.last().map_or(0, |mail| mail.0);
    assert_eq!(all, (1..=last).map(MailId).collect());
    assert_eq!(store.backlog().await.unwrap().0, waiting.len() as u64);
}
