//! The small state: decided on in memory, kept in its tables.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{change::Delta, directory::Directory};
use flow::port::{Decide, Registry, StoreError};

use crate::{notices, outbox, store::RedbStore};

#[async_trait]
impl Registry for RedbStore {
    fn directory(&self) -> Arc<Directory> {
        self.published()
    }

    async fn decide(&self, doing: &'static str, mut decide: Decide) -> Result<(), StoreError> {
        self.write(doing, move |view, changes| {
            decide(view.directory, &mut changes.plan)?;
            for mail in changes.plan.take_mails() {
                outbox::add(changes, &mail)?;
            }
            let settings = changes
                .plan
                .deltas()
                .iter()
                .rev()
                .find_map(|delta| match delta {
                    Delta::Settings(settings) => Some(Arc::clone(settings)),
                    _ => None,
                });
            match settings {
                Some(now) => {
                    let before = &view.directory.settings().email;
                    notices::reschedule(view, changes, before, &now.email)
                }
                None => Ok(()),
            }
        })
        .await
    }
}
