use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// `GET /events/delays`: how long mails took from the deposit to the relay's answer, over time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delays {
    /// How wide a bar is.
    pub interval: Span,
    /// Where the first bar begins; `null`: nothing was found.
    pub from: Option<Timestamp>,
    /// Where the last bar ends.
    pub to: Option<Timestamp>,
    /// Those with mails, oldest first.
    pub buckets: Vec<Delay>,
}

/// The mails of one bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delay {
    /// Where the bar begins.
    pub at: Timestamp,
    /// How many mails were sent.
    pub count: u64,
    /// Of how many of them the delays were read: all, or evenly spread ones where there are very many.
    pub read: u64,
    /// Half of them took no longer, in milliseconds.
    pub p50_ms: u64,
    /// 95 of 100 took no longer, in milliseconds.
    pub p95_ms: u64,
}
