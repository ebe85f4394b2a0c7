use std::{io, net::IpAddr, time::Duration};

use domain::received::Envelope;
use flow::port::IntakeError;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    time::timeout,
};

use super::{
    content::{Content, Refusal},
    serve::{Receiver, is_lmtp},
    session::{Mail, Session, Step, too_long},
};

/// The longest line of a command (RFC 5321 asks for 512, extensions add to it).
const LONGEST_LINE: usize = 2048;
/// Bytes read at once: small while commands come, for idle connections are many.
const PIECE: usize = 4 * 1024;
const CONTENT_PIECE: usize = 64 * 1024;
/// How long a client that does not end a refused content as it should is listened to.
const PATIENCE_WITH_REFUSED: Duration = Duration::from_secs(5);
/// Further trace fields mean that the mail goes round.
const MOST_HOPS: usize = 100;

/// How a dialogue ended.
pub(super) enum Ended<S> {
    Closed,
    /// The client awaits TLS; what it had sent behind the command is dropped.
    StartTls(S),
}

/// One dialogue over one stream.
pub(super) struct Connection<'r, S> {
    receiver: &'r Receiver,
    stream: S,
    peer: Option<IpAddr>,
    tls: bool,
    input: Vec<u8>,
    output: Vec<u8>,
}

/// What came instead of a line.
enum Line {
    Text(Vec<u8>),
    TooLong,
    /// The client is gone, was silent for too long, or we are stopping.
    None(Option<&'static str>),
}

impl<'r, S: AsyncRead + AsyncWrite + Unpin + Send> Connection<'r, S> {
    pub(super) const fn new(
        receiver: &'r Receiver,
        stream: S,
        peer: Option<IpAddr>,
        tls: bool,
    ) -> Self {
        Self {
            receiver,
            stream,
            peer,
            tls,
            input: Vec::new(),
            output: Vec::new(),
        }
    }

    /// Speaks until either side has enough.
    pub(super) async fn speak(mut self, mut session: Session, greet: bool) -> io::Result<Ended<S>> {
        if greet {
            self.output.extend_from_slice(session.greeting().as_bytes());
        }
        loop {
            let step = match self.line().await? {
                Line::Text(line) => {
                    session.command(&line, |address| self.receiver.intake.is_ours(address))
                }
                Line::TooLong => session.too_long(),
                Line::None(last_words) => {
                    self.close(last_words.unwrap_or_default()).await?;
                    return Ok(Ended::Closed);
                }
            };
            match step {
                Step::Say(answer) => self.output.extend_from_slice(answer.as_bytes()),
                Step::Close(answer) => {
                    self.close(&answer).await?;
                    return Ok(Ended::Closed);
                }
                Step::StartTls => {
                    self.output.extend_from_slice(b"220 2.0.0 begin TLS\r\n");
                    self.flush().await?;
                    return Ok(Ended::StartTls(self.stream));
                }
                Step::Content(mail) => {
                    if !self.content(&session, mail).await? {
                        return Ok(Ended::Closed);
                    }
                }
            }
        }
    }

    /// The next line without its end. Answers wait until there is nothing more to read: clients send many commands at
    /// once.
    async fn line(&mut self) -> io::Result<Line> {
        let patience = self.receiver.limits.command;
        let mut looked_at = 0;
        loop {
            if let Some(at) = memchr::memchr(b'\n', &self.input[looked_at..]) {
                let rest = self.input.split_off(looked_at + at + 1);
                let mut line = std::mem::replace(&mut self.input, rest);
                line.pop();
                // A line that ended with LF alone keeps a mark of it, which no command may hold.
                if line.pop_if(|last| *last == b'\r').is_none() {
                    line.push(b'\n');
                }
                let long = line.len() > LONGEST_LINE;
                return Ok(if long {
                    Line::TooLong
                } else {
                    Line::Text(line)
                });
            }
            looked_at = self.input.len();
            if looked_at > LONGEST_LINE * 16 {
                return Ok(Line::None(Some("500 5.5.2 the line is too long\r\n")));
            }
            self.flush().await?;
            let stop = &self.receiver.stop;
            let read = read_more(&mut self.stream, &mut self.input, PIECE);
            tokio::select! {
                () = stop.cancelled() => return Ok(Line::None(Some("421 4.3.2 the server is stopping\r\n"))),
                read = timeout(patience, read) => match read {
                    Ok(Ok(0)) => return Ok(Line::None(None)),
                    Ok(read) => { read?; }
                    Err(_) => return Ok(Line::None(Some("421 4.4.2 that took too long\r\n"))),
                }
            }
        }
    }

    /// Reads a content, has it kept, and answers; whether the dialogue goes on.
    async fn content(&mut self, session: &Session, mail: Mail) -> io::Result<bool> {
        self.output
            .extend_from_slice(b"354 end with a dot on a line of its own\r\n");
        self.flush().await?;
        let limit = self.receiver.intake.size_limit();
        let share = self.receiver.budget.share();
        let mut content = Content::new(usize::try_from(limit).unwrap_or(usize::MAX), share);
        let received = timeout(self.receiver.limits.content, self.receive(&mut content)).await;
        if !received.unwrap_or(Ok(false))? {
            let bare = content.refusal() == Some(Refusal::BareEnding);
            let words = if bare {
                BARE
            } else {
                "421 4.4.2 that took too long"
            };
            self.close(&format!("{words}\r\n")).await?;
            return Ok(false);
        }
        if self.input.is_empty() {
            // Idle connections are many: none holds on to what a content needed.
            self.input = Vec::new();
        }
        let answers = if is_lmtp(self.peer) { mail.agreed } else { 1 };
        let answer = match content.into_bytes() {
            Ok((raw, _share)) => self.keep(session, mail, raw).await,
            Err(Refusal::BareEnding) => BARE.to_owned(),
            Err(Refusal::TooLong) => too_long(limit),
            Err(Refusal::NoRoom) => FULL.to_owned(),
        };
        for _ in 0..answers {
            self.output
                .extend_from_slice(format!("{answer}\r\n").as_bytes());
        }
        Ok(true)
    }

    /// Reads to the end of the content; `false`: it did not come.
    async fn receive(&mut self, content: &mut Content<'_>) -> io::Result<bool> {
        loop {
            let (used, ended) = content.take(&self.input);
            self.input.drain(..used);
            if ended {
                return Ok(true);
            }
            let refused = content.refusal() == Some(Refusal::BareEnding);
            let patience = if refused {
                PATIENCE_WITH_REFUSED
            } else {
                self.receiver.limits.silence
            };
            let read = read_more(&mut self.stream, &mut self.input, CONTENT_PIECE);
            match timeout(patience, read).await {
                Ok(Ok(0)) | Err(_) => return Ok(false),
                Ok(read) => read?,
            };
        }
    }

    async fn keep(&self, session: &Session, mail: Mail, raw: Vec<u8>) -> String {
        if hops(&raw) > MOST_HOPS {
            return "554 5.4.6 the mail goes round".to_owned();
        }
        let envelope = Envelope {
            from: mail.from,
            to: mail.to,
            helo: session.helo().to_owned(),
            peer: self.peer,
            tls: self.tls,
            at: self.receiver.clock.now(),
        };
        match self.receiver.intake.keep(envelope, raw).await {
            Ok(()) => "250 2.0.0 kept".to_owned(),
            Err(IntakeError::Full) => FULL.to_owned(),
            Err(IntakeError::Broken) => "451 4.3.0 the mail cannot be kept now".to_owned(),
        }
    }

    async fn flush(&mut self) -> io::Result<()> {
        if self.output.is_empty() {
            return Ok(());
        }
        let patience = self.receiver.limits.silence;
        let written = timeout(patience, async {
            self.stream.write_all(&self.output).await?;
            self.stream.flush().await
        });
        written
            .await
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))?;
        self.output.clear();
        Ok(())
    }

    async fn close(&mut self, last_words: &str) -> io::Result<()> {
        self.output.extend_from_slice(last_words.as_bytes());
        self.flush().await?;
        let patience = self.receiver.limits.silence;
        timeout(patience, self.stream.shutdown())
            .await
            .unwrap_or(Ok(()))
    }
}

const BARE: &str = "550 5.6.0 lines end with CRLF: CR or LF alone is refused";
const FULL: &str = "452 4.3.1 there is no room for the mail now";

async fn read_more(
    stream: &mut (impl AsyncRead + Unpin),
    input: &mut Vec<u8>,
    piece: usize,
) -> io::Result<usize> {
    input.reserve(piece);
    stream.read_buf(input).await
}

/// Received fields, one a server it has passed.
fn hops(raw: &[u8]) -> usize {
    let end = memchr::memmem::find(raw, b"\r\n\r\n").unwrap_or(raw.len());
    let fields = raw[..end].split(|byte| *byte == b'\n');
    fields
        .filter(|line| {
            line.get(..9)
                .is_some_and(|name| name.eq_ignore_ascii_case(b"received:"))
        })
        .count()
}
