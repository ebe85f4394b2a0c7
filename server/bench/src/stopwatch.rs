//! Time as it passes for whoever waits.

use std::{
    future::Future,
    time::{Duration, Instant},
};

/// How long `work` takes, and what it gives.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the world")]
pub(crate) async fn timed<T>(work: impl Future<Output = T>) -> (Duration, T) {
    let begin = Instant::now();
    let done = work.await;
    (begin.elapsed(), done)
}

/// The one in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
