use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{event::ObjectType, id::EventId, time::Timestamp};
use tokio::sync::watch;

use super::StoreError;

/// Events whose index was found damaged and made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The first of them.
    pub first: EventId,
    /// The last of them.
    pub last: EventId,
}

/// What becomes of the journal's events once they are written.
#[async_trait]
pub trait Archive: Send + Sync {
    /// The number of the newest event that is committed; changes with each commit that wrote events.
    fn newest_event(&self) -> watch::Receiver<EventId>;

    /// Does one step of what makes the newest events faster to search; whether there was something to do.
    async fn seal_events(&self) -> Result<bool, StoreError>;

    /// Removes events older than their type's time, and gives the space back; how many. FILE events that the alert
    /// station has not read stay.
    async fn expire_events(
        &self,
        cutoffs: BTreeMap<ObjectType, Timestamp>,
    ) -> Result<u64, StoreError>;

    /// Makes damaged indexes again; all that were since this was last asked.
    async fn mend_events(&self) -> Result<Vec<Mended>, StoreError>;
}
