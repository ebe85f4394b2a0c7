use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    event::ObjectType,
    histogram::{self, Counts},
    time::{Span, Timestamp},
};

/// `GET /events/histogram`: how many events of each type over time, no bar left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Histogram {
    /// How wide a bar is.
    pub interval: Span,
    /// Where the first bar begins; `null`: nothing was found.
    pub from: Option<Timestamp>,
    /// Where the last bar ends.
    pub to: Option<Timestamp>,
    /// The bars, oldest first.
    pub buckets: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bar {
    /// Where it begins.
    pub at: Timestamp,
    /// How many events of each type; types without any are left out.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, u64>))]
    pub counts: BTreeMap<ObjectType, u64>,
}

impl From<histogram::Histogram> for Histogram {
    fn from(histogram: histogram::Histogram) -> Self {
        let bar = |(index, counts)| Bar {
            at: histogram.begins(index),
            counts: named(counts),
        };
        let end = histogram.begins(histogram.bars.len());
        Self {
            interval: histogram.interval,
            from: (!histogram.bars.is_empty()).then(|| histogram.begins(0)),
            to: (!histogram.bars.is_empty()).then_some(end),
            buckets: histogram.bars.iter().enumerate().map(bar).collect(),
        }
    }
}

fn named(counts: &Counts) -> BTreeMap<ObjectType, u64> {
    let counts = ObjectType::ALL.iter().copied().zip(counts.iter().copied());
    counts.filter(|(_, count)| *count > 0).collect()
}
