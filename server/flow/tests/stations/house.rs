//! An installation of one's own: a store in memory, contents on disk, a clock that a test moves, a relay that says
//! what it is told to say.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    address::EmailAddress,
    event::Via,
    id::FolderId,
    mac::MacKeys,
    outbox::Accepted,
    person::Role,
    right::{Level, Principal},
    settings::Sealed,
    time::{Span, Timestamp},
    wire,
};
use flow::{
    Flow, FlowError, World,
    access::Viewer,
    deposit::Received,
    port::{
        Clock, Composed, MarkSending, NotOurs, RelayPort, RelaySettings, Sealing, SendError,
        TestReport,
    },
};
use futures::stream;
use store::{DiskBlobs, Options, RedbStore};

pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) struct House {
    pub(crate) flow: Flow,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) relay: Arc<Recording>,
    pub(crate) contents: tempfile::TempDir,
    pub(crate) admin: Viewer,
}

impl House {
    pub(crate) async fn new() -> Self {
        let contents = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(AtomicU64::new(1_800_000_000_000)));
        let relay = Arc::new(Recording::default());
        let flow = Flow::new(World {
            store: Arc::new(RedbStore::open(Options::memory()).unwrap()),
            blobs: Arc::new(DiskBlobs::open(contents.path(), 0, clock.clone()).unwrap()),
            clock: clock.clone(),
            relay: relay.clone(),
            composer: Arc::new(mail::MailComposer::new()),
            sealing: Arc::new(Reversed),
            keys: Self::keys(),
            instance: "house".to_owned(),
            default_relay: None,
            base_url: "https://files.example.org".to_owned(),
            mail_in: flow::MailIn {
                reader: Arc::new(mail::receive::MailReader),
                attributor: Arc::new(mail::receive::MailAttributor::new(
                    Arc::new(mail::dns::Dns::system()),
                    "colombier.test".to_owned(),
                )),
                names: Arc::new(mail::dns::Dns::system()),
                domain: None,
            },
        });
        let form = wire::Setup {
            token: String::new(),
            email: "claire@example.org".to_owned(),
            name: "Claire".to_owned(),
            password: PASSWORD.to_owned().into(),
            language: None,
            time_zone: None,
        };
        flow.first_admin(&form, None).await.unwrap();
        let admin = flow
            .sign_in("claire@example.org", PASSWORD, None, Via::Web)
            .await
            .unwrap()
            .viewer;
        Self {
            flow,
            clock,
            relay,
            contents,
            admin,
        }
    }

    /// A member who is signed in.
    pub(crate) async fn member(&self, email: &str) -> Viewer {
        let form = wire::NewUser {
            email: email.to_owned(),
            name: String::new(),
            role: Role::Member,
            password: Some(PASSWORD.to_owned().into()),
            language: None,
            time_zone: None,
            addresses: Vec::new(),
        };
        let may = self.flow.may_admin(&self.admin).unwrap();
        self.flow.add_person(&may, &form).await.unwrap();
        self.flow
            .sign_in(email, PASSWORD, None, Via::Web)
            .await
            .unwrap()
            .viewer
    }

    pub(crate) async fn folder(&self, parent: Option<FolderId>, name: &str) -> FolderId {
        let may = self.flow.may_place(&self.admin, parent).unwrap();
        self.flow
            .add_folder(&may, name.parse().unwrap())
            .await
            .unwrap()
            .id
    }

    pub(crate) async fn give(&self, folder: FolderId, to: &[(&Viewer, Level)]) {
        let right = |(viewer, level): &(&Viewer, Level)| wire::Right {
            principal: Principal::User(viewer.person().id),
            level: *level,
        };
        let may = self.flow.may_manage(&self.admin, folder).unwrap();
        self.flow
            .set_rights(&may, to.iter().map(right).collect())
            .await
            .unwrap();
    }

    pub(crate) async fn deposit(
        &self,
        viewer: &Viewer,
        folder: FolderId,
        name: &str,
        content: &[u8],
    ) -> Received {
        let may = self.flow.may_write(viewer, folder).unwrap();
        let pieces: Vec<Result<Bytes, ()>> = content
            .chunks(10_000)
            .map(|c| Ok(Bytes::copy_from_slice(c)))
            .collect();
        let size = Some(content.len() as u64);
        self.flow
            .deposit(&may, name.parse().unwrap(), size, stream::iter(pieces))
            .await
            .unwrap()
    }

    pub(crate) fn keys() -> MacKeys {
        MacKeys::new([7; 32], None)
    }

    /// How many files lie among the contents, finished or not.
    pub(crate) fn objects(&self) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            entries
                .map(|path| if path.is_dir() { count(&path) } else { 1 })
                .sum()
        }
        count(self.contents.path())
    }
}

/// The code of what was refused.
#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, FlowError>) -> &'static str {
    match result {
        Err(FlowError::Refused(refusal)) => refusal.code(),
        other => panic!("not refused: {other:?}"),
    }
}

pub(crate) struct HandClock(AtomicU64);

impl HandClock {
    pub(crate) fn pass(&self, span: Span) {
        self.0.fetch_add(span.ms(), Ordering::SeqCst);
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst))
    }

    async fn sleep_until(&self, _until: Timestamp) {
        std::future::pending::<()>().await;
    }
}

/// Remembers the settings it was called with; answers a test with `report`.
#[derive(Default)]
pub(crate) struct Recording {
    pub(crate) tested: Mutex<Vec<(RelaySettings, EmailAddress)>>,
    pub(crate) report: Mutex<Option<TestReport>>,
}

#[async_trait]
impl RelayPort for Recording {
    async fn send(
        &self,
        _settings: &RelaySettings,
        _envelope_from: Option<&EmailAddress>,
        _to: &EmailAddress,
        _mail: &Composed,
        _mark: MarkSending<'_>,
    ) -> Result<Accepted, SendError> {
        unreachable!("no mail of the outbox is sent here")
    }

    async fn test(
        &self,
        settings: &RelaySettings,
        _envelope_from: &EmailAddress,
        to: &EmailAddress,
        _mail: &Composed,
    ) -> TestReport {
        self.tested
            .lock()
            .unwrap()
            .push((settings.clone(), to.clone()));
        let report = self.report.lock().unwrap().clone();
        report.unwrap_or(TestReport {
            ok: true,
            lines: Vec::new(),
            tls: None,
            failure: None,
        })
    }

    async fn greet(&self, _: &RelaySettings) -> flow::port::Greeted {
        flow::port::Greeted {
            auth: Vec::new(),
            tls: None,
            failure: None,
        }
    }

    async fn close_idle(&self) {}
}

/// Seals by turning around.
struct Reversed;

impl Sealing for Reversed {
    fn seal(&self, secret: &str) -> Sealed {
        Sealed(secret.bytes().rev().collect())
    }

    fn unseal(&self, sealed: &Sealed) -> Result<String, NotOurs> {
        String::from_utf8(sealed.0.iter().rev().copied().collect()).map_err(|_| NotOurs)
    }
}
