//! A small real SMTP server (RFC 5321) whose manners a test sets: it takes mails, refuses, hangs up, and keeps a log.
#![allow(dead_code, reason = "each suite uses its part")]

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tokio_util::sync::CancellationToken;

/// Where in the dialogue something happens: after the client's words, before our answer to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Connect,
    Ehlo,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// The first line of the content is there.
    MidBody,
    /// All of the content is there, its end is not; whatever happens here, the mail is not taken.
    BeforeDot,
    /// The mail is complete. Refused, it is not taken; otherwise it is.
    Dot,
    /// Our 250 has left.
    Answered,
}

/// What happens instead of the usual answer.
#[derive(Clone)]
pub(crate) enum Act {
    /// Another answer.
    Say(&'static str),
    /// The connection ends.
    HangUp,
    /// This, and then the usual answer.
    Do(Arc<dyn Fn() + Send + Sync>),
}

struct Rule {
    step: Step,
    to: Option<String>,
    left: usize,
    act: Act,
}

/// A mail that was taken.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) bytes: Vec<u8>,
}

impl Taken {
    /// The value of the first header called `name`, unfolded.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(&self.bytes);
        let head = text
            .split("\r\n\r\n")
            .next()
            .unwrap_or_default()
            .replace("\r\n ", " ")
            .replace("\r\n\t", " ");
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    }

    pub(crate) fn message_id(&self) -> String {
        self.header("Message-ID").unwrap_or_default()
    }
}

#[derive(Default)]
struct Shared {
    rules: Mutex<Vec<Rule>>,
    login: Mutex<Option<(String, String)>>,
    connections: AtomicUsize,
    taken: watch::Sender<Vec<Taken>>,
}

/// The server; it ends with the test's runtime.
pub(crate) struct SmtpServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    open: CancellationToken,
}

impl SmtpServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Self {
            address,
            shared: Arc::default(),
            open: CancellationToken::new(),
        };
        server.listen(listener);
        server
    }

    fn listen(&self, listener: TcpListener) {
        let (shared, open) = (Arc::clone(&self.shared), self.open.clone());
        let serving = async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::Relaxed);
                let (shared, open) = (Arc::clone(&shared), open.clone());
                tokio::spawn(async move {
                    // A client that goes away in the middle is what these tests are about.
                    let _ = open
                        .run_until_cancelled(Session::new(stream, shared).run())
                        .await;
                });
            }
        };
        let open = self.open.clone();
        tokio::spawn(async move { open.run_until_cancelled(serving).await });
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Nobody listens any more, open connections break.
    pub(crate) async fn go_down(&mut self) {
        self.open.cancel();
        // Down once the port refuses: the listener is dropped by its own task.
        while TcpStream::connect(self.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn come_back(&mut self) {
        self.open = CancellationToken::new();
        self.listen(TcpListener::bind(self.address).await.unwrap());
    }

    /// Only this name and password may send.
    pub(crate) fn require_login(&self, name: &str, password: &str) {
        *self.shared.login.lock().unwrap() = Some((name.to_owned(), password.to_owned()));
    }

    /// The next `times` times that `step` is reached, `act`.
    pub(crate) fn at(&self, step: Step, times: usize, act: Act) {
        self.shared.rules.lock().unwrap().push(Rule {
            step,
            to: None,
            left: times,
            act,
        });
    }

    /// The next `times` mails to `to` are answered with `reply` at RCPT.
    pub(crate) fn refuse(&self, to: &str, times: usize, reply: &'static str) {
        let rule = Rule {
            step: Step::Rcpt,
            to: Some(to.to_owned()),
            left: times,
            act: Act::Say(reply),
        };
        self.shared.rules.lock().unwrap().push(rule);
    }

    /// From now on everything is taken.
    pub(crate) fn behave(&self) {
        self.shared.rules.lock().unwrap().clear();
    }

    /// All mails taken so far, in order.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.shared.taken.borrow().clone()
    }

    /// How often somebody connected.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }
}

/// Whether the dialogue goes on as usual.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Usual {
    Yes,
    No,
}

struct Session {
    stream: BufReader<TcpStream>,
    shared: Arc<Shared>,
    from: Option<String>,
    to: Option<String>,
    signed_in: bool,
}

fn hung_up() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}

impl Session {
    fn new(stream: TcpStream, shared: Arc<Shared>) -> Self {
        Self {
            stream: BufReader::new(stream),
            shared,
            from: None,
            to: None,
            signed_in: false,
        }
    }

    async fn run(mut self) -> io::Result<()> {
        self.stream.get_ref().set_nodelay(true)?;
        if self.step(Step::Connect, "220 test ESMTP").await? == Usual::No {
            return Ok(());
        }
        loop {
            let line = self.line().await?;
            let verb = line
                .split([' ', ':'])
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    let offers = "250-test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN";
                    self.step(Step::Ehlo, offers).await?;
                }
                "AUTH" => self.auth(&line).await?,
                "MAIL" => self.mail(&line).await?,
                "RCPT" => self.rcpt(&line).await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    self.to = None;
                    self.say("250 2.0.0 forgotten").await?;
                }
                "QUIT" => return self.say("221 2.0.0 goodbye").await,
                _ => self.say("500 5.5.2 what?").await?,
            }
        }
    }

    async fn auth(&mut self, line: &str) -> io::Result<()> {
        let wanted = self.shared.login.lock().unwrap().clone();
        let given = line
            .rsplit(' ')
            .next()
            .and_then(|secret| STANDARD.decode(secret).ok())
            .unwrap_or_default();
        let right = wanted
            .is_none_or(|(name, password)| given == format!("\0{name}\0{password}").into_bytes());
        if !right {
            return self
                .say("535 5.7.8 authentication credentials invalid")
                .await;
        }
        self.signed_in = self.step(Step::Auth, "235 2.7.0 welcome").await? == Usual::Yes;
        Ok(())
    }

    async fn mail(&mut self, line: &str) -> io::Result<()> {
        if !self.signed_in && self.shared.login.lock().unwrap().is_some() {
            return self.say("530 5.7.0 sign in first").await;
        }
        let usual = self.step(Step::Mail, "250 2.1.0 sender ok").await?;
        self.from = (usual == Usual::Yes).then(|| address(line));
        Ok(())
    }

    async fn rcpt(&mut self, line: &str) -> io::Result<()> {
        if self.from.is_none() {
            return self.say("503 5.5.1 who are you?").await;
        }
        self.to = Some(address(line));
        if self.step(Step::Rcpt, "250 2.1.5 recipient ok").await? == Usual::No {
            self.to = None;
        }
        Ok(())
    }

    async fn data(&mut self) -> io::Result<()> {
        let Some(to) = self.to.take() else {
            return self.say("503 5.5.1 no valid recipient").await;
        };
        let envelope = Some(to.clone());
        self.to = envelope;
        if self.step(Step::Data, "354 go ahead").await? == Usual::No {
            return Ok(());
        }
        let bytes = self.content().await?;
        self.to = None;
        let taken = Taken {
            from: self.from.take().unwrap_or_default(),
            to: to.clone(),
            bytes,
        };
        let act = self.act(Step::Dot, Some(&to));
        if let Some(Act::Say(reply)) = act {
            return self.say(reply).await;
        }
        self.shared.taken.send_modify(|log| log.push(taken));
        match act {
            Some(Act::HangUp) => return Err(hung_up()),
            Some(Act::Do(deed)) => deed(),
            Some(Act::Say(_)) | None => {}
        }
        self.say("250 2.0.0 taken").await?;
        self.ending(Step::Answered, &to)
    }

    async fn content(&mut self) -> io::Result<Vec<u8>> {
        let to = self.to.clone().unwrap_or_default();
        let mut bytes = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                return Err(hung_up());
            }
            if bytes.is_empty() {
                self.ending(Step::MidBody, &to)?;
            }
            if line == b".\r\n" {
                self.ending(Step::BeforeDot, &to)?;
                return Ok(bytes);
            }
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }

    /// A step without an answer: whatever happens there ends the connection.
    fn ending(&self, step: Step, to: &str) -> io::Result<()> {
        match self.act(step, Some(to)) {
            None => Ok(()),
            Some(Act::Do(deed)) => {
                deed();
                Err(hung_up())
            }
            Some(Act::Say(_) | Act::HangUp) => Err(hung_up()),
        }
    }

    /// What is to happen at `step`, once.
    fn act(&self, step: Step, to: Option<&str>) -> Option<Act> {
        let mut rules = self.shared.rules.lock().unwrap();
        let meant = |rule: &&mut Rule| {
            rule.step == step
                && rule.left > 0
                && rule.to.as_deref().is_none_or(|meant| Some(meant) == to)
        };
        let rule = rules.iter_mut().find(meant)?;
        rule.left -= 1;
        Some(rule.act.clone())
    }

    async fn step(&mut self, step: Step, usual: &str) -> io::Result<Usual> {
        match self.act(step, self.to.clone().as_deref()) {
            None => self.say(usual).await.map(|()| Usual::Yes),
            Some(Act::Say(reply)) => self.say(reply).await.map(|()| Usual::No),
            Some(Act::HangUp) => Err(hung_up()),
            Some(Act::Do(deed)) => {
                deed();
                self.say(usual).await.map(|()| Usual::Yes)
            }
        }
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line).await? {
            0 => Err(hung_up()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }

    async fn say(&mut self, reply: &str) -> io::Result<()> {
        self.stream
            .get_mut()
            .write_all(format!("{reply}\r\n").as_bytes())
            .await
    }
}

/// What stands between `<` and `>`.
fn address(line: &str) -> String {
    let start = line.find('<').map_or(0, |at| at + 1);
    let end = line.find('>').unwrap_or(line.len());
    line.get(start..end).unwrap_or_default().to_owned()
}
