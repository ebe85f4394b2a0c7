//! Named points at which the crash suite kills the process. Compiled to nothing without the feature.

/// Aborts the process when `KILL_AT` names this point; the suite's own builds only.
#[cfg(feature = "killpoints")]
pub fn reached(point: &str) {
    use std::sync::OnceLock;
    static KILL_AT: OnceLock<Option<String>> = OnceLock::new();
    if KILL_AT
        .get_or_init(|| std::env::var("KILL_AT").ok())
        .as_deref()
        == Some(point)
    {
        std::process::abort();
    }
}

/// Does nothing.
#[cfg(not(feature = "killpoints"))]
#[inline]
pub const fn reached(_point: &str) {}
