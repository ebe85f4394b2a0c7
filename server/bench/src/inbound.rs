//! Mail that comes in: 20 kB over 32 sessions of Postfix's smtp-source, each durable before its 250, beside aiosmtpd
//! that syncs each; and how long the 250 takes when 200 come a second.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    time::sleep,
};

use crate::{
    ROUNDS,
    api::Api,
    process::{Running, create_admin, free_address, ready, resident, serve_with},
    report::Report,
    stopwatch::{median, percentile, timed},
};

const ADMIN: &str = "bench@example.org";
const PASSWORD: &str = "a long enough password";

/// A round of ours, and of the peer's.
const OURS: usize = 20_000;
const THEIRS: usize = 2_000;

/// Sessions at once.
const SESSIONS: usize = 32;

/// Bytes of a message.
const SIZE: usize = 20_480;

/// Connections that send at a steady pace, and how many mails a second all of them send.
const STEADY: usize = 8;
const PACE: u64 = 200;

pub(crate) async fn measure(binary: &Path, python: &Path, report: &mut Report) {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    create_admin(binary, &data, ADMIN, PASSWORD);
    let (http, smtp) = (free_address(), free_address());
    let process = serve_with(binary, &data, http, &["--smtp-listen", &smtp.to_string()]);
    ready(http).await;
    let (api, to) = arrange(http).await;
    let peer_place = tempfile::tempdir().unwrap();
    let (_peer, peer) = aiosmtpd(python, peer_place.path()).await;
    let (mut our_rates, mut their_rates) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_rates.push(source(smtp, &to, OURS).await);
        their_rates.push(source(peer, &to, THEIRS).await);
    }
    let (ours, theirs) = (median(our_rates), median(their_rates));
    report.line(
        "mails of 20 kB/s in, 32 sessions: colombier",
        format!("{ours:.0}/s"),
        "≥ 2,000/s",
    );
    report.line(
        "mails of 20 kB/s in, 32 sessions: aiosmtpd with fsync",
        format!("{theirs:.0}/s"),
        "",
    );
    report.line(
        "… colombier beside aiosmtpd",
        format!("{:.1}×", ours / theirs),
        "≥ 3×",
    );
    follow_up(&process, (&api, smtp, &to), report).await;
}

/// What comes after the 250.
async fn follow_up(
    process: &Running,
    (api, smtp, to): (&Api, SocketAddr, &str),
    report: &mut Report,
) {
    let (taken, ()) = timed(all_judged(api)).await;
    report.line(
        "… until the last of them is a ticket",
        format!("{:.1} s", taken.as_secs_f64()),
        "",
    );
    let waits = steady(smtp, to).await;
    report.line(
        "dot → 250 at 200/s, p99",
        format!("{:.1} ms", percentile(waits, 0.99)),
        "≤ 20 ms",
    );
    let mut seen = Vec::new();
    for number in 0..20 {
        seen.push(visible(api, smtp, to, number).await);
    }
    report.line(
        "mail in → ticket in the list, p50",
        format!("{:.0} ms", median(seen)),
        "≤ 300 ms",
    );
    let idle = idle_sessions(smtp).await;
    source(smtp, to, OURS / 4).await;
    let memory = resident(process).map_or_else(String::new, |kb| format!("{} MB", kb / 1024));
    drop(idle);
    report.line(
        "memory with 1,000 idle and 32 busy sessions",
        memory,
        "< 150 MB",
    );
}

/// An inbox that acknowledges nothing; the address that mail comes to.
async fn arrange(http: SocketAddr) -> (Api, String) {
    let sign_in = json!({ "email": ADMIN, "password": PASSWORD });
    let answer = Api::anonymous(http)
        .send_json("POST", "/session", sign_in)
        .await;
    let api = Api::with_cookie(http, answer.cookie().expect("a session cookie"));
    let form = json!({ "name": "Support", "external_addresses": ["support@example.org"] });
    let inbox = api.post("/inboxes", form).await;
    let path = format!("/api/v1/inboxes/{}", inbox["id"].as_str().unwrap());
    let quiet = json!({ "acknowledge": false }).to_string();
    let kind = "content-type: application/json\r\n";
    let changed = api.send("PATCH", &path, kind, quiet.as_bytes()).await;
    assert_eq!(changed.unwrap().status, 200);
    (api, inbox["generated_address"].as_str().unwrap().to_owned())
}

async fn aiosmtpd(python: &Path, place: &Path) -> (Running, SocketAddr) {
    let address = free_address();
    let script = place.join("peer.py");
    std::fs::write(&script, include_str!("aiosmtpd_peer.py")).unwrap();
    let mut command = Command::new(python);
    command
        .arg(script)
        .arg(address.port().to_string())
        .arg(place);
    let process = command.stdout(Stdio::null()).spawn();
    let process = Running(process.expect("python with aiosmtpd"));
    while TcpStream::connect(address).await.is_err() {
        sleep(Duration::from_millis(10)).await;
    }
    (process, address)
}

/// Mails a second of smtp-source.
async fn source(to: SocketAddr, recipient: &str, count: usize) -> f64 {
    let mut command = tokio::process::Command::new("smtp-source");
    command.args(["-s", &SESSIONS.to_string(), "-m", &count.to_string()]);
    command.args(["-l", &SIZE.to_string(), "-f", "zoe@customer.example"]);
    command.args(["-t", recipient, &format!("inet:{to}")]);
    let (taken, status) = timed(command.status()).await;
    assert!(status.expect("smtp-source is in the PATH").success());
    rate(count, taken)
}

#[expect(clippy::cast_precision_loss, reason = "thousands")]
fn rate(count: usize, taken: Duration) -> f64 {
    count as f64 / taken.as_secs_f64()
}

/// Until nothing waits for a verdict: the newest message was judged last.
async fn all_judged(api: &Api) {
    loop {
        let list = api.get("/received?limit=1").await;
        if !list["items"][0]["verdict"].is_null() {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// The waits for 250 in milliseconds, at a steady pace over a few connections.
async fn steady(smtp: SocketAddr, to: &str) -> Vec<f64> {
    let all = (0..STEADY).map(|lane| async move {
        let mut client = Client::open(smtp).await;
        let every = Duration::from_millis(1_000 * STEADY as u64 / PACE);
        let mut ticks = tokio::time::interval(every);
        let mut waits = Vec::new();
        for number in 0..100 {
            ticks.tick().await;
            waits.push(client.send(to, &format!("steady {lane} {number}")).await);
        }
        waits
    });
    futures::future::join_all(all).await.concat()
}

/// From the final dot to the ticket in the list, in milliseconds.
async fn visible(api: &Api, smtp: SocketAddr, to: &str, number: usize) -> f64 {
    let subject = format!("visible {number}");
    let mut client = Client::open(smtp).await;
    let (taken, ()) = timed(async {
        client.send(to, &subject).await;
        loop {
            let list = api.get("/tickets?limit=1").await;
            if list["items"][0]["subject"] == subject.as_str() {
                return;
            }
        }
    })
    .await;
    taken.as_secs_f64() * 1_000.0
}

async fn idle_sessions(smtp: SocketAddr) -> Vec<Client> {
    let mut all = Vec::new();
    for _ in 0..1_000 {
        // Beyond a cap the server says 421: then that is all it holds.
        let Some(client) = Client::greeted(smtp).await else {
            break;
        };
        all.push(client);
    }
    all
}

/// A session.
struct Client(BufReader<TcpStream>);

impl Client {
    async fn open(smtp: SocketAddr) -> Self {
        let mut client = Self::greeted(smtp).await.expect("a greeting");
        client.say("EHLO bench\r\n").await;
        client
    }

    async fn greeted(smtp: SocketAddr) -> Option<Self> {
        let mut client = Self(BufReader::new(TcpStream::connect(smtp).await.ok()?));
        client.reply().await.starts_with("220").then_some(client)
    }

    async fn reply(&mut self) -> String {
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line).await.unwrap();
            if read == 0 || line.as_bytes().get(3) == Some(&b' ') {
                return line;
            }
        }
    }

    async fn say(&mut self, text: &str) -> String {
        self.0.write_all(text.as_bytes()).await.unwrap();
        self.reply().await
    }

    /// One mail; from the final dot to its 250, in milliseconds.
    async fn send(&mut self, to: &str, subject: &str) -> f64 {
        self.say("MAIL FROM:<zoe@customer.example>\r\n").await;
        self.say(&format!("RCPT TO:<{to}>\r\n")).await;
        self.say("DATA\r\n").await;
        let body = "It burns.\r\n".repeat(SIZE / 11);
        let head = format!("From: zoe@customer.example\r\nSubject: {subject}\r\n\r\n");
        self.0.write_all(head.as_bytes()).await.unwrap();
        self.0.write_all(body.as_bytes()).await.unwrap();
        let (taken, reply) = timed(self.say(".\r\n")).await;
        assert!(reply.starts_with("250"), "{reply}");
        taken.as_secs_f64() * 1_000.0
    }
}
