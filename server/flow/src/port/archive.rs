use domain::id::EventId;
use tokio::sync::watch;

/// What becomes of the journal's events once they are written.
pub trait Archive: Send + Sync {
    /// The number of the newest event that is committed; changes with each commit that wrote events.
    fn newest_event(&self) -> watch::Receiver<EventId>;
}
