//! A client of `/api/v1` as small as can be: one connection a request, so that a killed server is noticed at once.

use std::{io, net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// Nothing here takes longer, even on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
pub(crate) struct Api {
    address: SocketAddr,
    /// What identifies us: a header line.
    identity: String,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        assert!(
            (200..300).contains(&self.status),
            "{} {}",
            self.head,
            String::from_utf8_lossy(&self.body)
        );
        if self.body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&self.body).unwrap()
        }
    }

    /// The cookie it sets, to be sent back.
    pub(crate) fn cookie(&self) -> Option<&str> {
        let line = self
            .head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))?;
        line.split(';').next()
    }
}

impl Api {
    pub(crate) fn anonymous(address: SocketAddr) -> Self {
        Self {
            address,
            identity: String::new(),
        }
    }

    pub(crate) fn with_cookie(address: SocketAddr, cookie: &str) -> Self {
        Self {
            address,
            identity: format!("cookie: {cookie}\r\n"),
        }
    }

    pub(crate) fn with_token(address: SocketAddr, token: &str) -> Self {
        Self {
            address,
            identity: format!("authorization: Bearer {token}\r\n"),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.send("GET", &format!("/api/v1{path}"), "", b"")
            .await
            .unwrap()
            .json()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        self.send_json("POST", path, body).await.json()
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Value {
        self.send_json("PUT", path, body).await.json()
    }

    pub(crate) async fn send_json(&self, method: &str, path: &str, body: Value) -> Answer {
        let body = body.to_string().into_bytes();
        self.send(
            method,
            &format!("/api/v1{path}"),
            "content-type: application/json\r\n",
            &body,
        )
        .await
        .unwrap()
    }

    /// PUT of raw bytes.
    pub(crate) async fn deposit(
        &self,
        folder: &str,
        name: &str,
        content: &[u8],
    ) -> io::Result<Answer> {
        let path = format!("/api/v1/folders/{folder}/files/{name}");
        self.send(
            "PUT",
            &path,
            "content-type: application/octet-stream\r\n",
            content,
        )
        .await
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &[u8],
    ) -> io::Result<Answer> {
        timeout(PATIENCE, self.exchange(method, path, headers, body))
            .await
            .map_err(io::Error::other)?
    }

    async fn exchange(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &[u8],
    ) -> io::Result<Answer> {
        let Self { address, identity } = self;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nconnection: close\r\n\
             content-length: {}\r\n{identity}{headers}\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(&[head.as_bytes(), body].concat()).await?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await?;
        parse(&bytes).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// A whole answer; `None` when it broke off.
fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase_names();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let rest = &bytes[end + 4..];
    let length: Option<usize> = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .and_then(|text| text.trim().parse().ok());
    let body = if head
        .lines()
        .any(|line| line == "transfer-encoding: chunked")
    {
        unchunked(rest)?
    } else {
        rest.get(..length.unwrap_or(rest.len()))?.to_vec()
    };
    Some(Answer { status, head, body })
}

trait LowerCaseNames {
    fn to_ascii_lowercase_names(&self) -> String;
}

impl LowerCaseNames for str {
    /// Header names in lower case, values as they are.
    fn to_ascii_lowercase_names(&self) -> String {
        let lower = |line: &str| match line.split_once(": ") {
            Some((name, value)) => format!("{}: {value}", name.to_ascii_lowercase()),
            None => line.to_owned(),
        };
        self.lines().map(lower).collect::<Vec<_>>().join("\n")
    }
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size =
            usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}
