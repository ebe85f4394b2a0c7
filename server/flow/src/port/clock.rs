use async_trait::async_trait;
use domain::time::Timestamp;

/// The time, handed in so that tests own it.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Returns once `now() >= until`. May be woken late by suspend or a clock set back, never early.
    async fn sleep_until(&self, until: Timestamp);
}
