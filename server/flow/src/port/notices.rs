use async_trait::async_trait;
use domain::{
    address::EmailAddress,
    event::Event,
    id::{AlertId, EventId, MailId, NoticeId, UserId},
    mac::MacKeys,
    notice::{Line, Notice},
    outbox::MailContent,
    time::Timestamp,
};

use super::StoreError;

/// One event that one alert tells of.
#[derive(Clone, Debug)]
pub struct Noted {
    /// The alert.
    pub alert: AlertId,
    /// The event.
    pub line: Line,
}

/// A notice that is due, with all its lines in order.
#[derive(Clone, Debug)]
pub struct DueNotice {
    /// The notice.
    pub notice: Notice,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// A mail to be made by a settlement; its id and Message-ID are given in the commit.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// Whom it is for.
    pub person: UserId,
    /// The address.
    pub to: EmailAddress,
    /// What it says.
    pub content: MailContent,
    /// Its trace.
    pub trace: EventId,
    /// What it tells of.
    pub causes: Vec<EventId>,
    /// When the first event told of happened.
    pub first_at: Timestamp,
    /// When it leaves at the earliest.
    pub not_before: Timestamp,
}

/// What becomes of due notices: they go, their mails and events come, in one commit.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// The notices settled. One that is gone, or has got another line count, makes the whole a conflict.
    pub notices: Vec<Notice>,
    /// The mails to make.
    pub mails: Vec<NewMail>,
    /// ALERT SEND and ALERT SKIP events (drafts).
    pub events: Vec<Event>,
    /// Now.
    pub at: Timestamp,
    /// Signs Message-IDs.
    pub keys: MacKeys,
    /// Domain of the Message-IDs.
    pub domain: String,
}

/// Notices: what alerts have collected.
#[async_trait]
pub trait Notices: Send + Sync {
    /// The last event the alert station has read.
    async fn alert_cursor(&self) -> Result<EventId, StoreError>;

    /// Adds lines to the open notices of their alerts (opening, closing full ones, and moving due times by the
    /// settings of the directory) and moves the cursor from `from` to `to`, in one commit. A cursor that is not at
    /// `from` is a conflict. An alert that is gone gets nothing.
    async fn note(&self, from: EventId, to: EventId, noted: Vec<Noted>) -> Result<(), StoreError>;

    /// The notices that wait, by id after `after`, at most `limit`.
    async fn notices(
        &self,
        after: Option<NoticeId>,
        limit: usize,
    ) -> Result<Vec<Notice>, StoreError>;

    /// Notices due at `now`, oldest due first, until `max_lines` lines are reached (at least one notice).
    async fn due_notices(
        &self,
        now: Timestamp,
        max_lines: usize,
    ) -> Result<Vec<DueNotice>, StoreError>;

    /// The next due time of a notice.
    async fn next_notice(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Settles, in one commit.
    async fn settle(&self, settlement: Settlement) -> Result<(), StoreError>;

    /// A notice that waits, with all its lines in order.
    async fn notice(&self, notice: NoticeId) -> Result<Option<DueNotice>, StoreError>;

    /// The alerts that a mail tells for, known of mails for more than [`MAX_LISTED`](domain::mac::MAX_LISTED) of
    /// them, for as long as their unsubscribe links may be used.
    async fn alerts_of_mail(&self, mail: MailId) -> Result<Option<Vec<AlertId>>, StoreError>;

    /// Makes a notice due now.
    async fn hasten_notice(&self, notice: NoticeId, now: Timestamp) -> Result<Notice, StoreError>;
}
