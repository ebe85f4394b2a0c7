//! Tickets: conversations with customers, message by message.

use serde::{Deserialize, Serialize};

use crate::{
    address::EmailAddress,
    file::BlobKey,
    fold::fold,
    id::{EventId, InboxId, ReceivedId, TicketId, TicketMessageId, UserId},
    received::{Attribution, MessageClass},
    time::Timestamp,
};

/// The longest text of a message that is shown, in bytes: a row stays small. The original has all of it.
pub const MAX_TEXT: usize = 40_000;

/// Automatic reopenings of one ticket in a day; the next one is held.
pub const MAX_REOPENS: usize = 3;

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketStatus {
    /// Someone is to answer.
    Open,
    /// Answered: the customer is to say something.
    Waiting,
    /// Done.
    Closed,
    /// Stopped by a limit against loops: someone is to look.
    Held,
}

/// How urgent a ticket is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketPriority {
    /// Can wait.
    Low,
    /// As most.
    #[default]
    Normal,
    /// Soon.
    High,
    /// Now.
    Urgent,
}

macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ }) => {
        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the API.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::event::UnknownCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(crate::event::UnknownCode(text.to_owned())),
                }
            }
        }
    };
}

words!(TicketStatus {
    Open = "open",
    Waiting = "waiting",
    Closed = "closed",
    Held = "held"
});
words!(TicketPriority {
    Low = "low",
    Normal = "normal",
    High = "high",
    Urgent = "urgent"
});

/// Someone who writes or is written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Correspondent {
    /// The address.
    pub email: EmailAddress,
    /// The name, maybe empty.
    pub name: String,
}

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its id, which is also its reference: `[#12]`.
    pub id: TicketId,
    /// The inbox it came to.
    pub inbox: InboxId,
    /// Its subject, as the first message had it.
    pub subject: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// How urgent it is.
    pub priority: TicketPriority,
    /// Who answers it.
    pub assignee: Option<UserId>,
    /// Free words.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whom it is about.
    pub customer: Correspondent,
    /// Everyone outside who wrote or was written to, the customer among them.
    pub participants: Vec<Correspondent>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When something happened last.
    pub updated_at: Timestamp,
    /// How many messages it has.
    pub messages: u32,
    /// The newest message of a person, which who answers must have seen.
    pub last_message: Option<TicketMessageId>,
    /// The acknowledgement was sent.
    #[serde(default)]
    pub acknowledged: bool,
    /// When it was reopened by mail, the last day.
    #[serde(default)]
    pub reopened: Vec<Timestamp>,
    /// The event it began with: the trace of all of its events.
    pub trace: EventId,
}

impl Ticket {
    /// Adds who is not among the participants yet.
    pub fn meets(&mut self, people: impl IntoIterator<Item = Correspondent>) {
        for new in people {
            let known = self
                .participants
                .iter()
                .any(|known| known.email.key() == new.email.key());
            if !known && self.participants.len() < 50 {
                self.participants.push(new);
            }
        }
    }

    /// Whether `address` takes part.
    pub fn involves(&self, address: &EmailAddress) -> bool {
        let key = address.key();
        self.participants
            .iter()
            .any(|known| known.email.key() == key)
    }
}

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MessageDirection {
    /// Came by mail.
    In,
    /// Left by mail.
    Out,
    /// Stays among the agents.
    Note,
}

/// One message of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketMessage {
    /// Its id; ascending within a ticket.
    pub id: TicketMessageId,
    /// Its ticket.
    pub ticket: TicketId,
    /// When it came or was written.
    pub at: Timestamp,
    /// Which way it went.
    pub direction: MessageDirection,
    /// The agent who wrote it.
    pub author: Option<UserId>,
    /// From; `None`: the mail names nobody.
    pub from: Option<Correspondent>,
    /// To.
    pub to: Vec<Correspondent>,
    /// Cc.
    pub cc: Vec<Correspondent>,
    /// Subject.
    pub subject: String,
    /// The text, at most [`MAX_TEXT`] bytes.
    pub text: String,
    /// Where the quoted text begins, in bytes.
    pub quoted_from: Option<u32>,
    /// HTML that an agent wrote, sanitised.
    #[serde(default)]
    pub html: Option<String>,
    /// Message-ID with its angle brackets.
    pub message_id: Option<String>,
    /// References of a message that leaves, oldest first.
    #[serde(default)]
    pub references: Vec<String>,
    /// Attachments of a message that came, to be read from its original.
    #[serde(default)]
    pub attachments: Vec<TicketAttachment>,
    /// What became of a message that left.
    #[serde(default)]
    pub delivery: Option<Delivery>,
    /// Who the sender is, as far as can be told.
    #[serde(default)]
    pub attribution: Attribution,
    /// The original.
    pub received: Option<ReceivedId>,
    /// What kind of message it is.
    pub class: MessageClass,
    /// What else there is to say: a second copy, a sender who claims to be a participant.
    #[serde(default)]
    pub remarks: Vec<String>,
}

/// An attachment of a message that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketAttachment {
    /// The part of the original; of a message that left its place among the attachments.
    pub part: u32,
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Content-ID of an image within the HTML.
    pub content_id: Option<String>,
    /// Where its bytes are, of a message that left; else they are a part of the original.
    #[serde(default)]
    pub object: Option<BlobKey>,
}

/// What became of a message that left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// In a word.
    pub state: DeliveryState,
    /// The relay's reply code.
    pub smtp_code: Option<u16>,
    /// The relay's own words, or the other server's after a bounce.
    pub smtp_text: Option<String>,
    /// Since when.
    pub at: Timestamp,
}

/// What became of a message that left, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeliveryState {
    /// In the outbox.
    Waiting,
    /// The relay took it.
    Sent,
    /// Tried, to be tried again.
    Delayed,
    /// Given up.
    Failed,
    /// Came back.
    Bounced,
}

/// The subject without what replies and forwards put before it, folded: two of one conversation are equal.
pub fn base_subject(subject: &str) -> String {
    const PREFIXES: [&str; 14] = [
        "re", "aw", "sv", "antw", "rv", "fw", "fwd", "tr", "wg", "i", "rif", "ynt", "res", "odp",
    ];
    let mut left = subject.trim();
    loop {
        let before = left;
        if let Some((prefix, rest)) = left.split_once(':') {
            let word = prefix.trim().to_lowercase();
            let word = word.split(['[', '(']).next().unwrap_or_default();
            if PREFIXES.contains(&word) {
                left = rest.trim_start();
            }
        }
        if let Some((reference, rest)) = left.strip_prefix("[#").and_then(|t| t.split_once(']'))
            && reference.chars().all(|c| c.is_ascii_digit())
        {
            left = rest.trim_start();
        }
        if left == before {
            return fold(left);
        }
    }
}

/// The ticket that a subject names: `[#12]`.
pub fn reference_in(subject: &str) -> Option<TicketId> {
    let mut left = subject;
    while let Some((_, rest)) = left.split_once("[#") {
        let (digits, rest) = rest.split_once(']')?;
        if let Ok(id) = digits.parse() {
            return Some(id);
        }
        left = rest;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_and_forwards_have_the_subject_of_their_conversation() {
        for subject in [
            "Facture 12",
            "RE: Facture 12",
            "TR : Re: facture 12",
            "Re: [#7] AW: Facture 12",
            "Re[2]: Facture 12",
        ] {
            assert_eq!(base_subject(subject), "facture 12", "{subject}");
        }
        assert_eq!(base_subject("Question: prix"), "question: prix");
    }

    #[test]
    fn a_reference_is_found_wherever_it_stands() {
        assert_eq!(reference_in("Re: [#12] Facture"), Some(TicketId(12)));
        assert_eq!(reference_in("[#x] and [#3]"), Some(TicketId(3)));
        assert_eq!(reference_in("[# 12"), None);
    }
}
