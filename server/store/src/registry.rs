//! The small state: decided on in memory, kept in its tables.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{change::Delta, directory::Directory, settings::EmailSettings};
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
            let deltas = changes.plan.deltas();
            if deltas
                .iter()
                .any(|delta| times_mails(view.directory, delta))
            {
                let now = view.directory.with(deltas);
                notices::reschedule(view, changes, &now)?;
            }
            Ok(())
        })
        .await
    }
}

/// Whether a change may move the times at which mails leave.
fn times_mails(before: &Directory, delta: &Delta) -> bool {
    match delta {
        Delta::Settings(now) => {
            let (before, now) = (&before.settings().email, &now.email);
            let times = |email: &EmailSettings| (email.time_email, email.time_email_max);
            times(before) != times(now) || before.time_zone != now.time_zone
        }
        Delta::Folder(now) => before.folder(now.id).is_some_and(|before| {
            before.mail_timing != now.mail_timing || before.parent != now.parent
        }),
        _ => false,
    }
}
