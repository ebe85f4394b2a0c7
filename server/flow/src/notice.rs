//! The notice station: when a notice is due, its principal becomes people, each line is checked for each of them,
//! and what is left becomes one mail an address.

mod settling;

use std::collections::{BTreeMap, BTreeSet};

use domain::{directory::Directory, file::File, id::FileId, time::Timestamp};
use tokio_util::sync::CancellationToken;

use crate::{
    Flow, FlowError, killpoint,
    letter::{NOWHERE, ascii_domain},
    port::{DueNotice, Settlement},
};

/// Lines settled in one commit.
const MAX_LINES: usize = 10_000;

impl Flow {
    /// Runs the station until `stop`.
    pub async fn run_notices(&self, stop: CancellationToken) -> Result<(), FlowError> {
        loop {
            let rung = self.notices_bell.notified();
            while !stop.is_cancelled() && self.settle_due().await? {}
            let next = self
                .world
                .store
                .next_notice()
                .await?
                .unwrap_or(Timestamp::MAX);
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = rung => {}
                () = self.world.clock.sleep_until(next) => {}
            }
        }
    }

    /// Settles the notices due now; `false` when there were none.
    pub async fn settle_due(&self) -> Result<bool, FlowError> {
        let now = self.now();
        let due = self.world.store.due_notices(now, MAX_LINES).await?;
        if due.is_empty() {
            return Ok(false);
        }
        let files = self.files_of(&due).await?;
        let settlement = self.settlement(due, files, now).await?;
        killpoint::reached("notice:before_commit");
        match self.world.store.settle(settlement).await {
            // A line arrived meanwhile: look again.
            Err(crate::port::StoreError::Conflict(_)) => return Ok(true),
            settled => settled?,
        }
        killpoint::reached("notice:after_commit");
        self.outbox_bell.notify_one();
        Ok(true)
    }

    async fn files_of(&self, due: &[DueNotice]) -> Result<BTreeMap<FileId, File>, FlowError> {
        let ids: BTreeSet<FileId> = due
            .iter()
            .flat_map(|due| due.lines.iter().map(|line| line.file))
            .collect();
        let files = self
            .world
            .store
            .files_by_id(ids.into_iter().collect())
            .await?;
        Ok(files
            .into_iter()
            .flatten()
            .map(|file| (file.id, file))
            .collect())
    }

    /// Decided off the async threads: a large group and many lines take a while.
    async fn settlement(
        &self,
        due: Vec<DueNotice>,
        files: BTreeMap<FileId, File>,
        at: Timestamp,
    ) -> Result<Settlement, FlowError> {
        let directory = self.directory();
        let (keys, domain) = (self.world.keys.clone(), self.sender_domain(&directory));
        let decide = move || {
            let (mails, events) = settling::decide(&directory, &due, &files, at);
            let notices = due.into_iter().map(|due| due.notice).collect();
            Settlement {
                notices,
                mails,
                events,
                at,
                keys,
                domain,
            }
        };
        let settled = tokio::task::spawn_blocking(decide).await;
        settled.map_err(|source| FlowError::Store {
            doing: "settling notices",
            source: source.into(),
        })
    }

    /// The domain of Message-IDs, in ASCII as it is sent: the default sender's, else the page's host.
    pub(crate) fn sender_domain(&self, directory: &Directory) -> String {
        let email = &directory.settings().email;
        if let Some(sender) = &email.default_sender {
            return ascii_domain(sender);
        }
        let url = email.product_url.as_deref().unwrap_or(&self.world.base_url);
        let host = url
            .split("://")
            .nth(1)
            .unwrap_or_default()
            .split(['/', ':'])
            .next()
            .unwrap_or_default();
        match idna::domain_to_ascii(host) {
            Ok(host) if host.contains('.') => host,
            _ => NOWHERE.to_owned(),
        }
    }
}
