//! How the engine's errors become those of the seam.

use std::sync::Arc;

use flow::port::StoreError;

/// An error of the engine, while doing `doing`.
pub(crate) fn backend<E: Into<redb::Error>>(doing: &'static str) -> impl Fn(E) -> StoreError {
    move |error| StoreError::Backend {
        doing,
        source: Box::new(error.into()),
    }
}

/// The store holds what it should never hold.
pub(crate) fn broken(doing: &'static str, what: impl Into<String>) -> StoreError {
    StoreError::Backend {
        doing,
        source: what.into().into(),
    }
}

/// One failure of a commit, told to everyone whose write was in it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{doing}")]
pub(crate) struct Shared {
    doing: &'static str,
    #[source]
    cause: Arc<StoreError>,
}

impl Shared {
    /// `cause`, to be shared.
    pub(crate) fn new(cause: StoreError) -> Self {
        Self {
            doing: "committing to the store",
            cause: Arc::new(cause),
        }
    }

    /// As the answer to one write.
    pub(crate) fn answer(&self, doing: &'static str) -> StoreError {
        StoreError::Backend {
            doing,
            source: Box::new(self.clone()),
        }
    }
}
