//! Mails of the dispatcher to Postfix's smtp-sink, both marks durable, beside lettre's own pool with the same mails.

use std::{
    os::unix::fs::MetadataExt as _,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, OnceLock},
    time::{Duration, SystemTime},
};

use async_trait::async_trait;
use domain::{
    address::EmailAddress,
    alert::AlertOn,
    change::{self, NewAlert, NewFolder, NewPerson, Plan},
    directory::Directory,
    event::{Action, Actor, Stamp},
    file::{Blob, BlobKey, BlobPlace, File},
    id::{AlertId, EventId, FolderId, NoticeId, UserId},
    mac::MacKeys,
    outbox::{Accepted, AlertContent, MailContent, MailLine},
    person::Role,
    refusal::Refusal,
    right::{Level, Principal, Right},
    settings::{Sealed, SmtpAuth, SmtpSecure},
    time::Timestamp,
};
use flow::{
    Flow, World,
    port::{
        Clock, Composed, Deposit, Files as _, MarkSending, NewMail, NotOurs, Notices as _,
        RegistryExt as _, RelayPort, RelaySettings, Sealing, SendError, Settlement, TestReport,
    },
};
use futures::future::join_all;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor, address::Envelope,
    transport::smtp::PoolConfig,
};
use mail::{MailComposer, SmtpRelay, Tls};
use store::{DiskBlobs, Options, RedbStore};
use tokio::{net::TcpStream, time::sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    ROUNDS,
    process::{Running, free_address},
    report::Report,
    stopwatch::{median, timed},
};

const CONNECTIONS: usize = 8;
/// A round of ours.
const OURS: usize = 5_000;
/// A round of the peer's, which takes about as long.
const THEIRS: usize = 200;

pub(crate) async fn measure(report: &mut Report) {
    let (_sink, port) = sink().await;
    let place = tempfile::tempdir().unwrap();
    let office = Office::open(place.path(), port).await;
    let (mut our_rates, mut their_rates) = (Vec::new(), Vec::new());
    office.send(100).await; // warm: connections, templates, tables
    for _ in 0..ROUNDS {
        our_rates.push(office.send(OURS).await);
        their_rates.push(lettre_pool(port, &office.example()).await);
    }
    let (ours, theirs) = (median(our_rates), median(their_rates));
    report.line(
        "mails/s to smtp-sink, 8 connections: colombier",
        format!("{ours:.0}/s"),
        "≥ 5,000/s",
    );
    report.line(
        "mails/s to smtp-sink, 8 connections: lettre's pool",
        format!("{theirs:.0}/s"),
        "",
    );
    report.line(
        "… colombier beside lettre's pool",
        format!("{:.1}×", ours / theirs),
        "≥ 20×",
    );
}

async fn sink() -> (Running, u16) {
    let address = free_address();
    let mut command = Command::new("smtp-sink");
    // It refuses to run as root.
    if std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
        command.args(["-u", "nobody"]);
    }
    command.args([&format!("inet:{address}"), "1000"]);
    let process = Running(
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("smtp-sink is in the PATH"),
    );
    while TcpStream::connect(address).await.is_err() {
        sleep(Duration::from_millis(10)).await;
    }
    (process, address.port())
}

async fn lettre_pool(port: u16, mail: &Composed) -> f64 {
    let pool = PoolConfig::new().max_size(8).min_idle(8);
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(port)
        .pool_config(pool);
    let transport = transport.build();
    let from = "robot@example.org".parse().unwrap();
    let envelope = Envelope::new(Some(from), vec!["anna@example.org".parse().unwrap()]).unwrap();
    let sending = (0..CONNECTIONS).map(|_| async {
        for _ in 0..THEIRS / CONNECTIONS {
            transport.send_raw(&envelope, &mail.bytes).await.unwrap();
        }
    });
    let (taken, _) = timed(join_all(sending)).await;
    rate(THEIRS, taken)
}

#[expect(clippy::cast_precision_loss, reason = "thousands")]
fn rate(count: usize, taken: Duration) -> f64 {
    count as f64 / taken.as_secs_f64()
}

/// The dispatcher with what it needs, on disk.
struct Office {
    flow: Arc<Flow>,
    store: Arc<RedbStore>,
    relay: Arc<Remembering>,
    folder: FolderId,
    alert: AlertId,
    person: UserId,
    file: File,
}

impl Office {
    async fn open(place: &Path, port: u16) -> Self {
        let store = Arc::new(RedbStore::open(Options::file(place.join("store.redb"))).unwrap());
        let clock: Arc<dyn Clock> = Arc::new(RealClock);
        let relay = Arc::new(Remembering {
            relay: SmtpRelay::new(&Tls::default()).unwrap(),
            last: OnceLock::new(),
        });
        let flow = Arc::new(Flow::new(World {
            store: store.clone(),
            blobs: Arc::new(DiskBlobs::open(place.join("blobs"), 0, clock.clone()).unwrap()),
            clock,
            relay: relay.clone(),
            composer: Arc::new(MailComposer::new()),
            sealing: Arc::new(NothingSealed),
            keys: MacKeys::new([7; 32], None),
            instance: "bench".to_owned(),
            default_relay: Some(relay_at(port)),
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
        }));
        let person = decide(&store, add_people).await;
        let folder = decide(&store, add_folder).await;
        let alert = decide(&store, move |d, plan| add_alert(d, plan, folder, person)).await;
        let file = store.record_deposit(deposit(folder)).await.unwrap().file;
        Self {
            flow,
            store,
            relay,
            folder,
            alert,
            person,
            file,
        }
    }

    /// Makes `count` mails and sends them; mails a second.
    async fn send(&self, count: usize) -> f64 {
        let mails = (0..count).map(|_| self.mail()).collect();
        let settlement = Settlement {
            notices: Vec::new(),
            mails,
            events: Vec::new(),
            at: RealClock.now(),
            keys: MacKeys::new([7; 32], None),
            domain: "files.example.org".to_owned(),
        };
        self.store.settle(settlement).await.unwrap();
        let (taken, sent) =
            timed(Arc::clone(&self.flow).dispatch_due(&CancellationToken::new())).await;
        sent.unwrap();
        assert!(
            self.flow.relay_pause().is_none(),
            "{:?}",
            self.flow.relay_pause()
        );
        rate(count, taken)
    }

    fn mail(&self) -> NewMail {
        let line = MailLine {
            file: self.file.id,
            event: EventId(1),
            events: vec![EventId(1)],
            action: Action::Add,
            actor: Actor::System,
            at: self.file.created_at,
            alerts: vec![self.alert],
        };
        NewMail {
            person: self.person,
            to: "anna@example.org".parse().unwrap(),
            content: MailContent::Alert(AlertContent {
                template: domain::template::TemplateName::Alert,
                folder: self.folder,
                alerts: vec![(self.alert, NoticeId(1))],
                lines: vec![line],
                more: 0,
                second: false,
            }),
            trace: EventId(1),
            causes: vec![EventId(1)],
            first_at: self.file.created_at,
            not_before: self.file.created_at,
        }
    }

    /// One of the mails that were sent.
    fn example(&self) -> Composed {
        self.relay.last.get().expect("a mail was sent").clone()
    }
}

fn relay_at(port: u16) -> RelaySettings {
    RelaySettings {
        host: "127.0.0.1".to_owned(),
        port,
        secure: SmtpSecure::None,
        auth: SmtpAuth::None,
        username: String::new(),
        password: String::new(),
        ehlo_name: String::new(),
        timeout: Duration::from_secs(10),
    }
}

fn stamp() -> Stamp {
    Stamp::system(RealClock.now())
}

async fn decide<T, F>(store: &RedbStore, change: F) -> T
where
    T: Send + 'static,
    F: FnMut(&Directory, &mut Plan) -> Result<T, Refusal> + Send + 'static,
{
    store.change("arranging the bench", change).await.unwrap()
}

fn add_people(directory: &Directory, plan: &mut Plan) -> Result<UserId, Refusal> {
    let mut settings = (**directory.settings()).clone();
    settings.email.default_sender = "robot@example.org".parse().ok();
    change::change_settings(directory, plan, &settings, &stamp())?;
    let new = NewPerson {
        email: "anna@example.org".parse().unwrap(),
        name: "Anna".into(),
        addresses: Vec::new(),
        role: Role::Member,
        language: None,
        password: None,
    };
    change::add_person(directory, plan, &new, &stamp()).map(|person| person.id)
}

fn add_folder(directory: &Directory, plan: &mut Plan) -> Result<FolderId, Refusal> {
    let new = NewFolder {
        parent: None,
        name: "Plans".parse().unwrap(),
    };
    change::add_folder(directory, plan, &new, &stamp()).map(|folder| folder.id)
}

fn add_alert(
    directory: &Directory,
    plan: &mut Plan,
    folder: FolderId,
    person: UserId,
) -> Result<AlertId, Refusal> {
    let rights = [Right {
        principal: Principal::Everyone,
        level: Level::Read,
    }];
    change::set_rights(directory, plan, folder, &rights, &stamp())?;
    let on = AlertOn::DEPOSITS;
    let new = NewAlert {
        folder,
        principal: Principal::User(person),
        recursive: true,
        on,
        own_actions: false,
    };
    change::add_alert(directory, plan, &new, &stamp()).map(|alert| alert.id)
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
        name: "plan.dwg".parse().unwrap(),
        blob,
        content: Some("hello".into()),
        stamp: stamp(),
    }
}

/// The relay, and one of its mails for the peer to send.
struct Remembering {
    relay: SmtpRelay,
    last: OnceLock<Composed>,
}

#[async_trait]
impl RelayPort for Remembering {
    async fn send(
        &self,
        settings: &RelaySettings,
        envelope_from: Option<&EmailAddress>,
        to: &EmailAddress,
        mail: &Composed,
        mark: MarkSending<'_>,
    ) -> Result<Accepted, SendError> {
        if self.last.get().is_none() {
            // Another thread was as fast: one mail is as good as the other.
            let _ = self.last.set(mail.clone());
        }
        self.relay
            .send(settings, envelope_from, to, mail, mark)
            .await
    }

    async fn test(
        &self,
        settings: &RelaySettings,
        envelope_from: &EmailAddress,
        to: &EmailAddress,
        mail: &Composed,
    ) -> TestReport {
        self.relay.test(settings, envelope_from, to, mail).await
    }

    async fn greet(&self, _: &RelaySettings) -> flow::port::Greeted {
        flow::port::Greeted {
            auth: Vec::new(),
            tls: None,
            failure: None,
        }
    }

    async fn close_idle(&self) {
        self.relay.close_idle().await;
    }
}

struct RealClock;

#[async_trait]
impl Clock for RealClock {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures the world")]
    fn now(&self) -> Timestamp {
        Timestamp::try_from(SystemTime::now()).unwrap()
    }

    async fn sleep_until(&self, until: Timestamp) {
        sleep(until.since(self.now()).to_std()).await;
    }
}

struct NothingSealed;

impl Sealing for NothingSealed {
    fn seal(&self, secret: &str) -> Sealed {
        Sealed(secret.as_bytes().to_vec())
    }

    fn unseal(&self, _: &Sealed) -> Result<String, NotOurs> {
        Err(NotOurs)
    }
}
