//! Loads generated events and prints how long searches take and how large everything is.
//!
//! `cargo run --release -p journal --example measure -- EVENTS.jsonl [FOLDER]`: the events of `gen_events.py`; the
//! segments are kept in FOLDER (`target/journal-measure`), and read from there the next time.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a measurement that cannot be made stops here"
)]

mod events;
mod kinds;
mod load;
mod watch;

use std::{env, path::PathBuf, sync::Arc};

use journal::{Cache, Journal};

fn main() {
    let given: Vec<String> = env::args().skip(1).collect();
    let events = PathBuf::from(given.first().map_or("events.jsonl", String::as_str));
    let folder = PathBuf::from(
        given
            .get(1)
            .map_or("target/journal-measure", String::as_str),
    );
    let cap = given
        .get(2)
        .and_then(|cap| cap.parse().ok())
        .unwrap_or(64_u64);
    let cache = Cache::new(cap << 20);
    let segments = load::segments(&events, &folder, &cache);
    load::sizes(&segments);
    println!("resident after opening: {} MB", watch::resident());
    let journal = Journal::new(segments.into_iter().map(Arc::new).collect(), &cache);
    kinds::measure(&journal, &cache, &events);
    println!("resident at the end: {} MB; {cache:?}", watch::resident());
    load::tail(&events);
}
