//! Mail that came in: its envelope, what kind of message it is, and what became of it.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    address::EmailAddress,
    file::BlobKey,
    id::{InboxId, ReceivedId, RedirectId, TicketId, TicketMessageId},
    time::Timestamp,
};

/// The SMTP envelope a message came in (RFC 5321 section 2.3.1), and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// MAIL FROM; `None`: the null reverse-path `<>`.
    pub from: Option<EmailAddress>,
    /// RCPT TO, each accepted by us, in order.
    pub to: Vec<EmailAddress>,
    /// What the client called itself in EHLO, HELO or LHLO.
    pub helo: String,
    /// The client's address; `None`: a local socket, or read from a mailbox.
    pub peer: Option<IpAddr>,
    /// Whether it came over TLS.
    pub tls: bool,
    /// When its last byte came.
    pub at: Timestamp,
}

/// What kind of message it is; the first that fits, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MessageClass {
    /// Sent by this installation: our loop marker, or our Message-ID with a valid MAC.
    Own,
    /// A delivery status (RFC 3464), or a daemon's word on one.
    Bounce,
    /// Written by a program (RFC 3834).
    Auto,
    /// From a mailing list (RFC 2919).
    List,
    /// From a person, as far as one can tell.
    Normal,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// A new ticket.
    Ticket,
    /// Joined a ticket.
    Reply,
    /// Told of a mail of ours that did not arrive, or late.
    Bounce,
    /// Kept with its ticket, folded; reopens nothing.
    Automatic,
    /// Sent on, by a forward or a group.
    Forwarded,
    /// A second copy of one that is here.
    Duplicate,
    /// Waits for someone to decide.
    Held,
    /// Our own mail that came back.
    Own,
}

/// Who a message's sender is, as far as SPF, DKIM, DMARC and ARC tell. Shown, never a reason to drop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AttributionState {
    /// Not looked at yet.
    #[default]
    Pending,
    /// From's domain is aligned with a pass of SPF or DKIM.
    Verified,
    /// Not aligned, but a sealed chain or a known forwarder says it was.
    Forwarded,
    /// Nothing proves it, nothing speaks against it.
    Unverified,
    /// DMARC fails.
    Failed,
}

/// The results behind an attribution, in the words of RFC 8601; empty: not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attribution {
    /// In a word.
    pub state: AttributionState,
    /// `pass fail softfail neutral none temperror permerror`.
    pub spf: String,
    /// `pass fail neutral none temperror permerror policy`.
    pub dkim: String,
    /// `pass fail none temperror permerror`.
    pub dmarc: String,
    /// `pass fail none`.
    pub arc: String,
}

impl Verdict {
    /// The word in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Reply => "reply",
            Self::Bounce => "bounce",
            Self::Automatic => "automatic",
            Self::Forwarded => "forwarded",
            Self::Duplicate => "duplicate",
            Self::Held => "held",
            Self::Own => "own",
        }
    }
}

impl std::str::FromStr for Verdict {
    type Err = crate::event::UnknownCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "ticket" => Self::Ticket,
            "reply" => Self::Reply,
            "bounce" => Self::Bounce,
            "automatic" => Self::Automatic,
            "forwarded" => Self::Forwarded,
            "duplicate" => Self::Duplicate,
            "held" => Self::Held,
            "own" => Self::Own,
            _ => return Err(crate::event::UnknownCode(text.to_owned())),
        })
    }
}

/// A message as it was received, and what was found out about it. Its bytes are kept beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// Its id.
    pub id: ReceivedId,
    /// Its envelope.
    pub envelope: Envelope,
    /// Bytes of the raw message.
    pub size: u64,
    /// Where these are; `None`: in a row.
    pub object: Option<BlobKey>,
    /// From, once it was read.
    pub from: Option<EmailAddress>,
    /// Subject, once it was read.
    pub subject: String,
    /// The inbox it came to.
    pub inbox: Option<InboxId>,
    /// The group or forward it came to.
    #[serde(default)]
    pub redirect: Option<RedirectId>,
    /// Its class, once it was read.
    pub class: Option<MessageClass>,
    /// What became of it; `None`: nothing yet.
    pub verdict: Option<Verdict>,
    /// Why.
    pub reasons: Vec<String>,
    /// The ticket it made or joined.
    pub ticket: Option<TicketId>,
    /// The message it is there.
    pub message: Option<TicketMessageId>,
    /// Who sent it, as far as can be told.
    pub attribution: Attribution,
    /// Someone asked for it to be run again: a ticket is made of it whatever its inbox says.
    #[serde(default)]
    pub asked_for: bool,
}
