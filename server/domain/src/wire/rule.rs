use serde::{Deserialize, Serialize};

use crate::{address::EmailAddress, id::TicketId};

/// What rules would have done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleTrial {
    /// How many tickets were looked at, the newest of the inbox.
    pub tickets: u32,
    /// Those on whose first message a rule would have acted.
    pub items: Vec<RuleTrialTicket>,
}

/// A ticket on which a rule would have acted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleTrialTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// Its subject.
    pub subject: String,
    /// Who wrote.
    pub from: EmailAddress,
    /// The rules, in order.
    pub rules: Vec<String>,
}
