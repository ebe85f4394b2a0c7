//! Time as it passes, and what many measurements come to.

use std::time::{Duration, Instant};

/// How long `work` takes, and what it gives.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the world")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begin = Instant::now();
    let done = work();
    (begin.elapsed(), done)
}

/// From now on.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the world")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Milliseconds, for people.
pub(crate) fn ms(taken: Duration) -> f64 {
    taken.as_secs_f64() * 1000.0
}

/// Measurements of one thing, in milliseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    pub(crate) fn add(&mut self, sample: f64) {
        self.0.push(sample);
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }

    /// The sample below which `share` of them are (nearest rank).
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "hundreds of samples"
    )]
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted
            .get(rank.clamp(1, sorted.len().max(1)) - 1)
            .copied()
            .unwrap_or(f64::NAN)
    }

    pub(crate) fn p50(&self) -> f64 {
        self.quantile(0.5)
    }

    pub(crate) fn p99(&self) -> f64 {
        self.quantile(0.99)
    }
}

/// The geometric mean.
#[expect(clippy::cast_precision_loss, reason = "a few ratios")]
pub(crate) fn geometric_mean(ratios: &[f64]) -> f64 {
    (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp()
}
