use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    address::EmailAddress,
    event::Reason,
    id::{EventId, FolderId, MailId, NoticeId, TicketId},
    outbox::SendFailure,
    right::Principal,
    time::Timestamp,
};

/// What waits: a mail (`12`) or, before that, what an alert has collected (`n12`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutboxId {
    /// A mail to one address.
    Mail(MailId),
    /// The open notice of one alert.
    Notice(NoticeId),
}

/// The text is no id of the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no id of the outbox")]
pub struct NotAnOutboxId;

impl fmt::Display for OutboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mail(id) => id.fmt(f),
            Self::Notice(id) => write!(f, "n{id}"),
        }
    }
}

impl FromStr for OutboxId {
    type Err = NotAnOutboxId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix('n') {
            Some(id) => id.parse().map(Self::Notice),
            None => text.parse().map(Self::Mail),
        }
        .map_err(|_| NotAnOutboxId)
    }
}

impl Serialize for OutboxId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OutboxId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OutboxKind {
    /// An alert still collects: it becomes mails when due.
    Notice,
    /// A mail that waits for its time, or for another try.
    Mail,
    /// A mail being sent right now.
    Sending,
}

/// A line of `GET /outbox`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutboxItem {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: OutboxId,
    /// Where it stands.
    pub kind: OutboxKind,
    /// The recipient, of a mail.
    pub to: Option<EmailAddress>,
    /// For whom.
    pub principal: Option<Principal>,
    /// The person's or group's name; empty for everyone.
    pub principal_name: String,
    /// The subscribed folder; `null`: the mail is of a ticket.
    pub folder: Option<FolderId>,
    /// Its path; `null` once it is gone, or one may not read it any more.
    pub folder_path: Option<String>,
    /// How many files it tells of.
    pub files: u32,
    /// The ticket the mail is of.
    #[serde(default)]
    pub ticket: Option<TicketId>,
    /// When it is due; it leaves within a second of that unless the relay is paused.
    pub due: Timestamp,
    /// When it, or its first file, came.
    pub created_at: Timestamp,
    /// Tries so far.
    pub attempt: u32,
    /// Our Message-ID, of a mail.
    pub message_id: Option<String>,
    /// What ties it to its events: `/events?trace=`.
    pub trace: EventId,
    /// What the last try ended with.
    pub last: Option<Trouble>,
}

/// Why a try did not end in acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trouble {
    /// The reason's code.
    pub reason: Reason,
    /// The relay's reply code.
    pub smtp_code: Option<u16>,
    /// Its enhanced status code.
    pub smtp_enhanced: Option<String>,
    /// Its own words, or ours where it said nothing.
    pub smtp_text: String,
}

impl From<&SendFailure> for Trouble {
    fn from(failure: &SendFailure) -> Self {
        Self {
            reason: failure.reason,
            smtp_code: failure.smtp_code,
            smtp_enhanced: failure.smtp_enhanced.clone(),
            smtp_text: failure.smtp_text.clone(),
        }
    }
}

/// `GET /outbox/state` (admins).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutboxState {
    /// How many mails wait.
    pub waiting: u64,
    /// When the oldest of them was made.
    pub oldest: Option<Timestamp>,
    /// No mail leaves as things are; it is tried once a minute.
    pub paused: Option<RelayPause>,
}

/// Why no mail leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RelayPause {
    /// Since when.
    pub since: Timestamp,
    /// What the last try ended with.
    pub trouble: Trouble,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_the_outbox_is_read_as_it_is_written() {
        for id in [OutboxId::Mail(MailId(4)), OutboxId::Notice(NoticeId(4))] {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        assert_eq!("m4".parse::<OutboxId>(), Err(NotAnOutboxId));
    }
}
