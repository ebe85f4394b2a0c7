//! One installation in memory and clients of its router.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use domain::{
    address::EmailAddress,
    event::Reason,
    mac::MacKeys,
    outbox::{Accepted, FailureScope, SendFailure},
    settings::Sealed,
    time::{Span, Timestamp},
};
use flow::{
    Flow, World,
    port::{
        Clock, Composed, MarkSending, NotOurs, RelayPort, RelaySettings, Sealing, SendError,
        TestReport,
    },
};
use serde_json::{Value, json};
use server::http::{Remote, Site, router};
use store::{DiskBlobs, Options, RedbStore};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

pub(crate) const ADMIN: &str = "ada@colombier.test";
pub(crate) const PASSWORD: &str = "a long enough password";
pub(crate) const HOST: &str = "colombier.test";

/// The clock of a test: it moves when it is told to.
pub(crate) struct Hand(AtomicU64);

impl Hand {
    pub(crate) fn forward(&self, span: Span) {
        self.0.fetch_add(span.ms(), Ordering::SeqCst);
    }
}

#[async_trait]
impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst))
    }

    async fn sleep_until(&self, _: Timestamp) {
        std::future::pending::<()>().await;
    }
}

/// A relay that nobody answers at.
struct Nobody;

fn unreachable() -> SendFailure {
    SendFailure {
        scope: FailureScope::Relay,
        reason: Reason::Unreachable,
        transient: true,
        smtp_code: None,
        smtp_enhanced: None,
        smtp_text: "nobody answers".to_owned(),
    }
}

#[async_trait]
impl RelayPort for Nobody {
    async fn send(
        &self,
        _: &RelaySettings,
        _: Option<&EmailAddress>,
        _: &EmailAddress,
        _: &Composed,
        _: MarkSending<'_>,
    ) -> Result<Accepted, SendError> {
        Err(SendError::Failed(unreachable()))
    }

    async fn test(
        &self,
        _: &RelaySettings,
        _: &EmailAddress,
        _: &EmailAddress,
        _: &Composed,
    ) -> TestReport {
        TestReport {
            ok: false,
            lines: Vec::new(),
            tls: None,
            failure: Some(unreachable()),
        }
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

/// Turns letters around: enough to see that what is kept is not what was typed.
struct Backwards;

impl Sealing for Backwards {
    fn seal(&self, secret: &str) -> Sealed {
        Sealed(secret.bytes().rev().collect())
    }

    fn unseal(&self, sealed: &Sealed) -> Result<String, NotOurs> {
        String::from_utf8(sealed.0.iter().rev().copied().collect()).map_err(|_| NotOurs)
    }
}

/// An installation, and everything a test touches of it.
pub(crate) struct House {
    pub(crate) flow: Arc<Flow>,
    pub(crate) clock: Arc<Hand>,
    pub(crate) store: Arc<RedbStore>,
    pub(crate) setup_token: String,
    pub(crate) router: Router,
    /// Ends event streams.
    pub(crate) stop: CancellationToken,
    _directory: tempfile::TempDir,
}

impl House {
    /// Before the first start's set-up.
    pub(crate) fn empty() -> Self {
        Self::asking(mail::dns::Dns::system())
    }

    /// The same, with questions to this DNS.
    pub(crate) fn asking(dns: mail::dns::Dns) -> Self {
        let dns = Arc::new(dns);
        let directory = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hand(AtomicU64::new(1_800_000_000_000)));
        let store = Arc::new(RedbStore::open(Options::memory()).unwrap());
        let world = World {
            store: store.clone(),
            blobs: Arc::new(DiskBlobs::open(directory.path(), 0, clock.clone()).unwrap()),
            clock: clock.clone(),
            relay: Arc::new(Nobody),
            composer: Arc::new(mail::MailComposer::new()),
            sealing: Arc::new(Backwards),
            keys: MacKeys::new([7; 32], None),
            instance: "test".to_owned(),
            default_relay: None,
            base_url: format!("http://{HOST}"),
            mail_in: flow::MailIn {
                reader: Arc::new(mail::receive::MailReader),
                attributor: Arc::new(mail::receive::MailAttributor::new(
                    dns.clone(),
                    "colombier.test".to_owned(),
                )),
                names: dns,
                domain: None,
            },
        };
        let flow = Arc::new(Flow::new(world));
        let stop = CancellationToken::new();
        let (site, setup_token) = Site::new(flow.clone(), clock.clone(), Vec::new(), stop.clone());
        Self {
            flow,
            clock,
            store,
            setup_token,
            router: router(site),
            stop,
            _directory: directory,
        }
    }

    /// With an admin; also its client.
    pub(crate) async fn ready() -> (Self, Client) {
        let house = Self::empty();
        let admin = house.with_admin().await;
        (house, admin)
    }

    /// The client of an admin who is added.
    pub(crate) async fn with_admin(&self) -> Client {
        self.flow
            .console_admin(ADMIN, "Ada", PASSWORD)
            .await
            .unwrap();
        self.sign_in(ADMIN, PASSWORD).await
    }

    /// A client that is not signed in.
    pub(crate) fn stranger(&self) -> Client {
        Client {
            router: self.router.clone(),
            cookie: None,
            ip: [127, 0, 0, 1],
        }
    }

    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Client {
        let answer = self
            .stranger()
            .post("/session", json!({"email": email, "password": password}))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        Client {
            cookie: Some(answer.cookie()),
            ..self.stranger()
        }
    }
}

/// A browser: it keeps its cookie and sends its Origin.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) router: Router,
    pub(crate) cookie: Option<String>,
    pub(crate) ip: [u8; 4],
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Client {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.json("POST", path, body).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.json("PUT", path, body).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.json("PATCH", path, body).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], Body::empty()).await
    }

    /// Raw bytes as a file.
    pub(crate) async fn deposit(&self, folder: &str, name: &str, content: &str) -> Answer {
        self.send(
            "PUT",
            &format!("/folders/{folder}/files/{name}"),
            &[],
            Body::from(content.to_owned()),
        )
        .await
    }

    pub(crate) async fn json(&self, method: &str, path: &str, body: Value) -> Answer {
        let kind = [("content-type", "application/json")];
        self.send(method, path, &kind, Body::from(body.to_string()))
            .await
    }

    /// Below `/api/v1`.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let origin = ("origin", format!("http://{HOST}"));
        let mut all = vec![("origin", origin.1.as_str())];
        all.extend(headers);
        self.raw(method, &format!("/api/v1{path}"), &all, body)
            .await
    }

    /// Exactly these headers, with the cookie and the host.
    pub(crate) async fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", HOST);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body).unwrap();
        request
            .extensions_mut()
            .insert(Remote(SocketAddr::from((self.ip, 1))));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// Makes a folder at the top; its id.
    pub(crate) async fn folder(&self, name: &str) -> String {
        let made = self
            .post("/folders", json!({"parent": null, "name": name}))
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        made.id()
    }

    /// Makes a member; its id.
    pub(crate) async fn member(&self, email: &str) -> String {
        let form = json!({"email": email, "name": "Bob", "role": "member", "password": PASSWORD});
        let made = self.post("/users", form).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        made.id()
    }
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn id(&self) -> String {
        self.value()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }

    /// `name=value` of the cookie that was set.
    pub(crate) fn cookie(&self) -> String {
        self.header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    }

    /// Status and code of a problem.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}",
            self.text()
        );
        (
            self.status.as_u16(),
            self.value()["code"].as_str().unwrap().to_owned(),
        )
    }
}

/// What [`Answer::problem`] is compared with.
pub(crate) fn told(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
