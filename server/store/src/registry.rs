//! The small state: decided on in memory, kept in its tables.

use std::sync::Arc;

use async_trait::async_trait;
use domain::directory::Directory;
use flow::port::{Decide, Registry, StoreError};

use crate::store::RedbStore;

#[async_trait]
impl Registry for RedbStore {
    fn directory(&self) -> Arc<Directory> {
        self.published()
    }

    async fn decide(&self, doing: &'static str, mut decide: Decide) -> Result<(), StoreError> {
        self.write(doing, move |view, changes| {
            Ok(decide(view.directory, &mut changes.plan)?)
        })
        .await
    }
}
