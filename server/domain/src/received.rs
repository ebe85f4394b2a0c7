//! Mail that came in: its envelope, what kind of message it is, and what became of it.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{address::EmailAddress, time::Timestamp};

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
