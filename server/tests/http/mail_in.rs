//! The whole server: what is handed in on a socket is a ticket on the page.

use std::{net::SocketAddr, path::Path};

use serde_json::{Value, json};
use server::{
    config::{Config, Options},
    wiring::Installation,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UnixStream},
};
use tokio_util::sync::CancellationToken;

use crate::harness::{ADMIN, PASSWORD};

const MAIL: &str =
    "From: Zoe <zoe@y.example>\r\nSubject: Printer on fire\r\n\r\nIt burns.\r\n.. \r\n";

fn config(data: &Path) -> Config {
    let options = Options {
        data: Some(data.to_owned()),
        lmtp_socket: Some(data.join("lmtp")),
        smtp_name: Some("mx.us.example".to_owned()),
        ..Options::default()
    };
    Config::load(options, None).unwrap()
}

/// A browser that speaks the wire itself.
struct Client {
    address: SocketAddr,
    cookie: String,
}

impl Client {
    /// Head and body of the answer.
    async fn ask(&self, method: &str, path: &str, body: &Value) -> (String, String) {
        let (address, cookie, body) = (self.address, &self.cookie, body.to_string());
        let request = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 2"), "{method} {path}: {answer}");
        (head.to_owned(), body.to_owned())
    }

    async fn json(&self, method: &str, path: &str, body: &Value) -> Value {
        serde_json::from_str(&self.ask(method, path, body).await.1).unwrap()
    }

    async fn signed_in(address: SocketAddr) -> Self {
        let mut client = Self {
            address,
            cookie: String::new(),
        };
        let form = json!({"email": ADMIN, "password": PASSWORD});
        let (head, _) = client.ask("POST", "/session", &form).await;
        let cookie = head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .unwrap();
        cookie
            .split(';')
            .next()
            .unwrap()
            .clone_into(&mut client.cookie);
        client
    }
}

/// Hands a mail in by LMTP; the answers after the greeting.
async fn hand_in(socket: &Path, to: &str) -> Vec<String> {
    let mut stream = UnixStream::connect(socket).await.unwrap();
    let stuffed = MAIL.replace("\r\n..", "\r\n...");
    let dialogue = format!(
        "LHLO mta\r\nMAIL FROM:<zoe@y.example>\r\nRCPT TO:<{to}>\r\nRCPT TO:<nobody@us.example>\r\nDATA\r\n{stuffed}.\r\nQUIT\r\n"
    );
    stream.write_all(dialogue.as_bytes()).await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    let last_lines = answers
        .lines()
        .filter(|line| line.as_bytes().get(3) == Some(&b' '));
    last_lines.map(|line| line[..3].to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_handed_in_on_a_socket_is_a_ticket_and_its_bytes_are_as_they_came() {
    let data = tempfile::tempdir().unwrap();
    let installation = Installation::open(config(data.path()), String::new())
        .await
        .unwrap();
    installation
        .flow
        .console_admin(ADMIN, "", PASSWORD)
        .await
        .unwrap();
    installation.close().await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
    let running = tokio::spawn(server::run(config(data.path()), listener, stop.clone()));

    let client = Client::signed_in(address).await;
    let form = json!({"name": "Support", "external_addresses": ["support@us.example"]});
    client.ask("POST", "/inboxes", &form).await;
    let codes = hand_in(&data.path().join("lmtp"), "support@us.example").await;
    assert_eq!(
        codes,
        ["220", "250", "250", "250", "550", "354", "250", "221"]
    );

    let verdict = loop {
        let list = client.json("GET", "/received", &Value::Null).await;
        let first = list["items"][0].clone();
        if !first["verdict"].is_null() {
            break first;
        }
    };
    assert_eq!(
        (&verdict["verdict"], &verdict["envelope_from"]),
        (&json!("ticket"), &json!("zoe@y.example"))
    );
    let id = verdict["id"].as_str().unwrap();
    let (_, raw) = client
        .ask("GET", &format!("/received/{id}/raw"), &Value::Null)
        .await;
    assert_eq!(raw, MAIL);
    let tickets = client.json("GET", "/tickets", &Value::Null).await;
    assert_eq!(tickets["items"][0]["subject"], "Printer on fire");
    stop.cancel();
    running.await.unwrap().unwrap();
}
