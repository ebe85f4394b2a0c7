use async_trait::async_trait;
use domain::{
    event::Event,
    facets::Facets,
    filter::{EventFilter, EventPage},
    histogram::{Cut, Histogram},
    id::EventId,
};

use super::StoreError;

/// A page of events.
#[derive(Clone, Debug, Default)]
pub struct SeenEvents {
    /// In the order asked.
    pub events: Vec<Event>,
    /// There may be more after the last one.
    pub more: bool,
}

/// The journal: everything that happened. What a filter's scope hides is neither shown nor counted.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Appends events that belong to no other change (sign-ins, SYSTEM); ids are given in order.
    async fn append(&self, drafts: Vec<Event>) -> Result<Vec<EventId>, StoreError>;

    /// One event.
    async fn event(&self, id: EventId) -> Result<Option<Event>, StoreError>;

    /// A page of what `filter` matches. Exact: neither skips nor repeats while events arrive.
    async fn search(&self, filter: EventFilter, page: EventPage) -> Result<SeenEvents, StoreError>;

    /// The event at place `index` of what `filter` matches, counted in the order of `page` from its `after`; its `limit`
    /// does not count. Takes no longer far down than near the top.
    async fn nth(
        &self,
        filter: EventFilter,
        page: EventPage,
        index: u64,
    ) -> Result<Option<EventId>, StoreError>;

    /// How many events `filter` matches, exactly.
    async fn count(&self, filter: EventFilter) -> Result<u64, StoreError>;

    /// What `filter` matches over time, from its `from` (or the first match) to its `to` (or the last one); `None`:
    /// nothing, and no bounds. Refused where the cut makes too many bars.
    async fn histogram(
        &self,
        filter: EventFilter,
        cut: Cut,
    ) -> Result<Option<Histogram>, StoreError>;

    /// What `filter` matches by type, by action and by the first `actors` actors.
    async fn facets(&self, filter: EventFilter, actors: usize) -> Result<Facets, StoreError>;

    /// The connected chain of an event: all that tell of the same FILE events, and all FILE events these tell of, as
    /// far as the scope of `filter` shows the links; of them what `filter` matches, oldest first, the nearest 1,000.
    async fn chain(&self, trace: EventId, filter: EventFilter) -> Result<Vec<Event>, StoreError>;

    /// FILE events after `after`, oldest first, at most `limit` of them, with the last number looked at.
    async fn file_events_after(
        &self,
        after: EventId,
        limit: usize,
    ) -> Result<(Vec<Event>, EventId), StoreError>;
}
