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

/// The value that this part of all do not exceed: 0.99 for the 99th percentile.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a place among some thousands"
)]
pub(crate) fn percentile(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() as f64 * part).ceil() as usize;
    values[place.clamp(1, values.len()) - 1]
}
