use async_trait::async_trait;
use domain::{
    event::Event,
    filter::{EventFilter, EventPage},
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

/// The journal: everything that happened.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Appends events that belong to no other change (sign-ins, SYSTEM, imports); ids are given in order.
    async fn append(&self, drafts: Vec<Event>) -> Result<Vec<EventId>, StoreError>;

    /// One event.
    async fn event(&self, id: EventId) -> Result<Option<Event>, StoreError>;

    /// A page of what `filter` matches. Exact: neither skips nor repeats while events arrive.
    async fn search(&self, filter: EventFilter, page: EventPage) -> Result<SeenEvents, StoreError>;

    /// How many events `filter` matches, exactly.
    async fn count(&self, filter: EventFilter) -> Result<u64, StoreError>;

    /// The connected chain of a trace: FILE events, the ALERT and EMAIL events that tell of them, oldest first, at
    /// most 1,000.
    async fn chain(&self, trace: EventId) -> Result<Vec<Event>, StoreError>;

    /// FILE events after `after`, oldest first, at most `limit` of them, with the last number looked at.
    async fn file_events_after(
        &self,
        after: EventId,
        limit: usize,
    ) -> Result<(Vec<Event>, EventId), StoreError>;
}
