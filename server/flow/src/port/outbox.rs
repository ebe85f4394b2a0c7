use async_trait::async_trait;
use domain::{
    event::{Event, MailFacts, Reason, Stamp},
    id::{EventId, MailId},
    outbox::{Accepted, OutboxMail, SendFailure},
    time::Timestamp,
};

use super::StoreError;

/// What became of one leased mail.
#[derive(Clone, Debug)]
pub struct Settle {
    /// The mail as it was leased: its `attempt` must still be the row's.
    pub mail: OutboxMail,
    /// What became of it.
    pub outcome: Outcome,
    /// What the EMAIL event says of the mail (the store adds nothing).
    pub facts: MailFacts,
    /// Lines dropped by the check at sending, one EMAIL SKIP event for each reason.
    pub skipped: Vec<SkippedLines>,
    /// Now.
    pub at: Timestamp,
}

/// Lines that were dropped from a mail for one reason.
#[derive(Clone, Debug)]
pub struct SkippedLines {
    /// Why.
    pub reason: Reason,
    /// The events of those lines.
    pub causes: Vec<EventId>,
}

/// How a try ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The relay took it: EMAIL SEND, the row goes, the address is healthy again.
    Sent(Accepted),
    /// No line is left, or the mail is not to be sent: EMAIL SKIP (from `skipped`, else this reason), the row goes.
    Skipped(Reason),
    /// Another try at this time: EMAIL RETRY, the row stays.
    Retry(SendFailure, Timestamp),
    /// Given up: EMAIL FAIL, the row goes; a refused recipient counts against its address, and after
    /// [`SUSPEND_AFTER`](domain::outbox::SUSPEND_AFTER) in a row EMAIL SUSPEND.
    Failed(SendFailure),
    /// Not tried after all (relay paused, stopping): no event, due again at this time, the attempt is not counted.
    Released(Timestamp),
}

/// Mails that wait to leave.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Leases at most `limit` mails due at `now` until `until`, oldest due first; each gets its next attempt number.
    ///
    /// One found SENDING is in doubt: an EMAIL RETRY `in_doubt` event is written, it keeps its Message-ID.
    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<OutboxMail>, StoreError>;

    /// The durable mark before the final dot. A stale attempt, or a cancelled mail, is a conflict: do not send.
    async fn mark_sending(&self, mail: MailId, attempt: u32) -> Result<(), StoreError>;

    /// Settles one try: row, address health and EMAIL event in one commit. A stale attempt is a conflict.
    async fn settle_mail(&self, settle: Settle) -> Result<(), StoreError>;

    /// The next due time of a mail.
    async fn next_mail(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Mails that wait, by id after `after`, at most `limit`; of one recipient's addresses (keys) if given.
    async fn mails(
        &self,
        of: Option<Vec<String>>,
        after: Option<MailId>,
        limit: usize,
    ) -> Result<Vec<OutboxMail>, StoreError>;

    /// Makes a waiting mail due now; one being sent is a conflict.
    async fn hasten_mail(&self, mail: MailId, now: Timestamp) -> Result<OutboxMail, StoreError>;

    /// Removes a waiting mail with EMAIL SKIP `cancelled`; one being sent is a conflict.
    async fn cancel_mail(&self, mail: MailId, stamp: Stamp) -> Result<(), StoreError>;

    /// Number of waiting mails and the oldest creation time.
    async fn backlog(&self) -> Result<(u64, Option<Timestamp>), StoreError>;

    /// Writes the journal's word on a mail that never was in the outbox (test mails): EMAIL SEND or FAIL.
    async fn record_direct(&self, event: Event) -> Result<EventId, StoreError>;
}
