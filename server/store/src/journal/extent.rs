//! From when to when the results of a search are.

use domain::time::Timestamp;
use journal::{Error, Query, Snapshot};

/// After the last time there is, in the year 9999.
const END: i64 = 253_402_300_800_000;

/// Parts that a span is looked at in; each look narrows it by as much.
const PARTS: i64 = 256;

/// The time of the earliest result, and just after the latest one; `None`: there are none.
///
/// Of the results only: when others happened must not show.
pub(super) fn extent(
    now: &Snapshot,
    query: &Query,
) -> Result<Option<(Timestamp, Timestamp)>, Error> {
    let (low, high) = (query.from.unwrap_or(0), query.to.unwrap_or(END));
    let Some(first) = narrow(now, query, (low, high), First)? else {
        return Ok(None);
    };
    let last = narrow(now, query, (first, high), Last)?.unwrap_or(first);
    let time = |ms: i64| Timestamp::from_ms(ms.max(0).cast_unsigned());
    Ok(Some((time(first), time(last.saturating_add(1)))))
}

/// Which end is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}
use End::{First, Last};

/// The first or the last time of a result in `[low, high)`.
fn narrow(
    now: &Snapshot,
    query: &Query,
    (mut low, mut high): (i64, i64),
    end: End,
) -> Result<Option<i64>, Error> {
    while high - low > 0 {
        let step = ((high - low - 1) / PARTS + 1).max(1);
        let mut edges: Vec<i64> = (0..PARTS)
            .map(|part| low + part * step)
            .filter(|edge| *edge < high)
            .collect();
        edges.push(high);
        let part = Query {
            from: Some(low),
            to: Some(high),
            ..query.clone()
        };
        let bars = now.histogram(&part, &edges)?;
        let intervals = bars.iter().map(|bar| bar.interval);
        let Some(at) = (if end == First {
            intervals.min()
        } else {
            intervals.max()
        }) else {
            return Ok(None);
        };
        if step == 1 {
            return Ok(Some(edges[at]));
        }
        (low, high) = (edges[at], edges[at + 1]);
    }
    Ok(None)
}
