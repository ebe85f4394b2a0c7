//! Typed ids: numbers given once by the store, never reused nor computed from what is left.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "7"))]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<u64> for $name {
            fn from(number: u64) -> Self {
                Self(number)
            }
        }

        /// A string where people read it (JSON: numbers above 2^53 would not survive), a number in rows.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(&self.0)
                } else {
                    serializer.serialize_u64(self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
                } else {
                    u64::deserialize(deserializer).map(Self)
                }
            }
        }
    )+};
}

ids! {
    /// A person with an account.
    UserId;
    /// A group of people.
    GroupId;
    /// A folder of the tree.
    FolderId;
    /// A file, whatever its versions and names.
    FileId;
    /// One version of a file's content.
    VersionId;
    /// An alert: a principal and a subscribed folder.
    AlertId;
    /// The open or due collection of events of one alert.
    NoticeId;
    /// A mail of the outbox.
    MailId;
    /// An event of the journal, numbered as written.
    EventId;
    /// A signed-in session.
    SessionId;
    /// An API token.
    TokenId;
    /// A saved search.
    SearchId;
    /// An inbox of the support desk.
    InboxId;
    /// A ticket.
    TicketId;
    /// A message of a ticket.
    TicketMessageId;
    /// A message that was received.
    ReceivedId;
    /// A distribution list, or the forward of an address.
    RedirectId;
}

impl EventId {
    /// The number after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_string_in_json() {
        assert_eq!(serde_json::to_string(&FileId(7)).unwrap(), "\"7\"");
        assert_eq!(serde_json::from_str::<FileId>("\"7\"").unwrap(), FileId(7));
        assert!(serde_json::from_str::<FileId>("\"x\"").is_err());
    }
}
