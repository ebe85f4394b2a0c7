use std::{collections::BTreeSet, sync::Arc};

use domain::{
    event::{Action, MailFacts, ObjectType},
    filter::{EventFilter, EventPage, Keywords, Order, Scope},
    id::{EventId, UserId},
};

use crate::world::{World, draft};

fn ids(events: &[domain::event::Event]) -> Vec<u64> {
    events.iter().map(|event| event.id.0).collect()
}

fn system(text: &str) -> domain::event::Event {
    draft(ObjectType::System, Action::Test, text)
}

pub(crate) async fn appended_events_are_numbered_in_order_without_gaps(world: World) {
    let first = world
        .store
        .append(vec![system("a"), system("b")])
        .await
        .unwrap();
    let next = world.store.append(vec![system("c")]).await.unwrap();
    assert_eq!(
        (first, next),
        (vec![EventId(1), EventId(2)], vec![EventId(3)])
    );
    let event = world.store.event(EventId(2)).await.unwrap().unwrap();
    assert_eq!((event.summary.as_str(), event.trace), ("b", EventId(2)));
    assert_eq!(world.store.event(EventId(4)).await.unwrap(), None);
    assert!(world.store.append(Vec::new()).await.unwrap().is_empty());
}

pub(crate) async fn a_search_is_paged_both_ways_without_skip_or_repeat(world: World) {
    let drafts = (0..10)
        .map(|n| system(if n % 2 == 0 { "Élodie even" } else { "odd" }))
        .collect();
    world.store.append(drafts).await.unwrap();
    let filter = EventFilter {
        keywords: Keywords::parse("elodie"),
        scope: Scope::All,
        ..EventFilter::default()
    };
    for (order, wanted) in [
        (Order::Newest, [9, 7, 5, 3, 1]),
        (Order::Oldest, [1, 3, 5, 7, 9]),
    ] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = world
                .store
                .search(
                    filter.clone(),
                    EventPage {
                        after,
                        limit: 2,
                        order,
                    },
                )
                .await
                .unwrap();
            seen.extend(ids(&page.events));
            assert_eq!(page.more, seen.len() < 5);
            if order == Order::Newest {
                world.store.append(vec![system("meanwhile")]).await.unwrap();
            }
            after = page.events.last().map(|event| event.id);
            if !page.more {
                break;
            }
        }
        assert_eq!(seen, wanted);
    }
    assert_eq!(world.store.count(filter).await.unwrap(), 5);
}

pub(crate) async fn a_search_shows_only_what_its_scope_may_see(world: World) {
    world.store.append(vec![system("a")]).await.unwrap();
    let scope = Scope::Member {
        person: UserId(1),
        addresses: BTreeSet::new(),
        readable: Arc::default(),
        managed: Arc::default(),
    };
    for scope in [Scope::Nothing, scope] {
        let filter = EventFilter {
            scope,
            ..EventFilter::default()
        };
        assert_eq!(world.store.count(filter.clone()).await.unwrap(), 0);
        let page = EventPage {
            limit: 10,
            ..EventPage::default()
        };
        assert!(
            world
                .store
                .search(filter, page)
                .await
                .unwrap()
                .events
                .is_empty()
        );
    }
}

pub(crate) async fn any_trace_gives_the_whole_chain(world: World) {
    let file = |name| draft(ObjectType::File, Action::Add, name);
    world
        .store
        .append(vec![
            file("a"),
            system("between"),
            file("b"),
            file("unrelated"),
        ])
        .await
        .unwrap();
    let causes = vec![EventId(1), EventId(3)];
    let tells =
        |object_type| draft(object_type, Action::Send, "x").tells(EventId(1), causes.clone());
    world
        .store
        .append(vec![tells(ObjectType::Alert), tells(ObjectType::Email)])
        .await
        .unwrap();
    for trace in [1, 3] {
        assert_eq!(
            ids(&world.store.chain(EventId(trace)).await.unwrap()),
            [1, 3, 5, 6]
        );
    }
    assert_eq!(ids(&world.store.chain(EventId(4)).await.unwrap()), [4]);
    assert!(world.store.chain(EventId(99)).await.unwrap().is_empty());
}

pub(crate) async fn a_chain_has_at_most_a_thousand_events(world: World) {
    let files = (0..1_500)
        .map(|_| draft(ObjectType::File, Action::Add, "f"))
        .collect();
    let causes = world.store.append(files).await.unwrap();
    let told = draft(ObjectType::Alert, Action::Send, "x").tells(EventId(1), causes);
    let alert = world.store.append(vec![told]).await.unwrap()[0];
    let chain = world.store.chain(EventId(1)).await.unwrap();
    assert_eq!(chain.len(), 1_000);
    assert_eq!(chain.last().unwrap().id, alert);
}

pub(crate) async fn new_file_events_come_oldest_first_with_the_last_number_looked_at(world: World) {
    let file = || draft(ObjectType::File, Action::Add, "f");
    let mixed = vec![
        system("1"),
        file(),
        system("3"),
        file(),
        file(),
        system("6"),
    ];
    world.store.append(mixed).await.unwrap();
    let (events, last) = world.store.file_events_after(EventId(0), 2).await.unwrap();
    assert_eq!((ids(&events), last), (vec![2, 4], EventId(4)));
    let (events, last) = world.store.file_events_after(last, 2).await.unwrap();
    assert_eq!((ids(&events), last), (vec![5], EventId(6)));
    let (events, last) = world.store.file_events_after(last, 2).await.unwrap();
    assert_eq!((ids(&events), last), (vec![], EventId(6)));
}

pub(crate) async fn a_mail_that_never_waited_is_in_the_journal(world: World) {
    let facts = MailFacts {
        to: Some("anna@example.org".parse().unwrap()),
        ..MailFacts::default()
    };
    let event = draft(ObjectType::Email, Action::Send, "SEND: Email test").with_mail(facts);
    let id = world.store.record_direct(event).await.unwrap();
    let filter = EventFilter {
        keywords: Keywords::parse("anna@example.org"),
        scope: Scope::All,
        ..EventFilter::default()
    };
    assert_eq!(world.store.count(filter).await.unwrap(), 1);
    assert_eq!(world.last().await.id, id);
}
