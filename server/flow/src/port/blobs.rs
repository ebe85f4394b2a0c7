use std::ops::Range;

use async_trait::async_trait;
use bytes::Bytes;
use domain::file::BlobKey;
use futures::stream::BoxStream;

/// Contents too large for a row. Durable once [`BlobWriter::finish`] has answered.
#[async_trait]
pub trait Blobs: Send + Sync {
    /// Begins a new content under `key`.
    async fn create(&self, key: BlobKey) -> Result<Box<dyn BlobWriter>, BlobError>;

    /// Reads `range` (bytes) of a content, in pieces of at most 64 kB or so.
    async fn read(&self, key: BlobKey, range: Range<u64>) -> Result<BlobReader, BlobError>;

    /// Removes a content; one that is not there is no error.
    async fn remove(&self, key: BlobKey) -> Result<(), BlobError>;

    /// Keys of contents older than an hour, and leftovers of crashed uploads: to find orphans.
    async fn old_keys(&self) -> Result<Vec<BlobKey>, BlobError>;

    /// Bytes that can still be written before the reserve is touched.
    async fn free_space(&self) -> Result<u64, BlobError>;
}

/// A content being read.
pub type BlobReader = BoxStream<'static, Result<Bytes, BlobError>>;

/// A content being written. Dropped without `finish`, nothing of it stays.
#[async_trait]
pub trait BlobWriter: Send {
    /// Appends.
    async fn write(&mut self, piece: Bytes) -> Result<(), BlobError>;

    /// Makes it durable under its key.
    async fn finish(self: Box<Self>) -> Result<(), BlobError>;
}

/// The blobs failed.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// A content is not where its row says.
    #[error("content {0} is missing")]
    Missing(BlobKey),
    /// The disk or the object store failed.
    #[error("{doing}")]
    Backend {
        /// What was being done.
        doing: &'static str,
        /// The cause.
        source: std::io::Error,
    },
}
