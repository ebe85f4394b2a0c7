//! From deposit to mail, over time: read from what each EMAIL SEND says of itself.

use domain::{
    event::{Action, ObjectType},
    filter::{EventFilter, EventPage, Order},
    histogram::{Cut, Histogram},
    wire,
};

use super::EventQuery;
use crate::{Flow, FlowError, access::Viewer};

/// Mails that are read together.
const TOGETHER: u64 = 100;

/// So many parts of a bar with very many mails are read, evenly spread.
const PARTS: u64 = 10;

impl Flow {
    /// How long the mails that a search finds took, over time. Of a bar with more than 1,000 mails, 1,000 are
    /// read; a chain has none.
    pub async fn event_delays(
        &self,
        viewer: &Viewer,
        query: &EventQuery,
        cut: Cut,
    ) -> Result<wire::Delays, FlowError> {
        let asked = sent(self.event_filter(viewer, query)?);
        // A chain is a handful of events, each with its own delay.
        let Some(filter) = asked.filter(|_| query.trace.is_none()) else {
            return Ok(wire::Delays::default());
        };
        let Some(bars) = self.world.store.histogram(filter.clone(), cut).await? else {
            return Ok(wire::Delays::default());
        };
        let mut delays = wire::Delays {
            interval: bars.interval,
            from: bars.edges().next(),
            to: bars.edges().last(),
            buckets: Vec::new(),
        };
        for index in 0..bars.bars.len() {
            delays
                .buckets
                .extend(self.delay_of_bar(&filter, &bars, index).await?);
        }
        Ok(delays)
    }

    async fn delay_of_bar(
        &self,
        filter: &EventFilter,
        bars: &Histogram,
        index: usize,
    ) -> Result<Option<wire::Delay>, FlowError> {
        let count: u64 = bars.bars[index].iter().sum();
        if count == 0 {
            return Ok(None);
        }
        let (begins, ends) = (bars.begins(index), bars.begins(index + 1));
        let within = EventFilter {
            from: Some(filter.from.map_or(begins, |from| from.max(begins))),
            to: Some(filter.to.map_or(ends, |to| to.min(ends))),
            ..filter.clone()
        };
        let mut read = self.delays_of(&within, count).await?;
        read.sort_unstable();
        Ok(share(&read, 50)
            .zip(share(&read, 95))
            .map(|(p50_ms, p95_ms)| wire::Delay {
                at: begins,
                count,
                read: read.len() as u64,
                p50_ms,
                p95_ms,
            }))
    }

    /// The delays of `count` mails, or of evenly spread ones of them.
    pub(crate) async fn delays_of(
        &self,
        filter: &EventFilter,
        count: u64,
    ) -> Result<Vec<u64>, FlowError> {
        let step = TOGETHER.max(count / PARTS);
        let mut delays = Vec::new();
        let mut place = 0;
        while place < count {
            let limit = usize::try_from(TOGETHER).unwrap_or_default();
            let mut page = EventPage {
                after: None,
                limit,
                order: Order::Newest,
            };
            if place > 0 {
                page.after = self
                    .world
                    .store
                    .nth(filter.clone(), page, place - 1)
                    .await?;
            }
            let seen = self.world.store.search(filter.clone(), page).await?;
            let mails = seen.events.into_iter().filter_map(|event| event.mail);
            delays.extend(mails.filter_map(|mail| mail.delay_ms));
            place += step;
        }
        Ok(delays)
    }
}

/// Only mails that went out; `None`: the search asks for none.
fn sent(filter: EventFilter) -> Option<EventFilter> {
    let types = &filter.object_types;
    let actions = &filter.actions;
    let asked = (types.is_empty() || types.contains(&ObjectType::Email))
        && (actions.is_empty() || actions.contains(&Action::Send));
    asked.then(|| EventFilter {
        object_types: vec![ObjectType::Email],
        actions: vec![Action::Send],
        ..filter
    })
}

/// The smallest of ascending `delays` that `percent` of 100 do not exceed (nearest rank).
pub(crate) fn share(delays: &[u64], percent: usize) -> Option<u64> {
    let rank = (delays.len() * percent).div_ceil(100).max(1);
    delays.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_took_no_longer_than_the_median() {
        let delays: Vec<u64> = (1..=20).collect();
        assert_eq!(
            (share(&delays, 50), share(&delays, 95)),
            (Some(10), Some(19))
        );
        assert_eq!(
            (share(&[7], 50), share(&[7], 95), share(&[], 50)),
            (Some(7), Some(7), None)
        );
    }

    #[test]
    fn a_search_for_files_finds_no_mail_that_was_sent() {
        let files = EventFilter {
            object_types: vec![ObjectType::File],
            ..EventFilter::default()
        };
        assert_eq!(sent(files), None);
        assert!(sent(EventFilter::default()).is_some());
    }
}
