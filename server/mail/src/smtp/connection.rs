use std::{future::Future, sync::Arc, time::Duration};

use domain::{event::Reason, outbox::SendFailure, settings::SmtpSecure};
use flow::port::RelaySettings;
use lettre::transport::smtp::{Error, client::AsyncSmtpConnection, response::Response};
use tokio::{io::AsyncWriteExt as _, time::timeout};

use super::{
    auth,
    dial::{connect, ehlo_name, silent},
    dialogue::Recorder,
    envelope::Envelope,
    failure::{Step, failure, relay},
    offers::Offers,
    reply::{CLOSING, Reply, StepError},
    tls::{self, TlsClient},
    wire::Wire,
};
use crate::dns::Resolver;

/// "Start mail input": the content may follow.
const GO_AHEAD: u16 = 354;

/// How much longer than for any other step the answer to the final dot is waited for: a relay may read and scan the
/// mail first (RFC 5321, section 4.5.3.2.6), and giving up too early sends it twice.
const LAST_WORD: u32 = 10;

/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);

/// What a connection needs of the world: names found, streams protected.
pub(super) struct Ways {
    pub(super) resolver: Arc<dyn Resolver>,
    pub(super) tls: TlsClient,
}

/// A connection to the relay, protected and signed in as set.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    wire: Wire,
    offers: Offers,
    timeout: Duration,
}

/// A mail was not taken, before its content left.
#[derive(Debug)]
pub(super) struct Trouble {
    /// What it means.
    pub(super) failure: SendFailure,
    /// The connection serves for the next mail, after a RSET.
    pub(super) usable: bool,
}

/// Where the content was lost.
#[derive(Debug)]
pub(super) enum Lost {
    /// Before its end left: the relay cannot have taken the mail.
    NotSent(SendFailure),
    /// The relay refused it.
    Refused(SendFailure),
    /// After its end may have left.
    InDoubt(SendFailure),
}

impl Connection {
    /// Connects, protects, greets and signs in, each step within the timeout.
    pub(super) async fn open(
        settings: &RelaySettings,
        ways: &Ways,
        recorder: Option<Recorder>,
    ) -> Result<Self, SendFailure> {
        let stream = connect(settings, ways.resolver.as_ref(), recorder.as_ref()).await?;
        let wire = Wire::new(stream, recorder);
        let tls = &ways.tls;
        wire.note(|| format!("connected to {}:{}", settings.host, settings.port));
        let mut connection = match settings.secure {
            SmtpSecure::None => Self::greet(wire, settings).await?,
            SmtpSecure::Implicit => {
                protect(&wire, settings, tls, false).await?;
                Self::greet(wire, settings).await?
            }
            SmtpSecure::Starttls => {
                let mut clear = Self::greet(wire.clone(), settings).await?;
                clear.start_tls().await?;
                // With the connection goes what may have been slipped in behind the reply (RFC 3207, section 4.2).
                drop(clear);
                protect(&wire, settings, tls, true).await?;
                Self::greet(wire, settings).await?
            }
        };
        auth::authenticate(&mut connection, settings).await?;
        Ok(connection)
    }

    async fn greet(wire: Wire, settings: &RelaySettings) -> Result<Self, SendFailure> {
        wire.listen();
        let name = ehlo_name(&settings.ehlo_name);
        let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(wire.clone()), &name);
        let smtp = match timeout(settings.timeout, greeting).await {
            Ok(Ok(smtp)) => smtp,
            Ok(Err(error)) => return Err(failure(Step::Greeting, error.into())),
            Err(_) => return Err(relay(Reason::Unreachable, silent(settings.timeout))),
        };
        let offers = Offers::read(&wire.heard());
        Ok(Self {
            smtp,
            wire,
            offers,
            timeout: settings.timeout,
        })
    }

    async fn start_tls(&mut self) -> Result<(), SendFailure> {
        if !self.offers.starttls {
            return Err(relay(
                Reason::TlsFailed,
                "the relay does not offer STARTTLS: nothing was sent in clear text",
            ));
        }
        self.say("STARTTLS\r\n")
            .await
            .map(drop)
            .map_err(|error| failure(Step::Starttls, error))
    }

    pub(super) const fn offers(&self) -> &Offers {
        &self.offers
    }

    /// Says a line, or several, and waits for the first answer.
    pub(super) async fn say(&mut self, line: &str) -> Result<Reply, StepError> {
        within(self.timeout, self.smtp.command(line)).await
    }

    /// Says a line that is recorded as `shown`.
    pub(super) async fn say_secret(&mut self, line: &str, shown: &str) -> Result<Reply, StepError> {
        let _hidden = self.wire.instead(shown);
        self.say(line).await
    }

    /// Waits for the next answer.
    async fn listen(&mut self) -> Result<Reply, StepError> {
        within(self.timeout, self.smtp.read_response()).await
    }

    /// MAIL, RCPT and DATA, in one breath where the relay takes that (RFC 2920), up to its 354.
    pub(super) async fn offer(&mut self, envelope: &Envelope, mail: &[u8]) -> Result<(), Trouble> {
        envelope
            .lacks(&self.offers, mail)
            .map_err(|failure| Trouble {
                failure,
                usable: true,
            })?;
        let lines = [
            envelope.mail(mail.is_ascii()),
            envelope.rcpt(),
            "DATA\r\n".to_owned(),
        ];
        let mut refused: Option<SendFailure> = None;
        let mut open = false;
        for (at, step) in [Step::Mail, Step::Rcpt, Step::Data].into_iter().enumerate() {
            let answer = match (self.offers.pipelining, at) {
                (true, 0) => self.say(&lines.concat()).await,
                (true, _) => self.listen().await,
                (false, _) => self.say(&lines[at]).await,
            };
            match answer {
                Ok(reply) => open = step == Step::Data && reply.code == GO_AHEAD,
                Err(StepError::Refused(reply)) if reply.code != CLOSING => {
                    refused.get_or_insert_with(|| failure(step, StepError::Refused(reply)));
                    if !self.offers.pipelining {
                        break;
                    }
                }
                Err(error) => {
                    return Err(Trouble {
                        failure: refused.unwrap_or_else(|| failure(step, error)),
                        usable: false,
                    });
                }
            }
        }
        self.conclude(refused, open).await
    }

    async fn conclude(&mut self, refused: Option<SendFailure>, open: bool) -> Result<(), Trouble> {
        match (refused, open) {
            (None, true) => Ok(()),
            (None, false) => {
                let text = "the relay did not ask for the content".to_owned();
                Err(Trouble {
                    failure: failure(Step::Data, StepError::Broken(text)),
                    usable: false,
                })
            }
            (Some(failure), false) => Err(Trouble {
                failure,
                usable: true,
            }),
            // It waits for a mail without recipient: a lone dot, which it refuses (RFC 2920, section 3.1).
            (Some(failure), true) => {
                let usable = matches!(self.say(".\r\n").await, Err(StepError::Refused(_)));
                Err(Trouble { failure, usable })
            }
        }
    }

    /// The content and the final dot, in one write where it fits, and the relay's word on it.
    pub(super) async fn content(&mut self, mail: &[u8]) -> Result<Reply, Lost> {
        let broken = |text| failure(Step::Content, StepError::Broken(text));
        let stuffed = stuffed(mail);
        let hidden = self
            .wire
            .instead(&format!("(message, {} bytes)", mail.len()));
        let mut left = &stuffed[..];
        // While the last byte was not taken by the connection, the dot has not left.
        while !left.is_empty() {
            match timeout(self.timeout, self.wire.write(left)).await {
                Ok(Ok(written)) if written > 0 => left = &left[written..],
                Ok(Ok(_)) => {
                    return Err(Lost::NotSent(broken(
                        "the relay closed the connection".to_owned(),
                    )));
                }
                Ok(Err(error)) => {
                    return Err(Lost::NotSent(broken(format!(
                        "the connection broke: {error}"
                    ))));
                }
                Err(_) => return Err(Lost::NotSent(broken(silent(self.timeout)))),
            }
        }
        drop(hidden);
        match timeout(self.timeout, self.wire.flush()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                return Err(Lost::InDoubt(broken(format!(
                    "the connection broke: {error}"
                ))));
            }
            Err(_) => return Err(Lost::InDoubt(broken(silent(self.timeout)))),
        }
        let patience = self.timeout.saturating_mul(LAST_WORD);
        within(patience, self.smtp.read_response())
            .await
            .map_err(|error| match error {
                StepError::Refused(_) => Lost::Refused(failure(Step::Content, error)),
                StepError::Broken(_) | StepError::Tls(_) => {
                    Lost::InDoubt(failure(Step::Content, error))
                }
            })
    }

    /// Makes the connection ready for the next mail after a refusal; whether it is.
    pub(super) async fn reset(&mut self) -> bool {
        self.say("RSET\r\n").await.is_ok()
    }

    /// Says goodbye and closes. Nothing hangs on it: the answer is not waited for long.
    pub(super) async fn close(mut self) {
        // Whatever the answer, the connection is done with.
        let _ = timeout(GOODBYE.min(self.timeout), self.smtp.command("QUIT\r\n")).await;
        let _ = timeout(GOODBYE.min(self.timeout), self.wire.shutdown()).await;
    }
}

async fn protect(
    wire: &Wire,
    settings: &RelaySettings,
    tls: &TlsClient,
    greeted: bool,
) -> Result<(), SendFailure> {
    let broken = |text: String| failure(Step::Starttls, StepError::Tls(text));
    let stream = wire
        .take_clear()
        .ok_or_else(|| broken("the connection is closed".to_owned()))?;
    let host = settings.host.trim_matches(['[', ']']);
    let stream = match timeout(settings.timeout, tls.protect(host, stream)).await {
        Ok(stream) => stream.map_err(broken)?,
        Err(_) => {
            return Err(broken(format!(
                "TLS did not begin: {}",
                silent(settings.timeout)
            )));
        }
    };
    if let Some(recorder) = wire.recorder() {
        let facts = tls::facts(&stream);
        let certificate = facts
            .certificate
            .as_ref()
            .map_or_else(String::new, |it| format!(", {it}"));
        recorder.note(&format!("{}{certificate}", facts.version));
        recorder.protected(facts);
    }
    wire.go_on(stream, greeted);
    Ok(())
}

async fn within(
    limit: Duration,
    step: impl Future<Output = Result<Response, Error>>,
) -> Result<Reply, StepError> {
    match timeout(limit, step).await {
        Ok(Ok(response)) => Ok(Reply::from(&response)),
        Ok(Err(error)) => Err(error.into()),
        Err(_) => Err(StepError::Broken(silent(limit))),
    }
}

/// The mail with its dots doubled at the start of lines and the final dot behind (RFC 5321, section 4.5.2).
fn stuffed(mail: &[u8]) -> Vec<u8> {
    let mut stuffed = Vec::with_capacity(mail.len() + 64);
    let mut from = 0;
    for dot in memchr::memchr_iter(b'.', mail).filter(|dot| *dot == 0 || mail[dot - 1] == b'\n') {
        stuffed.extend_from_slice(&mail[from..dot]);
        stuffed.push(b'.');
        from = dot;
    }
    stuffed.extend_from_slice(&mail[from..]);
    stuffed.extend_from_slice(if mail.ends_with(b"\r\n") {
        b".\r\n"
    } else {
        b"\r\n.\r\n"
    });
    stuffed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_at_the_start_of_lines_are_doubled_and_the_end_is_marked() {
        for (mail, sent) in [
            ("a\r\n", "a\r\n.\r\n"),
            ("a", "a\r\n.\r\n"),
            (
                ".a\r\n.\r\nb.c\r\n..\r\n",
                "..a\r\n..\r\nb.c\r\n...\r\n.\r\n",
            ),
            ("", "\r\n.\r\n"),
        ] {
            assert_eq!(stuffed(mail.as_bytes()), sent.as_bytes(), "{mail:?}");
        }
    }
}
