//! What a station answers instead of a result.

use domain::refusal::{Noun, Refusal};

use crate::port::{BlobError, ComposeError, StoreError};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// A rule stands against it; nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Someone else was faster.
    #[error("{0} was settled by another meanwhile")]
    Conflict(&'static str),
    /// Wrong address or password; which one is not said.
    #[error("wrong credentials")]
    WrongCredentials,
    /// The upload ended before its end, or was larger than allowed.
    #[error("the upload was not complete")]
    Incomplete,
    /// The disk has no room for it above the reserve.
    #[error("no room left")]
    NoRoom,
    /// The store failed.
    #[error("{doing}")]
    Store {
        /// What was being done.
        doing: &'static str,
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The blobs failed.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// A mail could not be put together.
    #[error(transparent)]
    Compose(#[from] ComposeError),
}

impl FlowError {
    /// `noun` is not there, or not for this viewer to know of.
    pub const fn missing(noun: Noun) -> Self {
        Self::Refused(Refusal::Missing(noun))
    }
}

impl From<StoreError> for FlowError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::Refused(refusal),
            StoreError::Conflict(what) => Self::Conflict(what),
            StoreError::Backend { doing, source } => Self::Store { doing, source },
        }
    }
}
