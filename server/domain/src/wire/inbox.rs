use serde::{Deserialize, Serialize};

use super::Words;
use crate::{address::EmailAddress, id::InboxId, inbox, time::Timestamp};

/// An inbox of the support desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inbox {
    /// Its id.
    pub id: InboxId,
    /// Its name.
    pub name: String,
    /// The address that Colombier receives: have your mail forwarded to it.
    pub generated_address: EmailAddress,
    /// Addresses of your own domains; answers are from the first.
    pub external_addresses: Vec<EmailAddress>,
    /// Whether a message becomes a ticket by itself; else it waits in Received.
    pub automatic_tickets: bool,
    /// Whether a new ticket is acknowledged.
    pub acknowledge: bool,
    /// Stands below answers.
    pub signature: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<&inbox::Inbox> for Inbox {
    fn from(inbox: &inbox::Inbox) -> Self {
        Self {
            id: inbox.id,
            name: inbox.name.as_str().to_owned(),
            generated_address: inbox.generated_address.clone(),
            external_addresses: inbox.external_addresses.clone(),
            automatic_tickets: inbox.automatic_tickets,
            acknowledge: inbox.acknowledge,
            signature: inbox.signature.clone(),
            created_at: inbox.created_at,
        }
    }
}

/// How to have the mail of an inbox's address forwarded to it, at one provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForwardingGuide {
    /// Such as `m365_group`.
    pub code: String,
    /// The provider, and the way.
    pub name: Words,
    /// What to do, in order, with the inbox's addresses.
    pub steps: Vec<Words>,
    /// What people run into, and what helps.
    pub walls: Vec<Words>,
}

/// Whether mail to an external address of an inbox comes back to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Forwarding {
    /// The address.
    pub address: EmailAddress,
    /// How the last test mail fared.
    pub state: ForwardingState,
    /// Whatever a mail server said of it, where it was refused.
    pub said: Option<String>,
    /// When it was asked for.
    pub asked_at: Option<Timestamp>,
    /// When it came back.
    pub back_at: Option<Timestamp>,
}

/// How a test mail fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ForwardingState {
    /// There was none.
    Unknown,
    /// It may still come.
    OnItsWay,
    /// It came back.
    Works,
    /// It was refused, or bounced.
    Refused,
    /// Our own relay has not taken it.
    NotSent,
    /// It was taken, and did not come back: the address's host does not forward it.
    Missed,
}

/// `POST /inboxes/{id}/forwarding`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForwardingForm {
    /// An external address of the inbox.
    pub address: String,
}

/// `POST /inboxes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewInbox {
    /// Its name.
    pub name: String,
    /// Addresses of your own domains.
    #[serde(default)]
    pub external_addresses: Vec<String>,
}

/// `PATCH /inboxes/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboxChange {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Replaces the external addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_addresses: Option<Vec<String>>,
    /// Automatic creation of tickets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub automatic_tickets: Option<bool>,
    /// Acknowledgements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledge: Option<bool>,
    /// The signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}
