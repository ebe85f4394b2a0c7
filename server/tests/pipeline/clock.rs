//! A clock that stands still until it is moved.

use async_trait::async_trait;
use domain::time::{Span, Timestamp};
use flow::port::Clock;
use tokio::sync::watch;

pub(crate) struct ManualClock(watch::Sender<Timestamp>);

impl ManualClock {
    /// Stands at 2026-11-21, nine in the morning in Greenwich.
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(Timestamp::from_ms(1_795_251_600_000)))
    }

    pub(crate) fn advance(&self, span: Span) {
        self.0.send_modify(|now| *now = *now + span);
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    async fn sleep_until(&self, until: Timestamp) {
        // The sender is ours: it cannot go away while we are borrowed.
        let _ = self.0.subscribe().wait_for(|now| *now >= until).await;
    }
}
