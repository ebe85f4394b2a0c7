//! Search in an append-only list of entries: immutable segments, a tail in memory, exact answers.
//!
//! This crate decides nothing about durability. It turns entries into the bytes of an immutable segment
//! ([`Builder`]), reads such segments by positioned reads ([`Segment`]), and searches a list of them together with
//! the entries that are in none yet ([`Journal`], [`Snapshot`]). What is found is exactly what
//! [`Query::matches`] says of each entry.
//!
//! ```
//! use journal::{Cache, Entry, Journal, Listing, Query};
//!
//! let journal = Journal::new(Vec::new(), &Cache::new(64 << 20));
//! journal.append([Entry { id: 1, text: "devis.pdf".into(), ..Entry::default() }]);
//! let page = journal.snapshot().search(&Query::everything(), &Listing::default())?;
//! assert_eq!(page.hits[0].id, 1);
//! # Ok::<(), journal::Error>(())
//! ```
#![warn(missing_docs)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "a segment holds at most 65,536 entries and 512 MB: positions fit 16 bits, places 32"
)]

mod cache;
mod entry;
mod error;
mod facets;
mod histogram;
mod journal;
mod matches;
mod needle;
mod plan;
mod query;
mod scope;
mod segment;
mod sets;
mod snapshot;
mod source;
mod spread;

pub use cache::Cache;
pub use entry::Entry;
pub use error::{BuildError, Error, Part};
pub use facets::Facets;
pub use histogram::Bar;
pub use journal::{CompactError, Journal};
pub use needle::Needle;
pub use query::{Listing, Order, Query};
pub use scope::{Member, Scope};
pub use segment::{Builder, RebuildError, Segment, build};
pub use sets::{Codes, Ids};
pub use snapshot::{Hit, Page, Snapshot};
pub use source::Source;
