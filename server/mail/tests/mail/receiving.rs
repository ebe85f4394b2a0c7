//! The server that takes mail, over real connections.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use domain::{address::EmailAddress, received::Envelope, time::Timestamp};
use flow::port::{Clock, Intake, IntakeError};
use mail::receive::{Limits, Listener, Options, acceptor, serve};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UnixListener, UnixStream},
    sync::Notify,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};
use tokio_util::sync::CancellationToken;

const MAIL: &str = "EHLO c\r\nMAIL FROM:<a@y.example>\r\nRCPT TO:<s@x.example>\r\nDATA\r\n";

/// What was kept, and what is said to the next.
#[derive(Default)]
struct Kept {
    mails: Mutex<Vec<(Envelope, Vec<u8>)>>,
    failure: Mutex<Option<IntakeError>>,
    asked: AtomicUsize,
    gate: Option<Notify>,
}

#[async_trait]
impl Intake for Kept {
    fn is_ours(&self, rcpt: &EmailAddress) -> bool {
        rcpt.domain() == "x.example"
    }

    fn size_limit(&self) -> u64 {
        100_000
    }

    async fn keep(&self, envelope: Envelope, raw: Vec<u8>) -> Result<(), IntakeError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if let Some(gate) = &self.gate {
            gate.notified().await;
        }
        if let Some(failure) = *self.failure.lock().unwrap() {
            return Err(failure);
        }
        self.mails.lock().unwrap().push((envelope, raw));
        Ok(())
    }
}

struct Noon;

#[async_trait]
impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(43_200_000)
    }

    async fn sleep_until(&self, _until: Timestamp) {}
}

struct Server {
    smtp: u16,
    smtps: u16,
    lmtp: std::path::PathBuf,
    kept: Arc<Kept>,
    stop: CancellationToken,
    serving: JoinHandle<()>,
    tls: TlsConnector,
    _folder: tempfile::TempDir,
}

impl Server {
    async fn start(limits: Limits) -> Self {
        Self::keeping(limits, Kept::default()).await
    }

    async fn keeping(limits: Limits, kept: Kept) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let tls = acceptor(
            cert.pem().as_bytes(),
            signing_key.serialize_pem().as_bytes(),
        )
        .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let lmtp = folder.path().join("lmtp");
        let (smtp, smtps) = (
            TcpListener::bind("127.0.0.1:0").await.unwrap(),
            TcpListener::bind("127.0.0.1:0").await.unwrap(),
        );
        let ports = (
            smtp.local_addr().unwrap().port(),
            smtps.local_addr().unwrap().port(),
        );
        let local = UnixListener::bind(&lmtp).unwrap();
        let (kept, stop) = (Arc::new(kept), CancellationToken::new());
        let options = Options {
            host: "mx.x.example".to_owned(),
            tls: Some(tls),
            limits,
            clock: Arc::new(Noon),
        };
        let listeners = vec![
            Listener::Smtp(smtp),
            Listener::Smtps(smtps),
            Listener::Lmtp(local),
        ];
        let serving = tokio::spawn(serve(listeners, options, kept.clone(), stop.clone()));
        let mut roots = RootCertStore::empty();
        roots.add(cert.der().clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let tls = TlsConnector::from(Arc::new(config));
        Self {
            smtp: ports.0,
            smtps: ports.1,
            lmtp,
            kept,
            stop,
            serving,
            tls,
            _folder: folder,
        }
    }

    async fn connect(&self) -> Client<TcpStream> {
        Client::greeted(TcpStream::connect(("127.0.0.1", self.smtp)).await.unwrap()).await
    }

    fn mails(&self) -> Vec<(Envelope, Vec<u8>)> {
        self.kept.mails.lock().unwrap().clone()
    }
}

struct Client<S>(S);

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    async fn greeted(stream: S) -> Self {
        let mut client = Self(stream);
        assert!(client.answer().await.starts_with("220 mx.x.example"));
        client
    }

    async fn send(&mut self, text: impl AsRef<[u8]>) {
        self.0.write_all(text.as_ref()).await.unwrap();
        self.0.flush().await.unwrap();
    }

    /// One answer, all its lines; empty: the connection was closed.
    async fn answer(&mut self) -> String {
        let mut answer = Vec::new();
        loop {
            let begin = answer.len();
            while !answer.ends_with(b"\r\n") || answer.len() == begin {
                let Ok(byte) = self.0.read_u8().await else {
                    return String::from_utf8(answer).unwrap();
                };
                answer.push(byte);
            }
            if answer.get(begin + 3) != Some(&b'-') {
                return String::from_utf8(answer).unwrap();
            }
        }
    }

    async fn ask(&mut self, line: &str) -> String {
        self.send(format!("{line}\r\n")).await;
        self.answer().await
    }

    async fn codes(&mut self, number: usize) -> Vec<String> {
        let mut codes = Vec::new();
        for _ in 0..number {
            codes.push(self.answer().await.chars().take(3).collect());
        }
        codes
    }
}

#[tokio::test]
async fn a_mail_is_kept_as_it_came_with_its_envelope() {
    let server = Server::start(Limits::default()).await;
    let mut client = server.connect().await;
    client.send(format!("{MAIL}Subject: x\r\n\r\n..dot\r\n\x01\u{e9}\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<t@x.example>\r\nRCPT TO:<t@z.example>\r\nDATA\r\n.\r\nQUIT\r\n")).await;
    assert_eq!(
        client.codes(11).await,
        [
            "250", "250", "250", "354", "250", "250", "250", "550", "354", "250", "221"
        ]
    );
    assert_eq!(client.answer().await, "");
    let mails = server.mails();
    let (envelope, raw) = &mails[0];
    assert_eq!(raw, "Subject: x\r\n\r\n.dot\r\n\x01\u{e9}\r\n".as_bytes());
    assert_eq!(
        (
            envelope.from.as_ref().unwrap().as_str(),
            envelope.to[0].as_str()
        ),
        ("a@y.example", "s@x.example")
    );
    assert_eq!(
        (envelope.helo.as_str(), envelope.tls, envelope.at.ms()),
        ("c", false, 43_200_000)
    );
    assert_eq!(envelope.peer.unwrap().to_string(), "127.0.0.1");
    assert_eq!(
        (mails[1].0.from.as_ref(), mails[1].1.len(), mails.len()),
        (None, 0, 2)
    );
}

#[tokio::test]
async fn the_answer_waits_until_the_mail_is_kept() {
    let kept = Kept {
        gate: Some(Notify::new()),
        ..Kept::default()
    };
    let server = Server::keeping(Limits::default(), kept).await;
    let mut client = server.connect().await;
    client.send(format!("{MAIL}x\r\n.\r\n")).await;
    assert_eq!(client.codes(4).await, ["250", "250", "250", "354"]);
    let mut early = [0; 1];
    let silence = tokio::time::timeout(Duration::from_millis(200), client.0.read(&mut early)).await;
    assert!(silence.is_err() && server.mails().is_empty());
    // The end is asked for meanwhile: what is under way is finished.
    server.stop.cancel();
    server.kept.gate.as_ref().unwrap().notify_one();
    assert!(client.answer().await.starts_with("250 2.0.0"));
    assert!(client.answer().await.starts_with("421 4.3.2"));
    server.serving.await.unwrap();
    assert_eq!(server.kept.mails.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_for_now() {
    let server = Server::start(Limits::default()).await;
    let mut client = server.connect().await;
    for (failure, answer) in [
        (IntakeError::Full, "452 4.3.1"),
        (IntakeError::Broken, "451 4.3.0"),
    ] {
        *server.kept.failure.lock().unwrap() = Some(failure);
        client.send(format!("{MAIL}x\r\n.\r\n")).await;
        client.codes(4).await;
        assert!(client.answer().await.starts_with(answer));
    }
    *server.kept.failure.lock().unwrap() = None;
    client
        .send(format!("{MAIL}{}\r\n.\r\nNOOP\r\n", "x".repeat(100_000)))
        .await;
    client.codes(4).await;
    assert!(client.answer().await.starts_with("552 5.3.4"));
    assert!(client.answer().await.starts_with("250"));
    client
        .send(format!(
            "{MAIL}{}\r\nx\r\n.\r\n",
            "Received: x\r\n".repeat(101)
        ))
        .await;
    client.codes(4).await;
    assert!(client.answer().await.starts_with("554 5.4.6"));
    assert_eq!(server.mails().len(), 0);
}

#[tokio::test]
async fn no_line_end_but_the_right_one_smuggles_a_second_mail_in() {
    let server = Server::start(Limits::default()).await;
    for ending in [
        "\n.\n",
        "\n.\r\n",
        "\r.\r",
        "\r\n.\n",
        "\r\n.\r",
        "\r.\r\n",
        "\r\n.\r\r\n",
    ] {
        let mut client = server.connect().await;
        client.send(format!("{MAIL}one{ending}MAIL FROM:<evil@y.example>\r\nRCPT TO:<s@x.example>\r\nDATA\r\ntwo\r\n.\r\n")).await;
        client.codes(4).await;
        let answer = client.answer().await;
        assert!(answer.starts_with("550 5.6.0"), "{ending:?}: {answer}");
        assert!(client.ask("NOOP").await.starts_with("250"));
    }
    assert_eq!(server.mails().len(), 0);
    let mut client = server.connect().await;
    client.send("NOOP\nQUIT\r\n").await;
    assert!(client.answer().await.starts_with("500 5.5.2"));
}

#[tokio::test]
async fn what_was_sent_behind_starttls_is_forgotten() {
    let server = Server::start(Limits::default()).await;
    let mut client = server.connect().await;
    client.send("EHLO evil\r\nMAIL FROM:<evil@y.example>\r\nSTARTTLS\r\nRCPT TO:<s@x.example>\r\nDATA\r\nevil\r\n.\r\n").await;
    assert!(client.answer().await.contains("STARTTLS"));
    assert_eq!(client.codes(2).await, ["250", "220"]);
    let name = ServerName::try_from("localhost").unwrap();
    let stream = server.tls.connect(name, client.0).await.unwrap();
    let mut client = Client(stream);
    assert!(client.ask("RCPT TO:<s@x.example>").await.starts_with("503"));
    assert!(
        client
            .ask("MAIL FROM:<a@y.example>")
            .await
            .starts_with("503 5.5.1 greet")
    );
    assert!(!client.ask("EHLO good").await.contains("STARTTLS"));
    assert!(client.ask("STARTTLS").await.starts_with("502"));
    client
        .send("MAIL FROM:<a@y.example>\r\nRCPT TO:<s@x.example>\r\nDATA\r\nx\r\n.\r\n")
        .await;
    assert_eq!(client.codes(4).await, ["250", "250", "354", "250"]);
    let mails = server.mails();
    assert_eq!(
        (mails.len(), mails[0].0.tls, mails[0].0.helo.as_str()),
        (1, true, "good")
    );
}

#[tokio::test]
async fn implicit_tls_and_lmtp_take_mail_too() {
    let server = Server::start(Limits::default()).await;
    let stream = TcpStream::connect(("127.0.0.1", server.smtps))
        .await
        .unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut client = Client::greeted(server.tls.connect(name, stream).await.unwrap()).await;
    client.send(format!("{MAIL}x\r\n.\r\n")).await;
    assert_eq!(client.codes(5).await, ["250", "250", "250", "354", "250"]);
    let mut local = Client::greeted(UnixStream::connect(&server.lmtp).await.unwrap()).await;
    assert!(local.ask("EHLO c").await.starts_with("500"));
    local.send("LHLO c\r\nMAIL FROM:<a@y.example>\r\nRCPT TO:<s@x.example>\r\nRCPT TO:<no@z.example>\r\nRCPT TO:<t@x.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n").await;
    assert_eq!(
        local.codes(9).await,
        [
            "250", "250", "250", "550", "250", "354", "250", "250", "221"
        ]
    );
    let mails = server.mails();
    assert_eq!(
        (mails[0].0.tls, mails[1].0.peer, mails[1].0.to.len()),
        (true, None, 2)
    );
}

#[tokio::test]
async fn too_many_connections_are_told_to_come_back() {
    let limits = Limits {
        connections: 2,
        ..Limits::default()
    };
    let server = Server::start(limits).await;
    let (mut one, _two) = (server.connect().await, server.connect().await);
    let mut third = Client(
        TcpStream::connect(("127.0.0.1", server.smtp))
            .await
            .unwrap(),
    );
    assert!(third.answer().await.starts_with("421 4.3.2"));
    assert_eq!(third.answer().await, "");
    assert!(one.ask("QUIT").await.starts_with("221"));
    assert_eq!(one.answer().await, "");
    // The place is free once the server has seen the end, which is after we have.
    while !Client(
        TcpStream::connect(("127.0.0.1", server.smtp))
            .await
            .unwrap(),
    )
    .answer()
    .await
    .starts_with("220")
    {}
}

#[tokio::test]
async fn silence_and_endless_lines_are_ended() {
    let short = Duration::from_millis(300);
    let server = Server::start(Limits {
        command: short,
        silence: short,
        ..Limits::default()
    })
    .await;
    let mut silent = server.connect().await;
    assert!(silent.answer().await.starts_with("421 4.4.2"));
    let mut within = server.connect().await;
    within.send(format!("{MAIL}half a mail")).await;
    within.codes(4).await;
    assert!(within.answer().await.starts_with("421 4.4.2"));
    let mut endless = server.connect().await;
    endless.send("x".repeat(40_000)).await;
    assert!(endless.answer().await.starts_with("500 5.5.2"));
    assert_eq!(server.mails().len(), 0);
}

#[tokio::test]
async fn a_thousand_slow_connections_do_not_hold_up_a_mail() {
    let server = Server::start(Limits::default()).await;
    let mut slow = Vec::new();
    for number in 0..1_000 {
        let mut client = server.connect().await;
        // Each in the middle of something: a command, or a content.
        client
            .send(if number % 2 == 0 {
                "EHLO sl".to_owned()
            } else {
                format!("{MAIL}x")
            })
            .await;
        slow.push(client);
    }
    let swift = tokio::time::timeout(Duration::from_secs(5), async {
        let mut client = server.connect().await;
        client.send(format!("{MAIL}x\r\n.\r\n")).await;
        client.codes(5).await
    });
    assert_eq!(swift.await.unwrap().last().unwrap(), "250");
    for client in slow.iter_mut().step_by(100) {
        client.send("ow\r\n").await;
        assert!(client.answer().await.starts_with("250"));
    }
    server.stop.cancel();
    server.serving.await.unwrap();
}

#[tokio::test]
async fn contents_together_stay_within_their_memory() {
    let server = Server::start(Limits {
        memory: 50_000,
        ..Limits::default()
    })
    .await;
    let mut client = server.connect().await;
    client
        .send(format!("{MAIL}{}\r\n.\r\n", "x".repeat(60_000)))
        .await;
    client.codes(4).await;
    assert!(client.answer().await.starts_with("452 4.3.1"));
    for _ in 0..3 {
        client
            .send(format!("{MAIL}{}\r\n.\r\n", "x".repeat(40_000)))
            .await;
        assert_eq!(client.codes(5).await.last().unwrap(), "250");
    }
}
