//! An installation in one process: everything real but the clock.

use std::sync::Arc;

use bytes::Bytes;
use domain::{
    alert::{Alert, AlertOn},
    change::{self, NewAlert, NewFolder, NewGroup, NewPerson, NewToken, Plan},
    directory::Directory,
    event::{Event, Stamp},
    filter::{EventFilter, EventPage, Keywords, Order, Scope},
    folder::Folder,
    id::{AlertId, EventId, FileId, FolderId},
    mac::MacKeys,
    person::{Group, Person, Role},
    refusal::Refusal,
    right::{Level, Principal, Right},
    session::SecretHash,
    settings::{Sealed, Settings, SmtpMode, SmtpSecure, SmtpSettings},
    time::{Span, Timestamp},
};
use flow::{
    Flow, World,
    access::Viewer,
    files::FileEdit,
    port::{Clock as _, Journal as _, NotOurs, RegistryExt as _, Sealing},
};
use mail::{KEY_LENGTH, MailComposer, Sealer, SmtpRelay, Tls};
use sha2::{Digest as _, Sha256};
use store::{DiskBlobs, Options, RedbStore};
use tokio_util::sync::CancellationToken;

use crate::{clock::ManualClock, mails::Mail, smtp::SmtpServer};

pub(crate) const SENDER: &str = "robot@files.example.org";
pub(crate) const URL: &str = "https://files.example.org";
pub(crate) const INSTANCE: &str = "instance-of-the-test";

pub(crate) struct Installation {
    pub(crate) flow: Arc<Flow>,
    pub(crate) store: Arc<RedbStore>,
    pub(crate) smtp: SmtpServer,
    pub(crate) admin: Person,
    clock: Arc<ManualClock>,
    sealing: Arc<Seal>,
    contents: tempfile::TempDir,
}

struct Seal(Sealer);

impl Sealing for Seal {
    fn seal(&self, secret: &str) -> Sealed {
        self.0.seal("test", secret).unwrap()
    }

    fn unseal(&self, sealed: &Sealed) -> Result<String, NotOurs> {
        self.0.unseal("test", sealed).map_err(|_| NotOurs)
    }
}

impl Installation {
    /// With an administrator and a relay that takes everything.
    pub(crate) async fn start() -> Self {
        Self::start_with(None).await
    }

    async fn start_with(mail_domain: Option<String>) -> Self {
        let this = Self::bare(mail_domain).await;
        this.set(|settings, port| {
            settings.email.default_sender = Some(SENDER.parse().unwrap());
            settings.smtp = relay_at(port);
        })
        .await;
        this
    }

    /// As [`Installation::start`], and mail to this domain comes here.
    pub(crate) async fn receiving_at(domain: &str) -> Self {
        Self::start_with(Some(domain.to_owned())).await
    }

    /// With an administrator only.
    pub(crate) async fn without_relay() -> Self {
        Self::bare(None).await
    }

    async fn bare(mail_domain: Option<String>) -> Self {
        let contents = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::new());
        let store = Arc::new(RedbStore::open(Options::memory()).unwrap());
        let sealing = Arc::new(Seal(Sealer::new(&[5; KEY_LENGTH])));
        let world = World {
            store: store.clone(),
            blobs: Arc::new(DiskBlobs::open(contents.path(), 0, clock.clone()).unwrap()),
            clock: clock.clone(),
            relay: Arc::new(SmtpRelay::new(&Tls::default()).unwrap()),
            composer: Arc::new(MailComposer::new()),
            sealing: sealing.clone(),
            keys: MacKeys::new([7; 32], None),
            instance: INSTANCE.to_owned(),
            default_relay: None,
            base_url: URL.to_owned(),
            mail_in: flow::MailIn {
                reader: Arc::new(mail::receive::MailReader),
                attributor: Arc::new(mail::receive::MailAttributor::new(
                    Arc::new(mail::dns::Dns::system()),
                    "colombier.test".to_owned(),
                )),
                names: Arc::new(mail::dns::Dns::system()),
                domain: mail_domain,
            },
        };
        let flow = Arc::new(Flow::new(world));
        let smtp = SmtpServer::start().await;
        let admin = add_person(&store, &clock, "claire", Role::Admin).await;
        Self {
            flow,
            store,
            smtp,
            admin,
            clock,
            sealing,
            contents,
        }
    }

    fn stamp(&self) -> Stamp {
        Stamp::system(self.clock.now())
    }

    /// Decides on the small state, as the administrator would have it.
    pub(crate) async fn change<T, F>(&self, mut change: F) -> T
    where
        T: Send + 'static,
        F: FnMut(&Directory, &mut Plan, &Stamp) -> Result<T, Refusal> + Send + 'static,
    {
        let stamp = self.stamp();
        self.store
            .change("arranging a test", move |d, plan| change(d, plan, &stamp))
            .await
            .unwrap()
    }

    /// Changes the settings; the port is the SMTP server's.
    pub(crate) async fn set(&self, mut edit: impl FnMut(&mut Settings, u16) + Send + 'static) {
        let port = self.smtp.port();
        self.change(move |d, plan, stamp| {
            let mut settings = (**d.settings()).clone();
            edit(&mut settings, port);
            change::change_settings(d, plan, &settings, stamp).map(drop)
        })
        .await;
    }

    /// The relay's user name and password.
    pub(crate) async fn sign_in_with(&self, name: &'static str, password: &str) {
        let sealed = self.sealing.seal(password);
        self.set(move |settings, _| {
            name.clone_into(&mut settings.smtp.username);
            settings.smtp.password = Some(sealed.clone());
        })
        .await;
    }

    /// Someone called `name`, at `name@example.org`.
    pub(crate) async fn person(&self, name: &str) -> Person {
        add_person(&self.store, &self.clock, name, Role::Member).await
    }

    /// Changes a person.
    pub(crate) async fn edit(&self, person: &Person, edit: change::PersonChange) {
        let id = person.id;
        self.change(move |d, plan, stamp| {
            change::change_person(d, plan, id, &edit, stamp).map(drop)
        })
        .await;
    }

    pub(crate) async fn group(&self, name: &str, members: &[&Person]) -> Group {
        let members = members.iter().map(|person| person.id).collect();
        let new = NewGroup {
            name: name.into(),
            members,
        };
        self.change(move |d, plan, stamp| change::add_group(d, plan, &new, stamp))
            .await
    }

    /// The group has these members from now on.
    pub(crate) async fn regroup(&self, group: &Group, members: &[&Person]) {
        let members = Some(members.iter().map(|person| person.id).collect());
        let (id, edit) = (
            group.id,
            change::GroupChange {
                name: None,
                members,
            },
        );
        self.change(move |d, plan, stamp| {
            change::change_group(d, plan, id, &edit, stamp).map(drop)
        })
        .await;
    }

    /// A folder in which everyone may write.
    pub(crate) async fn folder(&self, name: &str) -> Folder {
        let folder = self.place(None, name).await;
        self.rights(&folder, &[(Principal::Everyone, Level::Write)])
            .await;
        folder
    }

    pub(crate) async fn subfolder(&self, parent: &Folder, name: &str) -> Folder {
        self.place(Some(parent.id), name).await
    }

    async fn place(&self, parent: Option<FolderId>, name: &str) -> Folder {
        let new = NewFolder {
            parent,
            name: name.parse().unwrap(),
        };
        self.change(move |d, plan, stamp| change::add_folder(d, plan, &new, stamp))
            .await
    }

    pub(crate) async fn rights(&self, folder: &Folder, rights: &[(Principal, Level)]) {
        let rights: Vec<Right> = rights
            .iter()
            .map(|(principal, level)| Right {
                principal: *principal,
                level: *level,
            })
            .collect();
        let id = folder.id;
        self.change(move |d, plan, stamp| {
            change::set_rights(d, plan, id, &rights, stamp).map(drop)
        })
        .await;
    }

    /// `principal` is told of what is added or modified in `folder` itself.
    pub(crate) async fn alert(&self, folder: &Folder, principal: Principal) -> Alert {
        self.subscribe(NewAlert {
            recursive: false,
            ..alert_on(folder, principal)
        })
        .await
    }

    /// …and below it.
    pub(crate) async fn alert_below(&self, folder: &Folder, principal: Principal) -> Alert {
        self.subscribe(alert_on(folder, principal)).await
    }

    pub(crate) async fn subscribe(&self, new: NewAlert) -> Alert {
        self.change(move |d, plan, stamp| change::add_alert(d, plan, &new, stamp))
            .await
    }

    pub(crate) async fn remove_alert(&self, alert: AlertId) {
        self.change(move |d, plan, stamp| change::remove_alert(d, plan, alert, stamp))
            .await;
    }

    /// `person`, as a client that brings a token.
    pub(crate) async fn viewer(&self, person: &Person) -> Viewer {
        let secret = format!("token of {}", person.id);
        if let Some(viewer) = self.flow.viewer_by_token(&secret, None) {
            return viewer;
        }
        let hash = SecretHash(Sha256::digest(secret.as_bytes()).into());
        let new = NewToken {
            secret: hash,
            person: person.id,
            name: "test".into(),
            expires_at: None,
        };
        self.change(move |d, plan, stamp| change::add_token(d, plan, &new, stamp).map(drop))
            .await;
        self.flow.viewer_by_token(&secret, None).unwrap()
    }

    /// `person` deposits a small file.
    pub(crate) async fn deposit(&self, person: &Person, folder: &Folder, name: &str) -> FileId {
        let may = self
            .flow
            .may_write(&self.viewer(person).await, folder.id)
            .unwrap();
        let body = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from(name.to_owned()))]);
        self.flow
            .deposit(&may, name.parse().unwrap(), None, body)
            .await
            .unwrap()
            .file
            .id
    }

    pub(crate) async fn delete(&self, file: FileId) {
        let viewer = self.viewer(&self.admin).await;
        self.flow
            .trash_file(&self.flow.may_write_file(&viewer, file).await.unwrap())
            .await
            .unwrap();
    }

    pub(crate) async fn restore(&self, file: FileId) {
        let viewer = self.viewer(&self.admin).await;
        self.flow
            .restore_file(&self.flow.may_write_file(&viewer, file).await.unwrap())
            .await
            .unwrap();
    }

    pub(crate) async fn rename(&self, file: FileId, name: &str) {
        let viewer = self.viewer(&self.admin).await;
        let edit = FileEdit {
            name: Some(name.parse().unwrap()),
            to: None,
        };
        self.flow
            .change_file(
                &self.flow.may_write_file(&viewer, file).await.unwrap(),
                edit,
            )
            .await
            .unwrap();
    }

    pub(crate) async fn move_file(&self, file: FileId, to: &Folder) {
        let viewer = self.viewer(&self.admin).await;
        let edit = FileEdit {
            name: None,
            to: Some(self.flow.may_write(&viewer, to.id).unwrap()),
        };
        self.flow
            .change_file(
                &self.flow.may_write_file(&viewer, file).await.unwrap(),
                edit,
            )
            .await
            .unwrap();
    }

    pub(crate) async fn trash_folder(&self, folder: &Folder) {
        let viewer = self.viewer(&self.admin).await;
        self.flow
            .trash_folder(&self.flow.may_discard(&viewer, folder.id).unwrap())
            .await
            .unwrap();
    }

    /// The disk loses what it kept.
    pub(crate) fn lose_contents(&self) {
        let mut places = vec![self.contents.path().to_owned()];
        while let Some(place) = places.pop() {
            for entry in std::fs::read_dir(place).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_dir() {
                    places.push(entry.path());
                } else {
                    std::fs::remove_file(entry.path()).unwrap();
                }
            }
        }
    }

    /// What the clock says.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Time passes, and nobody does anything.
    pub(crate) fn forward(&self, span: Span) {
        self.clock.advance(span);
    }

    /// Time passes, and every station does what is due then.
    pub(crate) async fn pass(&self, span: Span) {
        self.clock.advance(span);
        self.work().await;
    }

    /// Long enough for a notice to become due and its mails to leave.
    pub(crate) async fn pass_the_delay(&self) {
        self.work().await;
        self.pass(Span::from_minutes(5)).await;
    }

    /// Every station does what is due now.
    pub(crate) async fn work(&self) {
        while self.flow.match_events().await.unwrap() {}
        while self.flow.settle_due().await.unwrap() {}
        Arc::clone(&self.flow)
            .dispatch_due(&CancellationToken::new())
            .await
            .unwrap();
    }

    /// The mails that the relay took, in order.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.smtp.taken().iter().map(Mail::parse).collect()
    }

    /// The only mail that the relay took.
    #[track_caller]
    pub(crate) fn only_mail(&self) -> Mail {
        let mails = self.mails();
        assert_eq!(mails.len(), 1, "{mails:#?}");
        mails.into_iter().next().unwrap()
    }

    /// The chain of an event, as an admin sees it.
    pub(crate) async fn chain(&self, trace: EventId) -> Vec<Event> {
        let filter = EventFilter {
            scope: Scope::All,
            ..EventFilter::default()
        };
        self.store.chain(trace, filter).await.unwrap()
    }

    /// What an administrator finds with these keywords, oldest first.
    pub(crate) async fn search(&self, keywords: &str) -> Vec<Event> {
        let filter = EventFilter {
            keywords: Keywords::parse(keywords),
            scope: Scope::All,
            ..EventFilter::default()
        };
        let page = EventPage {
            after: None,
            limit: 10_000,
            order: Order::Oldest,
        };
        self.store.search(filter, page).await.unwrap().events
    }

    /// What the journal says of mails, one line each: `ALERT SKIP file_deleted`, `EMAIL SEND`, `SYSTEM SUSPEND …`.
    pub(crate) async fn told(&self) -> Vec<String> {
        let events = self.search("").await;
        events
            .iter()
            .map(line)
            .filter(|line| {
                ["ALERT S", "EMAIL", "SYSTEM"]
                    .iter()
                    .any(|w| line.starts_with(w))
            })
            .collect()
    }

    /// The events of one kind, such as `FILE ADD`, oldest first.
    pub(crate) async fn events(&self, kind: &str) -> Vec<Event> {
        let events = self.search("").await;
        events
            .into_iter()
            .filter(|event| format!("{} {}", event.object_type, event.action) == kind)
            .collect()
    }
}

/// `EMAIL RETRY in_doubt`.
pub(crate) fn line(event: &Event) -> String {
    let reason = event
        .reason
        .map_or_else(String::new, |reason| format!(" {reason}"));
    format!("{} {}{reason}", event.object_type, event.action)
}

pub(crate) fn alert_on(folder: &Folder, principal: Principal) -> NewAlert {
    let on = AlertOn::DEPOSITS;
    NewAlert {
        folder: folder.id,
        principal,
        recursive: true,
        on,
        own_actions: false,
    }
}

pub(crate) fn oneself(person: &Person) -> Principal {
    Principal::User(person.id)
}

fn relay_at(port: u16) -> SmtpSettings {
    SmtpSettings {
        mode: SmtpMode::Own,
        host: "127.0.0.1".to_owned(),
        port,
        secure: SmtpSecure::None,
        timeout: Span::from_secs(10),
        ..SmtpSettings::default()
    }
}

async fn add_person(store: &RedbStore, clock: &ManualClock, name: &str, role: Role) -> Person {
    let stamp = Stamp::system(clock.now());
    let new = NewPerson {
        email: format!("{name}@example.org").parse().unwrap(),
        name: name.into(),
        addresses: Vec::new(),
        role,
        language: None,
        password: None,
    };
    store
        .change("adding a person", move |d, plan| {
            change::add_person(d, plan, &new, &stamp)
        })
        .await
        .unwrap()
}
