use std::collections::BTreeMap;

use domain::{event::ObjectType, filter::Keywords, id::EventId};
use flow::port::{Archive as _, Journal as _, Notices as _};

use crate::world::{Place, all, append, at, event, expire_sessions, ids, listed, name, seal};

/// A whole segment.
const WHOLE: u64 = 65_536;

#[tokio::test]
async fn a_sealed_event_is_found_as_before_and_after_opening_again() {
    let place = Place::new();
    let store = place.open();
    append(&store, 1, WHOLE + 500).await;
    seal(&store).await;
    assert_eq!(
        place
            .segments()
            .iter()
            .map(|path| name(path))
            .collect::<Vec<_>>(),
        ["1.1.segment"]
    );
    append(&store, WHOLE + 501, WHOLE + 600).await;
    for round in 0..2 {
        let store = if round == 0 {
            store.clone()
        } else {
            place.open()
        };
        assert_eq!(store.count(all()).await.unwrap(), WHOLE + 600);
        for n in [1, 77, WHOLE, WHOLE + 1, WHOLE + 600] {
            let mut expected = event(n);
            expected.id = EventId(n);
            if expected.trace == EventId(0) {
                expected.trace = EventId(n);
            }
            assert_eq!(store.event(EventId(n)).await.unwrap().unwrap(), expected);
            let mut filter = all();
            filter.keywords = Keywords::parse(&format!("n{n} EVENEMENT"));
            assert!(store.count(filter).await.unwrap() >= 1);
        }
        let (events, last) = store
            .file_events_after(EventId(WHOLE - 3), 1_000)
            .await
            .unwrap();
        assert!(
            events
                .iter()
                .all(|event| event.object_type == ObjectType::File)
        );
        assert_eq!((events.len(), last), (201, EventId(WHOLE + 600)));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_is_too_old_goes_with_its_space_and_nothing_else() {
    let place = Place::new();
    let store = place.open();
    append(&store, 1, 300).await;
    store
        .note(EventId(0), EventId(300), Vec::new())
        .await
        .unwrap();
    let before = listed(&store).await;
    let gone = expire_sessions(&store, 200).await;
    let kept: Vec<_> = before
        .iter()
        .filter(|event| event.object_type != ObjectType::Session || event.at >= at(200))
        .cloned()
        .collect();
    assert_eq!(gone, 300 - kept.len() as u64);
    assert_eq!(listed(&store).await, kept);
    assert_eq!(place.segments().len(), 1, "the old file is gone");
    append(&store, 301, 400).await;
    assert!(expire_sessions(&store, 350).await > 0);
    assert_eq!(place.segments().len(), 1, "small neighbours are one file");
    assert_eq!(expire_sessions(&store, 350).await, 0);
    let left = ids(&store).await;
    store.close().await.unwrap();
    assert_eq!(ids(&place.open()).await, left);
}

#[tokio::test]
async fn file_events_that_the_alert_station_has_not_read_stay() {
    let place = Place::new();
    let store = place.open();
    append(&store, 1, 90).await;
    store
        .note(EventId(0), EventId(30), Vec::new())
        .await
        .unwrap();
    let cutoffs = BTreeMap::from([(ObjectType::File, at(1_000))]);
    assert_eq!(store.expire_events(cutoffs).await.unwrap(), 10);
    let (unread, _) = store.file_events_after(EventId(30), 100).await.unwrap();
    assert_eq!(unread.len(), 20);
}

#[tokio::test]
async fn when_all_of_a_segment_is_too_old_its_file_goes() {
    let place = Place::new();
    let store = place.open();
    append(&store, 1, 90).await;
    store
        .note(EventId(0), EventId(90), Vec::new())
        .await
        .unwrap();
    let every = ObjectType::ALL
        .iter()
        .map(|one| (*one, at(1_000)))
        .collect();
    assert_eq!(store.expire_events(every).await.unwrap(), 90);
    assert_eq!(place.segments().len(), 0);
    assert_eq!(store.count(all()).await.unwrap(), 0);
    append(&store, 91, 91).await;
    assert_eq!(ids(&store).await, [91], "numbers are not given twice");
}
