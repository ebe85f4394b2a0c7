//! What only a file can show: it outlives the process, and belongs to one at a time.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use domain::{
    change::{NewFolder, add_folder},
    event::{Action, Event, ObjectType, Reason, Stamp},
    file::{Blob, BlobKey, BlobPlace},
    id::{EventId, FolderId, UserId},
    mac::MacKeys,
    outbox::{AlertContent, MailContent},
    time::{Span, Timestamp},
};
use flow::port::{
    Deposit, Files as _, Journal as _, NewMail, Notices as _, Outbox as _, Registry as _,
    RegistryExt as _, Settlement, StoreError,
};
use store::{OpenError, Options, RedbStore};

fn stamp() -> Stamp {
    Stamp::system(Timestamp::from_ms(1_800_000_000_000))
}

async fn folder(store: &RedbStore, name: &str) -> FolderId {
    let new = NewFolder {
        parent: None,
        name: name.parse().unwrap(),
    };
    let made = store
        .change("adding a folder", move |d, plan| {
            add_folder(d, plan, &new, &stamp())
        })
        .await;
    made.unwrap().id
}

fn deposit(folder: FolderId) -> Deposit {
    let blob = Blob {
        key: BlobKey([9; 16]),
        size: 5,
        sha256: [0; 32],
        place: BlobPlace::Row,
    };
    Deposit {
        folder,
        name: "a".parse().unwrap(),
        blob,
        content: Some("hello".into()),
        stamp: stamp(),
    }
}

#[tokio::test]
async fn what_was_written_is_there_when_it_is_opened_again_and_numbers_go_on() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("store.redb");
    let store = RedbStore::open(Options::file(&path)).unwrap();
    let first = folder(&store, "A").await;
    let file = store.record_deposit(deposit(first)).await.unwrap().file;
    store.close().await.unwrap();

    let store = RedbStore::open(Options::file(&path)).unwrap();
    assert_eq!(store.directory().path(first), "/A");
    assert_eq!(store.file(file.id).await.unwrap(), Some(file));
    assert_eq!(
        store.row_content(BlobKey([9; 16])).await.unwrap().unwrap(),
        "hello"
    );
    assert_eq!(folder(&store, "B").await.0, first.0 + 1);
    assert!(store.event(EventId(3)).await.unwrap().is_some());
    assert!(store.event(EventId(4)).await.unwrap().is_none());
}

#[tokio::test]
async fn what_a_process_that_is_gone_had_leased_is_due_at_once_and_in_doubt_if_it_was_sending() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("store.redb");
    let store = RedbStore::open(Options::file(&path)).unwrap();
    let at = stamp().at;
    let until = at + Span::from_minutes(10);
    let folder = folder(&store, "A").await;
    store.settle(two_mails(folder)).await.unwrap();
    let leased = store.lease(at, until, 10).await.unwrap();
    store.mark_sending(leased[1].id, 1).await.unwrap();
    assert_eq!(store.lease(at, until, 10).await.unwrap().len(), 0);
    store.close().await.unwrap();

    let store = RedbStore::open(Options::file(&path)).unwrap();
    let again = store.lease(at, until, 10).await.unwrap();
    assert_eq!(
        again.iter().map(|mail| mail.attempt).collect::<Vec<_>>(),
        [2, 2]
    );
    assert_eq!(again[1].message_id, leased[1].message_id);
    let in_doubt = store.event(EventId(2)).await.unwrap().unwrap();
    assert_eq!(in_doubt.reason, Some(Reason::InDoubt));
    assert_eq!(in_doubt.object_id, Some(leased[1].id.0));
    assert!(store.event(EventId(3)).await.unwrap().is_none());
}

fn two_mails(folder: FolderId) -> Settlement {
    let mail = NewMail {
        person: UserId(1),
        to: "anna@example.org".parse().unwrap(),
        content: MailContent::Alert(AlertContent {
            template: domain::template::TemplateName::Alert,
            folder,
            alerts: Vec::new(),
            lines: Vec::new(),
            more: 0,
            second: false,
        }),
        trace: EventId(1),
        causes: vec![EventId(1)],
        first_at: stamp().at,
        not_before: stamp().at,
    };
    Settlement {
        notices: Vec::new(),
        mails: vec![mail.clone(), mail],
        events: Vec::new(),
        at: stamp().at,
        keys: MacKeys::new([1; 32], None),
        domain: "example.org".to_owned(),
    }
}

#[tokio::test]
async fn a_store_in_use_is_not_opened_twice() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("store.redb");
    let store = RedbStore::open(Options::file(&path)).unwrap();
    assert!(matches!(
        RedbStore::open(Options::file(&path)),
        Err(OpenError::AlreadyOpen)
    ));
    store.close().await.unwrap();
    RedbStore::open(Options::file(&path)).unwrap();
}

#[tokio::test]
async fn a_file_that_is_no_store_is_refused_and_left_as_it_is() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("store.redb");
    std::fs::write(
        &path,
        "something else, rather longer than a header".repeat(100),
    )
    .unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(RedbStore::open(Options::file(&path)).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn closing_commits_what_is_queued_and_then_refuses() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("store.redb");
    let store = RedbStore::open(Options::file(&path)).unwrap();
    let draft = || Event::draft(&stamp(), ObjectType::System, Action::Test);
    let queued: Vec<_> = (0..50)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.append(vec![draft()]).await })
        })
        .collect();
    tokio::task::yield_now().await;
    store.close().await.unwrap();
    store.close().await.unwrap();
    let mut acknowledged = 0;
    for answer in futures::future::join_all(queued).await {
        acknowledged += u64::from(answer.unwrap().is_ok());
    }
    assert!(matches!(
        store.append(vec![draft()]).await,
        Err(StoreError::Backend { .. })
    ));
    assert!(matches!(
        store.event(EventId(1)).await,
        Err(StoreError::Backend { .. })
    ));

    let store = RedbStore::open(Options::file(&path)).unwrap();
    for id in 1..=acknowledged {
        assert!(store.event(EventId(id)).await.unwrap().is_some());
    }
    assert!(
        store
            .event(EventId(acknowledged + 1))
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_rule_that_panics_takes_only_its_own_write_with_it() {
    let store = RedbStore::open(Options::memory()).unwrap();
    let panics = store
        .change("panicking", |_, plan| -> Result<(), _> {
            plan.event(Event::draft(&stamp(), ObjectType::System, Action::Test));
            panic!("a rule with a fault")
        })
        .await;
    assert!(matches!(panics, Err(StoreError::Backend { .. })));
    folder(&store, "A").await;
    assert_eq!(
        store.event(EventId(1)).await.unwrap().unwrap().object_type,
        ObjectType::Folder
    );
}

#[tokio::test]
async fn what_a_crashed_process_held_is_due_when_the_store_opens_and_what_it_was_sending_is_in_doubt()
 {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("store.redb");
    let store = RedbStore::open(Options::file(&path)).unwrap();
    let folder = folder(&store, "A").await;
    let now = stamp().at;
    store
        .settle(mails(folder, &["held@example.org", "sending@example.org"]))
        .await
        .unwrap();
    let leased = store
        .lease(now, now + Span::from_minutes(5), 2)
        .await
        .unwrap();
    store
        .mark_sending(leased[1].id, leased[1].attempt)
        .await
        .unwrap();
    store.close().await.unwrap();

    let store = RedbStore::open(Options::file(&path)).unwrap();
    let again = store
        .lease(now, now + Span::from_minutes(5), 2)
        .await
        .unwrap();
    assert_eq!(
        again.iter().map(|mail| mail.attempt).collect::<Vec<_>>(),
        [2, 2],
        "attempts are not given twice"
    );
    assert_eq!(again[1].message_id, leased[1].message_id);
    let told = store.event(EventId(2)).await.unwrap().unwrap();
    assert_eq!(
        (told.action, told.reason),
        (Action::Retry, Some(Reason::InDoubt))
    );
    assert_eq!(
        told.mail.unwrap().to.unwrap().as_str(),
        "sending@example.org"
    );
    assert!(
        store.event(EventId(3)).await.unwrap().is_none(),
        "what was only held is in no doubt"
    );
}

fn mails(folder: FolderId, to: &[&str]) -> Settlement {
    let mail = |to: &&str| NewMail {
        person: UserId(1),
        to: to.parse().unwrap(),
        content: MailContent::Alert(AlertContent {
            template: domain::template::TemplateName::Alert,
            folder,
            alerts: Vec::new(),
            lines: Vec::new(),
            more: 0,
            second: false,
        }),
        trace: EventId(1),
        causes: vec![EventId(1)],
        first_at: stamp().at,
        not_before: stamp().at,
    };
    Settlement {
        notices: Vec::new(),
        mails: to.iter().map(mail).collect(),
        events: Vec::new(),
        at: stamp().at,
        keys: MacKeys::new([7; 32], None),
        domain: "files.example.org".to_owned(),
    }
}
