use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use async_trait::async_trait;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{address::EmailAddress, received::Envelope, time::Span};
use flow::port::{Clock, Intake};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{
    response::Response,
    wire::{PullError, Wire},
};
use crate::{
    dns::Resolver,
    smtp::{BadRoots, Tls, TlsClient},
};

/// How long a connection and its protection may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Servers close an idle connection after half an hour (RFC 2177).
const IDLE: Duration = Duration::from_mins(20);
/// How often a server is asked that tells nothing by itself.
const ASK_AGAIN: Span = Span::from_minutes(1);
/// Waits after failures: the first, and the longest.
const FIRST_WAIT: Span = Span::from_secs(15);
const LONGEST_WAIT: Span = Span::from_minutes(10);

/// A mailbox that mail is pulled from (IMAP, RFC 9051 and 3501).
#[derive(Clone)]
pub struct Mailbox {
    /// Its server, by TLS from the first byte; only on this very machine without.
    pub host: String,
    /// TCP port, usually 993.
    pub port: u16,
    /// Whether TLS protects the connection.
    pub tls: bool,
    /// User name.
    pub username: String,
    /// Password.
    pub password: String,
    /// The folder, usually `INBOX`.
    pub folder: String,
    /// The address its mail is for.
    pub address: EmailAddress,
}

/// How far a folder was read: its age, and the last number that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// UIDVALIDITY: other numbers are meant when it changes.
    pub validity: u32,
    /// The highest UID that was kept.
    pub uid: u32,
}

/// Remembers how far a folder was read.
#[async_trait]
pub trait Marks: Send + Sync {
    /// `None`: it was never read.
    async fn load(&self) -> io::Result<Option<Mark>>;
    /// Durably.
    async fn save(&self, mark: Mark) -> io::Result<()>;
}

/// What pulling needs of the world.
pub struct PullOptions {
    /// The mailbox.
    pub mailbox: Mailbox,
    /// Who keeps the mail.
    pub intake: Arc<dyn Intake>,
    /// How far it was read.
    pub marks: Arc<dyn Marks>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Finds the server.
    pub resolver: Arc<dyn Resolver>,
    /// Whom it is trusted by.
    pub tls: Tls,
}

/// Pulls one mailbox.
pub struct Pull {
    mailbox: Mailbox,
    intake: Arc<dyn Intake>,
    marks: Arc<dyn Marks>,
    clock: Arc<dyn Clock>,
    resolver: Arc<dyn Resolver>,
    tls: TlsClient,
}

impl Pull {
    /// Trusts the platform's roots and those of the options.
    pub fn new(options: PullOptions) -> Result<Self, BadRoots> {
        Ok(Self {
            mailbox: options.mailbox,
            intake: options.intake,
            marks: options.marks,
            clock: options.clock,
            resolver: options.resolver,
            tls: TlsClient::new(&options.tls)?,
        })
    }

    /// Pulls until `stop`. The mark moves after a mail was kept; nothing in the mailbox is changed. Cut off between the two,
    /// the mail comes again and is recognised as a second copy. What fails is tried again, later and later.
    pub async fn run(&self, stop: &CancellationToken) {
        let mut wait = FIRST_WAIT;
        while !stop.is_cancelled() {
            let begun = self.clock.now();
            let ended = tokio::select! {
                () = stop.cancelled() => return,
                ended = self.connected() => ended,
            };
            if let Err(error) = ended {
                tracing::warn!(host = self.mailbox.host, error = %error, "mail could not be pulled; it stays in its mailbox");
            }
            // A connection that held is no failure.
            wait = if self.clock.now().since(begun) > LONGEST_WAIT {
                FIRST_WAIT
            } else {
                wait
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep_until(self.clock.now() + wait) => {}
            }
            wait = Span::from_ms(wait.ms().saturating_mul(2)).min(LONGEST_WAIT);
        }
    }

    async fn connected(&self) -> Result<(), PullError> {
        let stream = timeout(PATIENCE, self.connect()).await;
        let stream = stream.unwrap_or_else(|_| {
            Err(PullError::Unreachable(
                "it did not answer in time".to_owned(),
            ))
        })?;
        if !self.mailbox.tls {
            return self.session(stream).await;
        }
        let protected = timeout(PATIENCE, self.tls.protect(&self.mailbox.host, stream)).await;
        let protected = protected.unwrap_or_else(|_| Err("TLS did not begin in time".to_owned()));
        self.session(protected.map_err(PullError::Unreachable)?)
            .await
    }

    async fn connect(&self) -> Result<TcpStream, PullError> {
        let host = self.mailbox.host.as_str();
        let addresses = match host.parse() {
            Ok(address) => vec![address],
            Err(_) => self
                .resolver
                .addresses(host)
                .await
                .map_err(|error| PullError::Unreachable(error.to_string()))?,
        };
        let mut last = PullError::Nonsense("no address");
        for address in addresses {
            if !self.mailbox.tls && !address.is_loopback() {
                return Err(PullError::Unreachable(
                    "without TLS only this very machine is asked".to_owned(),
                ));
            }
            match TcpStream::connect(SocketAddr::new(address, self.mailbox.port)).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error.into(),
            }
        }
        Err(last)
    }

    async fn session<S>(&self, stream: S) -> Result<(), PullError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let limit = usize::try_from(self.intake.size_limit()).unwrap_or(usize::MAX);
        let mut wire = Wire::new(stream, limit.saturating_add(1024));
        wire.response_soon().await?;
        self.sign_in(&mut wire).await?;
        let said = wire.command("CAPABILITY", "CAPABILITY").await?;
        let idles = said.iter().any(|response| response.is("IDLE"));
        let mut mark = self.open(&mut wire).await?;
        loop {
            self.fetch_new(&mut wire, &mut mark).await?;
            if idles {
                idle(&mut wire).await?;
            } else {
                self.clock.sleep_until(self.clock.now() + ASK_AGAIN).await;
                wire.command("NOOP", "NOOP").await?;
            }
        }
    }

    async fn sign_in<S>(&self, wire: &mut Wire<S>) -> Result<(), PullError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let said = wire.command("CAPABILITY", "CAPABILITY").await?;
        let Mailbox {
            username, password, ..
        } = &self.mailbox;
        if !said.iter().any(|response| response.is("AUTH=PLAIN")) {
            let login = format!("LOGIN {} {}", quoted(username), quoted(password));
            return wire.command("LOGIN", &login).await.map(drop);
        }
        let tag = wire.send("AUTHENTICATE PLAIN").await?;
        while !wire.response_soon().await?.text.starts_with('+') {}
        let secret = BASE64_STANDARD.encode(format!("\0{username}\0{password}"));
        wire.write(&format!("{secret}\r\n")).await?;
        wire.until_done("AUTHENTICATE", &tag).await.map(drop)
    }

    /// Opens the folder read-only. A folder never read begins with what comes from now on; one whose numbers were given
    /// anew is read as a whole: what is here already is recognised as a second copy.
    async fn open<S>(&self, wire: &mut Wire<S>) -> Result<Mark, PullError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let said = wire
            .command(
                "EXAMINE",
                &format!("EXAMINE {}", quoted(&self.mailbox.folder)),
            )
            .await?;
        let number = |word| {
            said.iter()
                .find_map(|response: &Response| response.number(word))
        };
        let validity =
            number("UIDVALIDITY").ok_or(PullError::Nonsense("a folder without UIDVALIDITY"))?;
        match self.marks.load().await.map_err(PullError::Mark)? {
            Some(mark) if mark.validity == validity => Ok(mark),
            Some(_) => Ok(Mark { validity, uid: 0 }),
            None => {
                let next =
                    number("UIDNEXT").ok_or(PullError::Nonsense("a folder without UIDNEXT"))?;
                let mark = Mark {
                    validity,
                    uid: next.saturating_sub(1),
                };
                self.marks.save(mark).await.map_err(PullError::Mark)?;
                Ok(mark)
            }
        }
    }

    async fn fetch_new<S>(&self, wire: &mut Wire<S>, mark: &mut Mark) -> Result<(), PullError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let next = mark.uid.saturating_add(1);
        let said = wire
            .command("FETCH", &format!("UID FETCH {next}:* (UID RFC822.SIZE)"))
            .await?;
        let numbers = said.iter().filter(|response| response.is("FETCH"));
        let numbers = numbers.filter_map(|response| {
            Some((response.number("UID")?, response.number("RFC822.SIZE")?))
        });
        // `n:*` names the last mail even if its number is lower.
        let mut new: Vec<(u32, u32)> = numbers.filter(|(uid, _)| *uid > mark.uid).collect();
        new.sort_unstable();
        for (uid, size) in new {
            if let Some(raw) = self.fetch(wire, uid, size).await? {
                self.intake.keep(self.envelope(), raw).await?;
            }
            mark.uid = uid;
            self.marks.save(*mark).await.map_err(PullError::Mark)?;
        }
        Ok(())
    }

    /// One mail; `None`: it is gone meanwhile. Of one that is too long, the headers.
    async fn fetch<S>(
        &self,
        wire: &mut Wire<S>,
        uid: u32,
        size: u32,
    ) -> Result<Option<Vec<u8>>, PullError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let too_long = u64::from(size) > self.intake.size_limit();
        let what = if too_long {
            "BODY.PEEK[HEADER]"
        } else {
            "BODY.PEEK[]"
        };
        let said = wire
            .command("FETCH", &format!("UID FETCH {uid} ({what})"))
            .await?;
        let mut found = said
            .into_iter()
            .filter(|response| response.number("UID") == Some(uid));
        let raw = found.find_map(|response| response.literals.into_iter().next());
        if too_long {
            tracing::warn!(
                uid,
                size,
                "a mail in the mailbox is longer than is taken: only its headers are"
            );
        }
        Ok(raw)
    }

    fn envelope(&self) -> Envelope {
        Envelope {
            from: None,
            to: vec![self.mailbox.address.clone()],
            helo: self.mailbox.host.clone(),
            peer: None,
            tls: self.mailbox.tls,
            at: self.clock.now(),
        }
    }
}

/// Waits until the server tells of a new mail, or for so long that it might have forgotten us.
async fn idle<S>(wire: &mut Wire<S>) -> Result<(), PullError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let tag = wire.send("IDLE").await?;
    let told = timeout(IDLE, async {
        loop {
            if wire.response().await?.is("EXISTS") {
                return Ok::<_, PullError>(());
            }
        }
    });
    // The end of the wait is no failure.
    told.await.unwrap_or(Ok(()))?;
    wire.write("DONE\r\n").await?;
    wire.until_done("IDLE", &tag).await.map(drop)
}

/// A quoted string (RFC 9051 section 4.3).
fn quoted(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}
