use std::{collections::BTreeSet, sync::Arc};

use domain::{
    event::{Action, Actor, MailFacts, ObjectType},
    filter::{ActorFilter, EventFilter, EventPage, Keywords, Order, Scope},
    histogram::{Cut, Step},
    id::{EventId, FolderId, UserId},
    refusal::Refusal,
    time::Span,
};

use crate::world::{World, at, draft, refused};

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
    assert_eq!(world.store.append(Vec::new()).await.unwrap().len(), 0);
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
        assert_eq!(
            world.store.search(filter, page).await.unwrap().events.len(),
            0
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
        assert_eq!(ids(&world.chain(trace).await), [1, 3, 5, 6]);
    }
    assert_eq!(ids(&world.chain(4).await), [4]);
    assert_eq!(world.chain(99).await.len(), 0);
}

pub(crate) async fn a_chain_has_at_most_a_thousand_events(world: World) {
    let files = (0..1_500)
        .map(|_| draft(ObjectType::File, Action::Add, "f"))
        .collect();
    let causes = world.store.append(files).await.unwrap();
    let told = draft(ObjectType::Alert, Action::Send, "x").tells(EventId(1), causes);
    let alert = world.store.append(vec![told]).await.unwrap()[0];
    let chain = world.chain(1).await;
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

/// One may see folder 1 only.
fn member() -> Scope {
    Scope::Member {
        person: UserId(1),
        addresses: BTreeSet::from(["one@example.org".to_owned()]),
        readable: Arc::new(BTreeSet::from([FolderId(1)])),
        managed: Arc::default(),
    }
}

fn shown_to(scope: Scope) -> EventFilter {
    EventFilter {
        scope,
        ..EventFilter::default()
    }
}

pub(crate) async fn a_chain_goes_on_through_mails_that_share_a_file(world: World) {
    let file = || draft(ObjectType::File, Action::Add, "f");
    let mail = |trace, causes: &[u64]| {
        let causes = causes.iter().copied().map(EventId).collect();
        draft(ObjectType::Email, Action::Send, "m").tells(EventId(trace), causes)
    };
    let drafts = vec![
        file(),
        file(),
        file(),
        mail(1, &[1, 2]),
        mail(2, &[2, 3]),
        file(),
    ];
    world.store.append(drafts).await.unwrap();
    for trace in 1..=5 {
        assert_eq!(ids(&world.chain(trace).await), [1, 2, 3, 4, 5], "{trace}");
    }
}

pub(crate) async fn a_chain_passes_only_through_what_its_viewer_may_see(world: World) {
    let file = |folder| draft(ObjectType::File, Action::Add, "f").folder(FolderId(folder));
    let to = |who: &str, causes: &[u64]| {
        let facts = MailFacts {
            to: Some(who.parse().unwrap()),
            ..MailFacts::default()
        };
        let causes: Vec<EventId> = causes.iter().copied().map(EventId).collect();
        draft(ObjectType::Email, Action::Send, "m")
            .tells(causes[0], causes)
            .with_mail(facts)
    };
    let mut drafts = vec![file(1), file(2), file(1)];
    // A thousand mails to others must not push out the one's own.
    drafts.extend((0..1_200).map(|_| to("other@example.org", &[1, 2, 3])));
    drafts.push(to("one@example.org", &[1, 2]));
    world.store.append(drafts).await.unwrap();
    let chain = world.store.chain(EventId(1), shown_to(member())).await;
    assert_eq!(ids(&chain.unwrap()), [1, 1204]);
    let nothing = world.store.chain(EventId(1), EventFilter::default()).await;
    assert_eq!(nothing.unwrap().len(), 0);
}

pub(crate) async fn a_histogram_counts_each_match_once_and_nothing_hidden(world: World) {
    let at = |minute: u64, object_type, folder| {
        let mut event = draft(object_type, Action::Add, "x").folder(FolderId(folder));
        event.at = at(minute * 60);
        event
    };
    let drafts = vec![
        at(70, ObjectType::File, 1),
        at(0, ObjectType::File, 1),
        at(1, ObjectType::Folder, 1),
        at(500, ObjectType::File, 2),
    ];
    world.store.append(drafts).await.unwrap();
    let cut = Cut {
        step: Step::Of(Span::from_minutes(60)),
        utc_offset: 0,
    };
    let histogram = |filter| world.store.histogram(filter, cut);
    let all = histogram(shown_to(Scope::All)).await.unwrap().unwrap();
    assert_eq!(all.bars.iter().flatten().sum::<u64>(), 4);
    let seen = histogram(shown_to(member())).await.unwrap().unwrap();
    let of = |bar: usize, one: ObjectType| seen.bars[bar][one as usize];
    assert_eq!(seen.bars.len(), 2, "hidden events make no bars");
    assert_eq!((of(0, ObjectType::File), of(0, ObjectType::Folder)), (1, 1));
    assert_eq!((of(1, ObjectType::File), of(1, ObjectType::Folder)), (1, 0));
    assert_eq!(histogram(EventFilter::default()).await.unwrap(), None);
    let narrow = Cut {
        step: Step::Of(Span::from_ms(1)),
        ..cut
    };
    let refused_cut = world.store.histogram(shown_to(Scope::All), narrow).await;
    assert_eq!(refused(refused_cut), Refusal::BadField("interval"));
}

pub(crate) async fn facets_count_what_is_seen_by_type_action_and_actor(world: World) {
    let file = |folder, action| draft(ObjectType::File, action, "f").folder(FolderId(folder));
    let mut by_other = file(1, Action::Add);
    by_other.actor = Actor::Other("user:1".to_owned());
    let drafts = vec![
        file(1, Action::Add),
        file(1, Action::Delete),
        file(2, Action::Add),
        by_other,
    ];
    world.store.append(drafts).await.unwrap();
    let facets = world.store.facets(shown_to(member()), 1).await.unwrap();
    assert_eq!(facets.total, 3);
    assert_eq!(facets.object_types, [(ObjectType::File, 3)]);
    assert_eq!(facets.actions, [(Action::Add, 2), (Action::Delete, 1)]);
    assert_eq!(facets.actors, [("system".to_owned(), 2)]);
    assert_eq!(facets.other_actors, 1);
    let other = EventFilter {
        actor: Some(ActorFilter::Code("other:user:1".to_owned())),
        ..shown_to(Scope::All)
    };
    assert_eq!(world.store.count(other).await.unwrap(), 1);
    let person = EventFilter {
        actor: Some(ActorFilter::Person(UserId(1))),
        ..shown_to(Scope::All)
    };
    assert_eq!(world.store.count(person).await.unwrap(), 0);
}

pub(crate) async fn the_newest_number_is_told_once_it_is_committed(world: World) {
    let mut newest = world.store.newest_event();
    assert_eq!(*newest.borrow_and_update(), EventId(0));
    world
        .store
        .append(vec![system("a"), system("b")])
        .await
        .unwrap();
    assert!(newest.has_changed().unwrap());
    assert_eq!(*newest.borrow_and_update(), EventId(2));
}
