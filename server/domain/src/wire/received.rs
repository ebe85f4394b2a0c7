use serde::{Deserialize, Serialize};

use super::Authentication;
use crate::{
    address::EmailAddress,
    id::{InboxId, ReceivedId, TicketId},
    received::{self, AttributionState, MessageClass, Verdict},
    time::Timestamp,
};

/// A message that was received, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Received {
    /// Its id.
    pub id: ReceivedId,
    /// When its last byte came.
    pub at: Timestamp,
    /// MAIL FROM; empty: the null sender.
    pub envelope_from: String,
    /// RCPT TO.
    pub envelope_to: Vec<EmailAddress>,
    /// From.
    pub from: Option<EmailAddress>,
    /// Subject.
    pub subject: String,
    /// Bytes.
    pub size: u64,
    /// Its class; `null`: not read yet.
    pub class: Option<MessageClass>,
    /// What became of it; `null`: nothing yet.
    pub verdict: Option<Verdict>,
    /// Why.
    pub reasons: Vec<String>,
    /// The inbox it came to.
    pub inbox: Option<InboxId>,
    /// The ticket it made or joined.
    pub ticket_id: Option<TicketId>,
    /// Who sent it, in a word: `pending verified forwarded unverified failed`.
    pub attribution: AttributionState,
    /// What SPF, DKIM, DMARC and ARC say.
    pub authentication: Authentication,
}

impl From<received::Received> for Received {
    fn from(received: received::Received) -> Self {
        let envelope = received.envelope;
        Self {
            id: received.id,
            at: envelope.at,
            envelope_from: envelope.from.map(String::from).unwrap_or_default(),
            envelope_to: envelope.to,
            from: received.from,
            subject: received.subject,
            size: received.size,
            class: received.class,
            verdict: received.verdict,
            reasons: received.reasons,
            inbox: received.inbox,
            ticket_id: received.ticket,
            attribution: received.attribution.state,
            authentication: (&received.attribution).into(),
        }
    }
}
