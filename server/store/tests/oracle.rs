//! Searching is what the rule says of every event, one by one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    event::{Action, Actor, Event, MailFacts, ObjectType, Stamp},
    filter::{ActorFilter, EventFilter, EventPage, Keywords, Order, Scope},
    id::{EventId, FolderId, UserId},
    time::Timestamp,
};
use flow::port::Journal as _;
use proptest::{collection::vec, option, prelude::*, sample::select};
use store::{Options, RedbStore};

const WORDS: &[&str] = &[
    "devis",
    "Élodie",
    "plan de masse",
    "facture",
    "a@b.org",
    "ja@b.org",
    "é",
    "x",
];

fn events() -> impl Strategy<Value = Vec<Event>> {
    let one = (
        select(
            &[
                ObjectType::File,
                ObjectType::Folder,
                ObjectType::Email,
                ObjectType::System,
            ][..],
        ),
        select(&[Action::Add, Action::Send, Action::Delete][..]),
        0..4_u64,
        0..50_u64,
        vec(select(WORDS), 0..3),
        0..3_u64,
    );
    vec(
        one.prop_map(|(object, action, folder, at, words, actor)| {
            event(object, action, folder, at, &words, actor)
        }),
        0..60,
    )
}

fn event(
    object: ObjectType,
    action: Action,
    folder: u64,
    at: u64,
    words: &[&str],
    actor: u64,
) -> Event {
    let mut event = Event::draft(&Stamp::system(Timestamp::from_ms(at)), object, action);
    event.folder_id = Some(FolderId(folder)).filter(|folder| folder.0 > 0);
    event.summary = words.join(" ");
    if actor > 0 {
        let email = format!("p{actor}@b.org").parse().unwrap();
        event.actor = Actor::Person {
            id: UserId(actor),
            name: "P".into(),
            email,
        };
    }
    if object == ObjectType::Email {
        let to = Some(format!("p{folder}@b.org").parse().unwrap());
        event.mail = Some(Box::new(MailFacts {
            to,
            ..MailFacts::default()
        }));
    }
    event
}

fn filters() -> impl Strategy<Value = EventFilter> {
    let scope = prop_oneof![
        Just(Scope::All),
        (1..3_u64, 0..4_u64).prop_map(|(person, folder)| Scope::Member {
            person: UserId(person),
            addresses: BTreeSet::from([format!("p{person}@b.org")]),
            readable: Arc::new((0..folder).map(FolderId).collect()),
            managed: Arc::new((folder..2).map(FolderId).collect()),
        }),
    ];
    (
        vec(select(&[ObjectType::File, ObjectType::Email][..]), 0..2),
        vec(select(&[Action::Add, Action::Send][..]), 0..2),
        vec((any::<bool>(), select(WORDS)), 0..3),
        option::of(1..3_u64),
        option::of(0..4_u64),
        (option::of(0..50_u64), option::of(0..50_u64)),
        scope,
    )
        .prop_map(
            |(object_types, actions, words, actor, folder, (from, to), scope)| EventFilter {
                object_types,
                actions,
                keywords: Keywords::parse(&typed(&words)),
                actor: actor.map(|id| ActorFilter::Person(UserId(id))),
                folders: folder.map(|folder| Arc::new(BTreeSet::from([FolderId(folder)]))),
                from: from.map(Timestamp::from_ms),
                to: to.map(Timestamp::from_ms),
                scope,
            },
        )
}

fn typed(words: &[(bool, &str)]) -> String {
    let word =
        |(excluded, word): &(bool, &str)| format!("{}\"{word}\"", if *excluded { "-" } else { "" });
    words.iter().map(word).collect::<Vec<_>>().join(" ")
}

async fn paged(
    store: &RedbStore,
    filter: &EventFilter,
    order: Order,
    limit: usize,
) -> Vec<EventId> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = store
            .search(
                filter.clone(),
                EventPage {
                    after,
                    limit,
                    order,
                },
            )
            .await
            .unwrap();
        ids.extend(page.events.iter().map(|event| event.id));
        after = page.events.last().map(|event| event.id);
        if !page.more {
            return ids;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_search_finds_what_the_rule_matches(events in events(), filters in vec(filters(), 1..6), limit in 1..9_usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let store = RedbStore::open(Options::memory()).unwrap();
            let ids = store.append(events.clone()).await.unwrap();
            for filter in filters {
                let matching = ids.iter().zip(&events).filter(|(_, event)| filter.matches(event));
                let mut wanted: Vec<EventId> = matching.map(|(id, _)| *id).collect();
                prop_assert_eq!(store.count(filter.clone()).await.unwrap(), wanted.len() as u64);
                prop_assert_eq!(&paged(&store, &filter, Order::Oldest, limit).await, &wanted);
                wanted.reverse();
                prop_assert_eq!(&paged(&store, &filter, Order::Newest, limit).await, &wanted);
            }
            Ok(())
        })?;
    }
}
