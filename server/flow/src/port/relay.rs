use std::time::Duration;

use async_trait::async_trait;
use domain::{
    address::EmailAddress,
    outbox::{Accepted, SendFailure},
    settings::{SmtpAuth, SmtpSecure},
};
use futures::future::BoxFuture;

use super::{Composed, StoreError};

/// How to reach the relay: settings with the secret unsealed.
#[derive(Clone, PartialEq, Eq)]
pub struct RelaySettings {
    /// Host name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Protection.
    pub secure: SmtpSecure,
    /// Mechanism.
    pub auth: SmtpAuth,
    /// User name; empty: no authentication.
    pub username: String,
    /// Password; in clear, so never shown.
    pub password: String,
    /// EHLO name.
    pub ehlo_name: String,
    /// Longest wait for one step.
    pub timeout: Duration,
}

impl std::fmt::Debug for RelaySettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RelaySettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("secure", &self.secure)
            .finish_non_exhaustive()
    }
}

/// Called between the relay's 354 and the content: the durable SENDING mark.
pub type MarkSending<'a> = Box<dyn FnOnce() -> BoxFuture<'a, Result<(), StoreError>> + Send + 'a>;

/// Why a mail was not accepted.
#[derive(Debug)]
pub enum SendError {
    /// The relay said no, or could not be talked to.
    Failed(SendFailure),
    /// The connection broke, or nothing was heard in time, after the final dot may have been sent: in doubt.
    InDoubt(SendFailure),
    /// The mark could not be set: nothing was sent.
    NotMarked(StoreError),
}

/// What a test found out: the whole dialogue, and how it ended.
#[derive(Clone, Debug)]
pub struct TestReport {
    /// The relay took the mail.
    pub ok: bool,
    /// What was said, secrets masked.
    pub lines: Vec<DialogueLine>,
    /// The protection agreed on; `None`: clear text, or it did not come to that.
    pub tls: Option<TlsFacts>,
    /// Why the mail did not go.
    pub failure: Option<SendFailure>,
}

/// One line of the dialogue with a relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialogueLine {
    /// Milliseconds since the test began.
    pub at_ms: u64,
    /// Who said it.
    pub direction: Direction,
    /// What, without its line end.
    pub line: String,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// We.
    Sent,
    /// The relay.
    Received,
    /// A word of ours between the lines, such as that TLS began.
    Info,
}

/// The protection of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFacts {
    /// Such as `TLSv1.3`.
    pub version: String,
    /// The relay's certificate, where it could be read.
    pub certificate: Option<CertificateFacts>,
}

/// A certificate in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Whom it is for.
    pub subject: String,
    /// The names it is valid for.
    pub names: Vec<String>,
    /// Who issued it.
    pub issuer: String,
    /// Until when it is valid.
    pub not_after: String,
}

impl std::fmt::Display for CertificateFacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            subject,
            names,
            issuer,
            not_after,
        } = self;
        write!(
            f,
            "{subject} ({}), issued by {issuer}, until {not_after}",
            names.join(", ")
        )
    }
}

/// What a server said at one port, before anyone signed in.
#[derive(Clone, Debug)]
pub struct Greeted {
    /// Mechanisms of AUTH (RFC 4954) that it offers, in capitals.
    pub auth: Vec<String>,
    /// The protection agreed on; `None`: clear text, or it did not come to that.
    pub tls: Option<TlsFacts>,
    /// Why it could not be spoken to.
    pub failure: Option<SendFailure>,
}

/// The way out: SMTP (RFC 5321).
#[async_trait]
pub trait RelayPort: Send + Sync {
    /// Sends one mail to one recipient over a pooled connection. `envelope_from` is `None` for the null sender.
    async fn send(
        &self,
        settings: &RelaySettings,
        envelope_from: Option<&EmailAddress>,
        to: &EmailAddress,
        mail: &Composed,
        mark: MarkSending<'_>,
    ) -> Result<Accepted, SendError>;

    /// Sends one mail over a fresh connection, the same way as [`RelayPort::send`], and tells all that was said.
    async fn test(
        &self,
        settings: &RelaySettings,
        envelope_from: &EmailAddress,
        to: &EmailAddress,
        mail: &Composed,
    ) -> TestReport;

    /// Greets a server, protected as set, and takes its leave: whether one could send that way.
    async fn greet(&self, settings: &RelaySettings) -> Greeted;

    /// Closes idle connections, for instance after settings changed or at the end.
    async fn close_idle(&self);
}
