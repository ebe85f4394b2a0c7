use std::{fs, path::Path};

use domain::id::EventId;
use flow::port::{Archive as _, Journal as _, Notices as _, StoreError};

use crate::world::{Place, all, append, expire_sessions, listed};

/// A store with events in one segment and in the tail.
async fn filled(place: &Place) -> store::RedbStore {
    let store = place.open();
    append(&store, 1, 3_000).await;
    store
        .note(EventId(0), EventId(3_000), Vec::new())
        .await
        .unwrap();
    expire_sessions(&store, 3).await;
    append(&store, 3_001, 3_100).await;
    store
}

fn damage(path: &Path, at: impl Fn(usize) -> usize) {
    let mut bytes = fs::read(path).unwrap();
    let at = at(bytes.len());
    for byte in &mut bytes[at..at + 64] {
        *byte ^= 0x5a;
    }
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a_damaged_index_is_made_again_and_every_answer_is_right() {
    for part in [2, 4, 8] {
        let place = Place::new();
        let store = filled(&place).await;
        let before = listed(&store).await;
        store.close().await.unwrap();
        let [path] = &place.segments()[..] else {
            panic!("one segment")
        };
        damage(path, |len| len - len / part);
        let store = place.open();
        match store.count(all()).await {
            Ok(count) => assert_eq!(count, before.len() as u64),
            // The cut was in the events: that is said.
            Err(StoreError::Backend { .. }) => continue,
            Err(other) => panic!("{other}"),
        }
        let mut filter = all();
        filter.keywords = domain::filter::Keywords::parse("devis-5");
        let wanted = before.iter().filter(|event| filter.matches(event)).count() as u64;
        assert_eq!(store.count(filter).await.unwrap(), wanted);
        let mended = store.mend_events().await.unwrap();
        assert_eq!(listed(&store).await, before);
        if let Some(mended) = mended.first() {
            assert_eq!((mended.first, mended.last), (EventId(2), EventId(3_000)));
            store.close().await.unwrap();
            assert_eq!(listed(&place.open()).await, before);
        }
    }
}

#[tokio::test]
async fn events_that_cannot_be_read_are_never_taken_for_none() {
    let place = Place::new();
    let store = filled(&place).await;
    store.close().await.unwrap();
    fs::remove_file(&place.segments()[0]).unwrap();
    let store = place.open();
    let error = store.count(all()).await.unwrap_err();
    let said = std::error::Error::source(&error).unwrap().to_string();
    assert!(said.contains("could not be read"), "{said}");
    assert!(store.event(EventId(5)).await.is_err());
    assert!(store.event(EventId(3_050)).await.unwrap().is_some());
    let (events, _) = store.file_events_after(EventId(3_000), 10).await.unwrap();
    assert_eq!(events.len(), 10, "the alert station goes on");
    append(&store, 3_101, 3_101).await;
}

#[tokio::test]
async fn files_that_nobody_names_are_removed() {
    let place = Place::new();
    filled(&place).await.close().await.unwrap();
    for rubbish in ["1.9.segment", "7.1.segment.tmp"] {
        fs::write(place.folder().join(rubbish), "half").unwrap();
    }
    let store = place.open();
    assert_eq!(place.segments().len(), 1);
    assert!(store.count(all()).await.is_ok());
}
