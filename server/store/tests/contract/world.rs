//! A store of one's own with a person, a folder and the words to use them.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use domain::{
    alert::{Alert, AlertOn},
    change::{NewAlert, NewFolder, NewPerson, add_alert, add_folder, add_person, trash_folder},
    event::{Action, Actor, Event, MailFacts, ObjectType, Stamp, Via},
    file::{Blob, BlobKey, BlobPlace},
    filter::{EventFilter, EventPage, Order, Scope},
    folder::Folder,
    id::{AlertId, EventId, FileId, FolderId, NoticeId, UserId},
    mac::MacKeys,
    notice::{Line, Notice},
    outbox::{AlertContent, MailContent, OutboxMail},
    person::{Person, Role},
    refusal::Refusal,
    right::Principal,
    text::EntryName,
    time::{Span, Timestamp},
};
use flow::port::{
    Deposit, Deposited, NewMail, Noted, Outcome, RegistryExt as _, Settle, Settlement, Store,
    StoreError,
};
use store::{Options, RedbStore};

pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    _place: Option<tempfile::TempDir>,
}

/// `seconds` after the beginning of this world.
pub(crate) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_ms(1_800_000_000_000) + Span::from_secs(seconds)
}

pub(crate) fn stamp(seconds: u64) -> Stamp {
    Stamp::system(at(seconds))
}

pub(crate) fn by(person: &Person, seconds: u64) -> Stamp {
    Stamp {
        at: at(seconds),
        actor: Actor::person(person),
        ip: None,
        via: Via::Api,
    }
}

pub(crate) fn name(text: &str) -> EntryName {
    text.parse().unwrap()
}

pub(crate) fn keys() -> MacKeys {
    MacKeys::new([7; 32], None)
}

pub(crate) fn key(number: u64) -> BlobKey {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes());
    BlobKey(key)
}

/// What a refusal was.
#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Refusal {
    match result {
        Err(StoreError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[track_caller]
pub(crate) fn conflict<T: std::fmt::Debug>(result: Result<T, StoreError>) {
    match result {
        Err(StoreError::Conflict(_)) => {}
        other => panic!("no conflict: {other:?}"),
    }
}

impl World {
    pub(crate) fn in_memory() -> Self {
        Self {
            store: Arc::new(RedbStore::open(Options::memory()).unwrap()),
            _place: None,
        }
    }

    pub(crate) fn on_disk() -> Self {
        let place = tempfile::tempdir().unwrap();
        let store = RedbStore::open(Options::file(Path::join(place.path(), "store.redb"))).unwrap();
        Self {
            store: Arc::new(store),
            _place: Some(place),
        }
    }

    pub(crate) async fn person(&self, email: &str) -> Person {
        let new = NewPerson {
            email: email.parse().unwrap(),
            name: email.into(),
            addresses: Vec::new(),
            role: Role::Member,
            language: None,
            password: None,
        };
        self.store
            .change("adding a person", move |directory, plan| {
                add_person(directory, plan, &new, &stamp(0))
            })
            .await
            .unwrap()
    }

    pub(crate) async fn folder(&self, parent: Option<FolderId>, folder: &str) -> Folder {
        let new = NewFolder {
            parent,
            name: name(folder),
        };
        self.store
            .change("adding a folder", move |directory, plan| {
                add_folder(directory, plan, &new, &stamp(0))
            })
            .await
            .unwrap()
    }

    pub(crate) async fn trash_folder(&self, folder: FolderId, seconds: u64) {
        self.store
            .change("trashing a folder", move |directory, plan| {
                trash_folder(directory, plan, folder, &stamp(seconds))
            })
            .await
            .unwrap();
    }

    pub(crate) async fn alert(&self, folder: FolderId, person: UserId) -> Alert {
        let new = NewAlert {
            folder,
            principal: Principal::User(person),
            recursive: true,
            on: AlertOn::DEPOSITS,
            own_actions: false,
        };
        self.store
            .change("adding an alert", move |directory, plan| {
                add_alert(directory, plan, &new, &stamp(0))
            })
            .await
            .unwrap()
    }

    /// Deposits `content` as a row.
    pub(crate) async fn deposit(&self, folder: FolderId, file: &str, content: &str) -> Deposited {
        self.store
            .record_deposit(row_deposit(folder, file, content, stamp(1)))
            .await
            .unwrap()
    }

    /// The newest events, newest first.
    pub(crate) async fn newest(&self, limit: usize) -> Vec<Event> {
        let filter = EventFilter {
            scope: Scope::All,
            ..EventFilter::default()
        };
        let page = EventPage {
            after: None,
            limit,
            order: Order::Newest,
        };
        self.store.search(filter, page).await.unwrap().events
    }

    pub(crate) async fn last(&self) -> Event {
        self.newest(1).await.remove(0)
    }

    pub(crate) async fn count(&self) -> u64 {
        self.store
            .count(EventFilter {
                scope: Scope::All,
                ..EventFilter::default()
            })
            .await
            .unwrap()
    }

    /// The chain of an event, as an admin sees it.
    pub(crate) async fn chain(&self, trace: u64) -> Vec<Event> {
        let filter = EventFilter {
            scope: Scope::All,
            ..EventFilter::default()
        };
        self.store.chain(EventId(trace), filter).await.unwrap()
    }

    /// Adds lines to an alert's notice, moving the cursor on by one.
    pub(crate) async fn note(&self, alert: AlertId, lines: Vec<Line>) {
        let from = self.store.alert_cursor().await.unwrap();
        let noted = lines
            .into_iter()
            .map(|line| Noted { alert, line })
            .collect();
        self.store.note(from, from.next(), noted).await.unwrap();
    }

    /// A settlement that makes one mail to each address, telling of `causes`.
    pub(crate) async fn mails(&self, to: &[&str], causes: &[u64]) {
        let folder = self
            .folder(None, &format!("F{}", self.count().await))
            .await
            .id;
        let causes: Vec<EventId> = causes.iter().copied().map(EventId).collect();
        let mail = |to: &&str| NewMail {
            person: UserId(1),
            to: to.parse().unwrap(),
            content: MailContent::Alert(AlertContent {
                template: domain::template::TemplateName::Alert,
                folder,
                alerts: vec![(AlertId(1), NoticeId(1))],
                lines: Vec::new(),
                more: 0,
                second: false,
            }),
            trace: causes.first().copied().unwrap_or(EventId(1)),
            causes: causes.clone(),
            first_at: at(0),
            not_before: at(0),
        };
        let mails = to.iter().map(mail).collect();
        self.store
            .settle(settlement(Vec::new(), mails, Vec::new(), 10))
            .await
            .unwrap();
    }

    /// Leases what is due at `seconds`, for a minute.
    pub(crate) async fn lease(&self, seconds: u64) -> Vec<OutboxMail> {
        self.store
            .lease(at(seconds), at(seconds + 60), 100)
            .await
            .unwrap()
    }

    pub(crate) async fn settle(
        &self,
        mail: &OutboxMail,
        outcome: Outcome,
        seconds: u64,
    ) -> Result<(), StoreError> {
        self.store.settle_mail(settle(mail, outcome, seconds)).await
    }
}

pub(crate) fn settle(mail: &OutboxMail, outcome: Outcome, seconds: u64) -> Settle {
    let facts = MailFacts {
        to: Some(mail.to.clone()),
        attempt: Some(mail.attempt),
        ..MailFacts::default()
    };
    Settle {
        mail: mail.clone(),
        outcome,
        facts,
        skipped: Vec::new(),
        at: at(seconds),
    }
}

pub(crate) fn row_deposit(folder: FolderId, file: &str, content: &str, stamp: Stamp) -> Deposit {
    use std::hash::{BuildHasher as _, RandomState};
    let blob = Blob {
        key: key(RandomState::new().hash_one((file, content))),
        size: content.len() as u64,
        sha256: [1; 32],
        place: BlobPlace::Row,
    };
    Deposit {
        folder,
        name: name(file),
        blob,
        content: Some(Bytes::copy_from_slice(content.as_bytes())),
        stamp,
    }
}

pub(crate) fn settlement(
    notices: Vec<Notice>,
    mails: Vec<NewMail>,
    events: Vec<Event>,
    seconds: u64,
) -> Settlement {
    Settlement {
        notices,
        mails,
        events,
        at: at(seconds),
        keys: keys(),
        domain: "files.example.org".to_owned(),
    }
}

pub(crate) fn line(event: u64, seconds: u64) -> Line {
    Line {
        event: EventId(event),
        file: FileId(event),
        action: Action::Add,
        actor: Actor::System,
        at: at(seconds),
        path: format!("/F/{event}.pdf"),
    }
}

pub(crate) fn draft(object_type: ObjectType, action: Action, summary: &str) -> Event {
    let mut draft = Event::draft(&stamp(0), object_type, action);
    summary.clone_into(&mut draft.summary);
    draft
}
