use serde::{Deserialize, Serialize};

use super::OutboxState;
use crate::{
    event::{Action, Reason},
    outbox,
    time::Timestamp,
};

/// `GET /delivery` (admins): what became of mails since a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryReport {
    /// Since.
    pub from: Timestamp,
    /// What waits now, and whether mail leaves at all.
    pub outbox: OutboxState,
    /// Mails that the relay took.
    pub sent: u64,
    /// From deposit to the relay's yes: half of the mails took at most this, in milliseconds; `null` without mails.
    pub p50_ms: Option<u64>,
    /// 95 of 100 took at most this.
    pub p95_ms: Option<u64>,
    /// What did not go as it should, the most frequent first.
    pub troubles: Vec<DeliveryTrouble>,
    /// The domains with the most trouble first, at most 20.
    pub domains: Vec<DomainTrouble>,
    /// How many events of trouble were read: the newest, at most 5,000.
    pub read: u64,
}

/// Mails that ended or stumbled for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryTrouble {
    /// `RETRY`, `FAIL`, `BOUNCE` or `SKIP`.
    pub action: Action,
    /// Why.
    pub reason: Option<Reason>,
    /// How often.
    pub count: u64,
}

/// Trouble with the mails to one domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DomainTrouble {
    /// The domain.
    pub domain: String,
    /// How often.
    pub count: u64,
}

/// An address that refused mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddressHealth {
    /// The address, in lower case.
    pub address: String,
    /// Refusals in a row.
    pub refusals: u32,
    /// Mails that came back lately.
    pub bounces: u32,
    /// The last words of the server that refused.
    pub last_text: String,
    /// No mail is sent to it since; `null`: it is still tried.
    pub suspended_since: Option<Timestamp>,
    /// The last mail that was accepted for it; `null`: none that the journal knows of.
    pub last_accepted: Option<Timestamp>,
}

impl AddressHealth {
    /// Of the kept state, with what the journal says.
    pub fn new(health: &outbox::AddressHealth, last_accepted: Option<Timestamp>) -> Self {
        Self {
            address: health.key.clone(),
            refusals: health.refusals,
            bounces: u32::try_from(health.bounced.len()).unwrap_or(u32::MAX),
            last_text: health.last_text.clone(),
            suspended_since: health.suspended_since,
            last_accepted,
        }
    }
}
