//! Mails that wait to leave.

use serde::{Deserialize, Serialize};

use crate::{
    address::EmailAddress,
    event::{Action, Actor, Reason},
    id::{
        AlertId, EventId, FileId, FolderId, InboxId, MailId, NoticeId, ReceivedId, RedirectId,
        TicketId, TicketMessageId, UserId,
    },
    settings::Keeping,
    template::TemplateName,
    time::{Span, Timestamp},
};

/// The most lines shown in one mail; the rest is "and N others".
pub const MAX_MAIL_LINES: usize = 100;

/// A mail to one address. Lines are checked and the text is made when it leaves; the Message-ID is made with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxMail {
    /// Its id.
    pub id: MailId,
    /// Whom it is for; `None`: an address without an account.
    pub person: Option<UserId>,
    /// The address.
    pub to: EmailAddress,
    /// With its angle brackets; the same at every try.
    pub message_id: String,
    /// What it says.
    pub content: MailContent,
    /// Trace of the events it belongs to.
    pub trace: EventId,
    /// The FILE events it tells of.
    pub causes: Vec<EventId>,
    /// When the first event told of happened.
    pub first_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it is tried next. A lease is only a later due time.
    pub due: Timestamp,
    /// How often it was leased; settling with an older number is refused.
    pub attempt: u32,
    /// Where it stands.
    pub state: MailState,
    /// What the last try ended with.
    #[serde(default)]
    pub last: Option<SendFailure>,
}

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailContent {
    /// Files were deposited or downloaded.
    Alert(AlertContent),
    /// A message of a ticket leaves.
    Ticket(TicketContent),
    /// A link to set a password.
    Password(PasswordContent),
    /// A message that was received is sent on.
    Forward(ForwardContent),
    /// An administrator is told of what went wrong.
    Notice(NoticeContent),
    /// A test of forwarding.
    Probe(ProbeContent),
}

/// The template of tests of forwarding, and the kind in their Message-ID.
pub const FORWARDING_PROBE: &str = "forwarding_probe";

impl MailContent {
    /// The template's name, as EMAIL events say it.
    pub const fn template(&self) -> &'static str {
        match self {
            Self::Alert(content) => content.template.code(),
            Self::Ticket(content) if content.acknowledgement => "ticket_acknowledgement",
            Self::Ticket(_) => "ticket_reply",
            Self::Password(content) if content.reset => "password_reset",
            Self::Password(_) => "credentials",
            Self::Forward(_) => "forward",
            Self::Notice(_) => TemplateName::AdminNotice.code(),
            Self::Probe(_) => FORWARDING_PROBE,
        }
    }
}

/// A message on its way from a group, a forward or a rule to one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForwardContent {
    /// The message.
    pub received: ReceivedId,
    /// By which group or forward; `None`: by a rule, or a delivery status on its way home.
    pub redirect: Option<RedirectId>,
}

/// A mail to an address of one's own, which is to come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeContent {
    /// The inbox that has the address.
    pub inbox: InboxId,
}

/// Events that an administrator is told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeContent {
    /// Those shown, oldest first.
    pub events: Vec<EventId>,
    /// How many more there are.
    pub more: u32,
}

/// A link by which its person sets a password. The link itself is made when the mail leaves, and kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordContent {
    /// The person asked for it; else an admin made the account.
    pub reset: bool,
    /// When the link ends.
    pub until: Timestamp,
}

/// A message of a ticket on its way to one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketContent {
    /// The ticket.
    pub ticket: TicketId,
    /// The message.
    pub message: TicketMessageId,
    /// Written by Colombier: leaves with the null sender (RFC 3834).
    pub acknowledgement: bool,
}

/// The content of a folder alert, or of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertContent {
    /// Which mail it is.
    #[serde(default)]
    pub template: TemplateName,
    /// The subscribed folder that the mail is threaded under.
    pub folder: FolderId,
    /// The alerts that caused it, with their notices.
    pub alerts: Vec<(AlertId, NoticeId)>,
    /// The files, at most [`MAX_MAIL_LINES`].
    pub lines: Vec<MailLine>,
    /// How many more there are.
    pub more: u32,
    /// Someone else's mail to the same address tells all of it: once that was taken this one does not leave.
    #[serde(default)]
    pub second: bool,
}

/// One file in a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailLine {
    /// The file.
    pub file: FileId,
    /// The last event told of.
    pub event: EventId,
    /// All events told of, in order.
    pub events: Vec<EventId>,
    /// ADD, MODIFY or DOWNLOAD.
    pub action: Action,
    /// Who.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// The alerts that this line comes from.
    pub alerts: Vec<AlertId>,
}

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailState {
    /// To be tried at its due time.
    Waiting,
    /// Leased: someone is working on it until its due time.
    Leased,
    /// The final dot may have been sent: found like this after its due time, it is in doubt.
    Sending,
}

/// Why a try did not end in acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendFailure {
    /// Whom or what it concerns.
    pub scope: FailureScope,
    /// The reason's code.
    pub reason: Reason,
    /// Whether another try makes sense (4xx, network) or not (5xx).
    pub transient: bool,
    /// The relay's reply code, if it answered.
    pub smtp_code: Option<u16>,
    /// Its enhanced status code (RFC 3463).
    pub smtp_enhanced: Option<String>,
    /// Its own words, or ours where it said nothing.
    pub smtp_text: String,
}

/// Whom a failure concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureScope {
    /// This mail only.
    Mail,
    /// This recipient's address.
    Recipient,
    /// Every mail through the relay: unreachable, TLS, AUTH, the default sender refused.
    Relay,
}

/// The relay took responsibility for a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Reply code, 250 normally.
    pub smtp_code: u16,
    /// Enhanced status code.
    pub smtp_enhanced: Option<String>,
    /// The relay's own words.
    pub smtp_text: String,
}

impl Keeping {
    /// The wait after the `attempt`th try (1 for the first): doubled each time, capped, ± up to a quarter by
    /// `jitter` (any number, e.g. random).
    pub fn backoff(&self, attempt: u32, jitter: u64) -> Span {
        let doubled = self
            .retry_first
            .ms()
            .saturating_mul(1 << attempt.saturating_sub(1).min(20));
        let wait = doubled.min(self.retry_max.ms()).max(1);
        let quarter = (wait / 4).max(1);
        Span::from_ms(wait - quarter + jitter % (2 * quarter))
    }
}

/// Refusals of one address in a row, or mails that came back from it within [`BOUNCES_COUNT`], after which it is
/// suspended.
pub const SUSPEND_AFTER: usize = 3;

/// How long a mail that came back counts: that a relay took the next one says nothing of the address.
pub const BOUNCES_COUNT: Span = Span::from_days(30);

/// What is known of an address that was refused. An address without trouble has no row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressHealth {
    /// The address, as [`EmailAddress::key`].
    pub key: String,
    /// Refusals in a row.
    pub refusals: u32,
    /// When mails came back from it.
    #[serde(default)]
    pub bounced: Vec<Timestamp>,
    /// The relay's last words.
    pub last_text: String,
    /// No mail is sent to it since.
    pub suspended_since: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_a_minute_to_an_hour() {
        let keeping = Keeping::default();
        for (attempt, minutes) in [(1, 1), (2, 2), (5, 16), (7, 60), (60, 60)] {
            for jitter in [0, 7, u64::MAX] {
                let wait = keeping.backoff(attempt, jitter).ms();
                assert!(
                    wait >= minutes * 45_000 && wait <= minutes * 75_000,
                    "{attempt}: {wait}"
                );
            }
        }
    }
}
