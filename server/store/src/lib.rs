//! The store: redb behind the seam of `flow`, and contents on disk behind its `Blobs` port.
//!
//! One writer thread merges what is queued into one durable commit ([`RedbStore`]); reads run off the async threads.
//! A queued write first decides by reading, and only then are its changes applied, so a refusal leaves nothing.
#![warn(missing_docs)]

mod batch;
mod changes;
mod desk;
mod disk;
mod disk_blobs;
mod error;
mod files;
mod journal;
mod key;
mod migrations;
mod notices;
mod open;
mod outbox;
mod picture;
mod range;
mod registry;
mod store;
mod tables;
mod view;
mod writer;

pub use ::journal::Source as SegmentSource;
pub use disk_blobs::DiskBlobs;
pub use journal::{Draft, Imported, Lines, SegmentFiles};
pub use open::{Backend, JOURNAL_CACHE, OpenError, Options, Place, Segments};
pub use store::RedbStore;
