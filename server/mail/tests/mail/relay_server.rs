//! A real SMTP server on loopback that says what a test tells it to.

use std::{
    collections::{HashMap, VecDeque},
    future::pending,
    io,
    sync::{Arc, Mutex},
};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::{
    io::{
        AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _,
        BufReader,
    },
    net::{TcpListener, TcpStream},
    sync::Notify,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

/// What the server does at a step instead of agreeing.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Says this.
    Say(String),
    /// Says nothing, for ever.
    Stall,
    /// Closes the connection.
    Close,
    /// Says this and closes.
    SayAndClose(String),
}

pub(crate) fn say(line: &str) -> Answer {
    Answer::Say(format!("{line}\r\n"))
}

/// Whether and when the server speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protection {
    None,
    Starttls,
    Implicit,
}

/// What a server offers, and what it says at which step. Steps: GREETING, EHLO, STARTTLS, AUTH, MORE (an answer to
/// a challenge), MAIL, RCPT, DATA, CONTENT, RSET. What is not told is answered well.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    pub(crate) offers: Vec<&'static str>,
    pub(crate) protection: Protection,
    pub(crate) certificate_for: &'static str,
    answers: HashMap<&'static str, VecDeque<Answer>>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            offers: vec!["PIPELINING", "8BITMIME"],
            protection: Protection::None,
            certificate_for: "localhost",
            answers: HashMap::new(),
        }
    }
}

impl Script {
    /// The next time at `step`, over all connections, the server does `answer`.
    pub(crate) fn on(mut self, step: &'static str, answer: Answer) -> Self {
        self.answers.entry(step).or_default().push_back(answer);
        self
    }

    pub(crate) fn offering(mut self, offers: &[&'static str]) -> Self {
        self.offers = offers.to_vec();
        self
    }

    pub(crate) fn protected(mut self, protection: Protection) -> Self {
        self.protection = protection;
        self
    }
}

/// What a server saw.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) commands: Vec<String>,
    /// Contents, dots unstuffed.
    pub(crate) mails: Vec<Vec<u8>>,
    pub(crate) connections: usize,
    pub(crate) open: usize,
    pub(crate) most_open: usize,
    /// A RCPT had arrived when MAIL was answered.
    pub(crate) pipelined: bool,
}

pub(crate) struct Server {
    pub(crate) port: u16,
    /// Its certificate, to be trusted.
    pub(crate) pem: Vec<u8>,
    shared: Arc<Shared>,
}

struct Shared {
    script: Mutex<Script>,
    seen: Mutex<Seen>,
    changed: Notify,
    tls: TlsAcceptor,
}

impl Server {
    pub(crate) async fn start(script: Script) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(vec![script.certificate_for.to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            script: Mutex::new(script),
            seen: Mutex::default(),
            changed: Notify::new(),
            tls: TlsAcceptor::from(Arc::new(config)),
        });
        tokio::spawn(listen(listener, shared.clone()));
        Self {
            port,
            pem: cert.pem().into_bytes(),
            shared,
        }
    }

    pub(crate) fn seen<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.shared.seen.lock().unwrap())
    }

    pub(crate) fn commands(&self) -> Vec<String> {
        self.seen(|seen| seen.commands.clone())
    }

    pub(crate) fn mails(&self) -> Vec<Vec<u8>> {
        self.seen(|seen| seen.mails.clone())
    }

    /// Waits until `so` is true of what was seen.
    pub(crate) async fn until(&self, so: impl Fn(&Seen) -> bool) {
        loop {
            let changed = self.shared.changed.notified();
            if self.seen(&so) {
                return;
            }
            changed.await;
        }
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        stream.set_nodelay(true).unwrap();
        let shared = shared.clone();
        tokio::spawn(async move {
            shared.note(|seen| {
                seen.connections += 1;
                seen.open += 1;
                seen.most_open = seen.most_open.max(seen.open);
            });
            // However it ends, the client sees it; the test looks there.
            let _ = serve(stream, &shared).await;
            shared.note(|seen| seen.open -= 1);
        });
    }
}

async fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let protection = shared.script.lock().unwrap().protection;
    if protection == Protection::Implicit {
        let stream = shared.tls.accept(stream).await?;
        return Session::new(stream, shared, true)
            .talk(true)
            .await
            .map(drop);
    }
    match Session::new(stream, shared, false).talk(true).await? {
        Some(stream) => {
            let stream = shared.tls.accept(stream).await?;
            Session::new(stream, shared, true)
                .talk(false)
                .await
                .map(drop)
        }
        None => Ok(()),
    }
}

struct Session<'a, S> {
    stream: BufReader<S>,
    shared: &'a Shared,
    protected: bool,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Session<'a, S> {
    fn new(stream: S, shared: &'a Shared, protected: bool) -> Self {
        Self {
            stream: BufReader::new(stream),
            shared,
            protected,
        }
    }

    /// Talks until the end, or until TLS is to begin on the stream given back.
    async fn talk(mut self, greet: bool) -> io::Result<Option<S>> {
        if greet {
            self.answer("GREETING", "220 test ready\r\n").await?;
        }
        let mut line = String::new();
        while self.stream.read_line(&mut line).await? > 0 {
            let command = self.saw(&line);
            line.clear();
            match command.split([' ', ':']).next().unwrap_or_default() {
                "STARTTLS" => {
                    if self
                        .answer("STARTTLS", "220 go ahead\r\n")
                        .await?
                        .starts_with('2')
                    {
                        return Ok(Some(self.stream.into_inner()));
                    }
                }
                "AUTH" => self.authenticate(&command).await?,
                "DATA" => self.data().await?,
                "QUIT" => {
                    self.stream.write_all(b"221 bye\r\n").await?;
                    break;
                }
                word => self.simple(word).await?,
            }
        }
        Ok(None)
    }

    fn saw(&self, line: &str) -> String {
        let command = line.trim_end().to_owned();
        self.shared.note(|seen| seen.commands.push(command.clone()));
        command
    }

    async fn simple(&mut self, word: &str) -> io::Result<()> {
        let offers = self.offers();
        let (step, agreed) = match word {
            "EHLO" => ("EHLO", offers.as_str()),
            "MAIL" => {
                let pipelined = !self.stream.buffer().is_empty();
                self.shared.note(|seen| seen.pipelined |= pipelined);
                ("MAIL", "250 2.1.0 ok\r\n")
            }
            "RCPT" => ("RCPT", "250 2.1.5 ok\r\n"),
            "RSET" => ("RSET", "250 ok\r\n"),
            _ => ("OTHER", "500 what?\r\n"),
        };
        self.answer(step, agreed).await.map(drop)
    }

    async fn authenticate(&mut self, command: &str) -> io::Result<()> {
        let login = command == "AUTH LOGIN";
        let agreed = if login {
            "334 VXNlcm5hbWU6\r\n"
        } else {
            "235 2.7.0 welcome\r\n"
        };
        let mut said = self.answer("AUTH", agreed).await?;
        let mut left = if login { 2 } else { 1 };
        while said.starts_with("334") && left > 0 {
            let mut line = String::new();
            self.stream.read_line(&mut line).await?;
            self.saw(&line);
            left -= 1;
            let agreed = if left > 0 {
                "334 UGFzc3dvcmQ6\r\n"
            } else {
                "235 2.7.0 welcome\r\n"
            };
            said = self.answer("MORE", agreed).await?;
        }
        Ok(())
    }

    async fn data(&mut self) -> io::Result<()> {
        if self
            .answer("DATA", "354 go ahead\r\n")
            .await?
            .starts_with("354")
        {
            self.content().await?;
        }
        Ok(())
    }

    async fn content(&mut self) -> io::Result<()> {
        let mut mail = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line == b".\r\n" {
                break;
            }
            mail.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        let empty = mail.is_empty();
        self.shared.note(|seen| seen.mails.push(mail));
        let agreed = if empty {
            "554 5.5.1 no valid recipients\r\n"
        } else {
            "250 2.0.0 queued as 1234\r\n"
        };
        self.answer("CONTENT", agreed).await.map(drop)
    }

    fn offers(&self) -> String {
        let script = self.shared.script.lock().unwrap();
        let mut lines: Vec<&str> = vec!["localhost"];
        lines.extend(&script.offers);
        if script.protection == Protection::Starttls && !self.protected {
            lines.push("STARTTLS");
        }
        let last = lines.len() - 1;
        let line = |(at, text): (usize, &&str)| {
            format!("250{}{text}\r\n", if at == last { ' ' } else { '-' })
        };
        lines.iter().enumerate().map(line).collect()
    }

    async fn answer(&mut self, step: &'static str, agreed: &str) -> io::Result<String> {
        let told = self
            .shared
            .script
            .lock()
            .unwrap()
            .answers
            .get_mut(step)
            .and_then(VecDeque::pop_front);
        match told {
            None => self.write(agreed).await,
            Some(Answer::Say(text)) => self.write(&text).await,
            Some(Answer::Stall) => {
                // Until the client hangs up.
                let _ = self.stream.read_to_end(&mut Vec::new()).await;
                pending().await
            }
            Some(Answer::Close) => Err(io::ErrorKind::ConnectionAborted.into()),
            Some(Answer::SayAndClose(text)) => {
                self.write(&text).await?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }

    async fn write(&mut self, text: &str) -> io::Result<String> {
        // One byte per character: tests speak Latin-1 this way.
        let bytes: Vec<u8> = text
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
            .collect();
        self.stream.write_all(&bytes).await?;
        self.stream.flush().await?;
        Ok(text.to_owned())
    }
}

impl Shared {
    fn note(&self, note: impl FnOnce(&mut Seen)) {
        note(&mut self.seen.lock().unwrap());
        self.changed.notify_waiters();
    }
}
