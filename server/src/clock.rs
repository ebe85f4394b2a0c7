//! The real time. Only `wiring` hands it in; everything else asks the port.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use domain::time::Timestamp;
use flow::port::Clock;

/// The computer's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SystemClock;

/// The longest single sleep: a clock set forward meanwhile is noticed after it.
const NAP: Duration = Duration::from_mins(1);

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the world")]
        let now = SystemTime::now();
        // A clock before 1970 is a computer without one: the epoch is as good as any other answer.
        Timestamp::try_from(now).unwrap_or_default()
    }

    async fn sleep_until(&self, until: Timestamp) {
        loop {
            let left = until.since(self.now()).to_std();
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(left.min(NAP)).await;
        }
    }
}
