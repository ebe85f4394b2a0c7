use domain::{event::Event, id::EventId};
use flow::port::{Journal as _, Notices as _};
use store::{Draft, Lines};

use crate::world::{Place, all, append, event, ids};

/// Batches of events as another installation numbered them: from 1,001 on.
fn batches(sizes: &'static [usize]) -> impl Iterator<Item = Lines<Vec<u64>>> + Send {
    let mut next = 1_001;
    sizes.iter().map(move |size| {
        let numbers: Vec<u64> = (next..).take(*size).collect();
        next += *size as u64;
        Lines {
            text: numbers,
            events: *size,
        }
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "what an import takes may be refused"
)]
fn drafts(numbers: Vec<u64>) -> Option<Vec<Draft>> {
    let draft = |old: u64| {
        let mut event: Event = event(old);
        if event.trace == EventId(0) {
            event.trace = EventId(old);
        }
        Draft {
            old: Some(EventId(old)),
            event,
        }
    };
    Some(numbers.into_iter().map(draft).collect())
}

#[tokio::test]
async fn an_import_is_numbered_in_its_order_and_its_links_are_kept() {
    let place = Place::new();
    let store = place.open();
    append(&store, 1, 10).await;
    let imported = store
        .import(batches(&[700, 900, 5]), drafts, |_| {})
        .await
        .unwrap()
        .unwrap();
    assert_eq!((imported.events, imported.first), (1_605, EventId(11)));
    assert_eq!(
        store.alert_cursor().await.unwrap(),
        EventId(1_615),
        "nobody is told of it"
    );
    append(&store, 1_616, 1_616).await;
    for round in 0..2 {
        let store = if round == 0 {
            store.clone()
        } else {
            place.open()
        };
        assert_eq!(ids(&store).await, (1..=1_616).collect::<Vec<_>>());
        // Across the border of two batches: 1,701 was told of by 1,703.
        let told = store.event(EventId(1_703 - 990)).await.unwrap().unwrap();
        assert_eq!(told.summary, event(1_703).summary);
        let mail = (1_003..1_703).rev().find(|n| n % 3 == 2).unwrap();
        let mail = store.event(EventId(mail - 990)).await.unwrap().unwrap();
        assert_eq!(mail.causes, [EventId(mail.id.0 - 2)]);
        let chain = store.chain(mail.id, all()).await.unwrap();
        assert!(chain.iter().any(|event| event.id == mail.causes[0]));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn an_import_with_a_wrong_line_leaves_nothing() {
    let place = Place::new();
    let store = place.open();
    append(&store, 1, 10).await;
    let some = |numbers: Vec<u64>| {
        if numbers[0] > 1_500 {
            None
        } else {
            drafts(numbers)
        }
    };
    let refused = store
        .import(batches(&[400, 400, 400]), some, |_| {})
        .await
        .unwrap();
    assert_eq!(refused, None);
    assert_eq!(ids(&store).await, (1..=10).collect::<Vec<_>>());
    assert_eq!(place.segments().len(), 1, "only what was there is sealed");
    append(&store, 11, 11).await;
}
