//! Whether mail to an address of one's own comes back to its inbox: a test mail is sent there, and waited for.

use serde::{Deserialize, Serialize};

use crate::{
    address::EmailAddress,
    id::{EventId, MailId},
    time::{Span, Timestamp},
};

/// Longer than any host takes that forwards at all: then the test mail is missed.
pub const PATIENCE: Span = Span::from_minutes(30);

/// How often a test that was once asked for is repeated.
pub const REPEATED: Span = Span::from_days(1);

/// The last test of one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForwardingTest {
    /// The external address it was sent to.
    pub address: EmailAddress,
    /// The mail.
    pub mail: MailId,
    /// Trace of its events.
    pub trace: EventId,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it came back.
    pub back_at: Option<Timestamp>,
    /// That it did not come back was told.
    pub missed: bool,
}
