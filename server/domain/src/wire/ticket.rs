use serde::{Deserialize, Serialize};

use super::present;
use crate::{
    address::EmailAddress,
    id::{InboxId, ReceivedId, TicketId, TicketMessageId, UserId},
    received::{Attribution, AttributionState},
    ticket::{
        self, Correspondent, Delivery, MessageDirection, TicketAttachment, TicketPriority,
        TicketStatus,
    },
    time::Timestamp,
};

/// A conversation with a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// How mails name it: `#12`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The inbox it came to.
    pub inbox: InboxId,
    /// Its subject.
    pub subject: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// How urgent it is.
    pub priority: TicketPriority,
    /// Who answers it.
    pub assignee: Option<UserId>,
    /// Free words.
    pub tags: Vec<String>,
    /// Whom it is about.
    pub customer: Correspondent,
    /// Everyone outside who takes part.
    pub participants: Vec<Correspondent>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When something happened last.
    pub updated_at: Timestamp,
    /// How many messages it has.
    pub messages: u32,
    /// The newest message of a person: give it as `seen_message` when answering.
    pub last_message: Option<TicketMessageId>,
}

impl From<ticket::Ticket> for Ticket {
    fn from(ticket: ticket::Ticket) -> Self {
        Self {
            id: ticket.id,
            reference: format!("#{}", ticket.id),
            inbox: ticket.inbox,
            subject: ticket.subject,
            status: ticket.status,
            priority: ticket.priority,
            assignee: ticket.assignee,
            tags: ticket.tags,
            customer: ticket.customer,
            participants: ticket.participants,
            created_at: ticket.created_at,
            updated_at: ticket.updated_at,
            messages: ticket.messages,
            last_message: ticket.last_message,
        }
    }
}

/// `POST /tickets`: opened by hand, for a customer who called or came by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewTicket {
    /// The inbox.
    pub inbox: InboxId,
    /// Its subject.
    pub subject: String,
    /// The customer's address.
    pub customer: String,
    /// The customer's name.
    #[serde(default)]
    pub customer_name: String,
    /// What there is to say, as a note among the agents.
    #[serde(default)]
    pub text: String,
}

/// `PATCH /tickets/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketChange {
    /// Its subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TicketStatus>,
    /// How urgent it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<TicketPriority>,
    /// Who answers it; `null`: nobody.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub assignee: Option<Option<UserId>>,
    /// Replaces the tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
}

/// A message of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketMessage {
    /// Its id.
    pub id: TicketMessageId,
    /// When it came or was written.
    pub at: Timestamp,
    /// `in`, `out` or `note`.
    pub direction: MessageDirection,
    /// The agent who wrote it.
    pub author: Option<UserId>,
    /// From.
    pub from: Option<Correspondent>,
    /// To.
    pub to: Vec<Correspondent>,
    /// Cc.
    pub cc: Vec<Correspondent>,
    /// Subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Where the quoted text begins, in bytes of `text`.
    pub quoted_from: Option<u32>,
    /// HTML, sanitised, without remote images; `null`: there is only text.
    pub html: Option<String>,
    /// Message-ID.
    pub message_id: Option<String>,
    /// Attachments.
    pub attachments: Vec<Attachment>,
    /// What became of a message that left; `null` for others.
    pub delivery: Option<Delivery>,
    /// Who sent it, in a word: `pending verified forwarded unverified failed`; `null` for messages of one's own.
    pub attribution: Option<AttributionState>,
    /// What SPF, DKIM, DMARC and ARC say; `null` for messages of one's own.
    pub authentication: Option<Authentication>,
    /// The message as it came, for admins: `GET /received/{id}/raw`; `null` for messages of one's own.
    pub received: Option<ReceivedId>,
    /// Written by a program: an automatic answer, or the acknowledgement.
    pub automatic: bool,
    /// What else there is to say.
    pub remarks: Vec<String>,
}

/// An attachment: `GET /tickets/{id}/messages/{message}/attachments/{id}` gives its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attachment {
    /// Its id within the message.
    pub id: String,
    /// File name.
    pub name: String,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}

impl From<&TicketAttachment> for Attachment {
    fn from(attachment: &TicketAttachment) -> Self {
        Self {
            id: attachment.part.to_string(),
            name: attachment.name.clone(),
            media_type: attachment.media_type.clone(),
            size: attachment.size,
        }
    }
}

/// What SPF, DKIM, DMARC and ARC say of a sender, in the words of RFC 8601; empty: not asked yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Authentication {
    /// SPF.
    pub spf: String,
    /// DKIM.
    pub dkim: String,
    /// DMARC.
    pub dmarc: String,
    /// ARC.
    pub arc: String,
}

impl From<&Attribution> for Authentication {
    fn from(attribution: &Attribution) -> Self {
        Self {
            spf: attribution.spf.clone(),
            dkim: attribution.dkim.clone(),
            dmarc: attribution.dmarc.clone(),
            arc: attribution.arc.clone(),
        }
    }
}

/// `POST /tickets/{id}/messages`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewTicketMessage {
    /// The text.
    pub text: String,
    /// The same in HTML; sanitised.
    #[serde(default)]
    pub html: Option<String>,
    /// Further recipients.
    #[serde(default)]
    pub cc: Vec<String>,
    /// Stays among the agents.
    #[serde(default)]
    pub note: bool,
    /// The newest message that was seen; 409 `newer_message` when there is a newer one. `null`: not looked at.
    #[serde(default)]
    pub seen_message: Option<TicketMessageId>,
    /// Files to send along, 20 MB together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<NewAttachment>,
}

/// A file to send along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAttachment {
    /// File name.
    pub name: String,
    /// Media type; empty or unknown: `application/octet-stream`.
    #[serde(default, rename = "type")]
    pub media_type: String,
    /// Its bytes in base64 (RFC 4648, section 4).
    pub content: String,
}

/// Addresses as typed, or the field that cannot be used.
pub fn addresses(
    texts: &[String],
    field: &'static str,
) -> Result<Vec<EmailAddress>, crate::refusal::Refusal> {
    texts
        .iter()
        .map(|text| {
            text.parse()
                .map_err(|_| crate::refusal::Refusal::BadField(field))
        })
        .collect()
}
