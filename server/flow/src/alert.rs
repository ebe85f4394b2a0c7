//! The alert station: reads FILE events after its cursor and adds them to the notices of the alerts they concern.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::{
    directory::Directory,
    event::Event,
    id::{EventId, FileId},
    notice::Line,
    right::Principal,
    time::Span,
};
use tokio_util::sync::CancellationToken;

use crate::{
    Flow, FlowError, killpoint,
    port::{Noted, StoreError},
};

/// Events read at once.
const BATCH: usize = 500;

/// Events told to nobody that may pile up behind the cursor before it is moved for them alone: a commit for each deposit
/// that nobody is told of would cost as much as the deposit.
const CURSOR_LAG: u64 = 1_000;

/// Longest wait without a look: an upload whose client left during the commit rings before it, not after.
const LOOK_AGAIN: Span = Span::from_secs(30);

/// How far the station has read beyond its cursor, in events that it told nobody. Gone with the process: they are read
/// again, and tell nobody again, as alerts are not retroactive.
#[derive(Debug, Default)]
pub(crate) struct ReadAhead(AtomicU64);

impl ReadAhead {
    fn of(&self, cursor: EventId) -> EventId {
        cursor.max(EventId(self.0.load(Ordering::Acquire)))
    }

    fn is_at(&self, read: EventId) {
        self.0.store(read.0, Ordering::Release);
    }
}

impl Flow {
    /// The last event that the station has read.
    pub(crate) async fn alerts_read(&self) -> Result<EventId, StoreError> {
        let cursor = self.world.store.alert_cursor().await?;
        Ok(self.alerts_ahead.of(cursor))
    }

    /// Runs the station until `stop`.
    pub async fn run_alerts(&self, stop: CancellationToken) -> Result<(), FlowError> {
        loop {
            let rung = self.events_bell.notified();
            while !stop.is_cancelled() && self.match_events().await? {}
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = rung => {}
                () = self.world.clock.sleep_until(self.now() + LOOK_AGAIN) => {}
            }
        }
    }

    /// Matches the next events; `false` when there were none.
    pub async fn match_events(&self) -> Result<bool, FlowError> {
        let store = &self.world.store;
        let cursor = store.alert_cursor().await?;
        let (events, to) = store
            .file_events_after(self.alerts_ahead.of(cursor), BATCH)
            .await?;
        killpoint::reached("alert:read");
        let directory = self.directory();
        let noted: Vec<Noted> = events
            .iter()
            .flat_map(|event| told_by(&directory, event))
            .collect();
        let any = !noted.is_empty();
        if !any && to.0.saturating_sub(cursor.0) < CURSOR_LAG {
            self.alerts_ahead.is_at(to);
            return Ok(!events.is_empty());
        }
        match store.note(cursor, to, noted).await {
            // Another server on the same store was faster: look again.
            Err(StoreError::Conflict(_)) => return Ok(true),
            done => done?,
        }
        killpoint::reached("alert:noted");
        if any {
            self.notices_bell.notify_one();
        }
        Ok(true)
    }
}

/// The alerts that tell of `event`, each with its line. One's own action is not told to an alert of one's own.
fn told_by(directory: &Directory, event: &Event) -> Vec<Noted> {
    let (Some(folder), Some(file)) = (event.folder_id, event.object_id) else {
        return Vec::new();
    };
    let own =
        |principal| matches!(principal, Principal::User(id) if event.actor.person_id() == Some(id));
    directory
        .alerts_reaching(folder)
        .filter(|alert| alert.on.includes(event.action) && alert.since < event.id)
        .filter(|alert| alert.own_actions || !own(alert.principal))
        .map(|alert| Noted {
            alert: alert.id,
            line: Line {
                event: event.id,
                file: FileId(file),
                action: event.action,
                actor: event.actor.clone(),
                at: event.at,
                path: event.path.clone().unwrap_or_default(),
            },
        })
        .collect()
}
