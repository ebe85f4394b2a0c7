//! What the engine finds is what the rules say, whatever is sealed, compacted, cached or damaged.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "tests"
)]

mod damage;
mod edges;
mod oracle;
mod rule;
mod world;
