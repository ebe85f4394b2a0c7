//! The watch: tells administrators by mail of what keeps mails from arriving, and of a disk that is nearly full.

use std::sync::Arc;

use domain::{
    change::{Delta, Plan},
    directory::Directory,
    event::{Action, Event},
    filter::{EventFilter, EventPage, Order, Scope},
    id::{EventId, MailId},
    mac::MacKeys,
    outbox::{MailContent, MailState, NoticeContent, OutboxMail},
    person::Language,
    time::{Span, Timestamp},
    watch::{TOLD_ACTIONS, TOLD_TYPES, Watched, is_told},
};
use tokio_util::sync::CancellationToken;

use crate::{Flow, FlowError, port::RegistryExt as _};

/// No more than one mail an administrator in this time.
const AT_MOST_EVERY: Span = Span::from_minutes(60);

/// Events shown in one mail; the rest is a number and a link.
const SHOWN: usize = 20;

/// Events read at once.
const BATCH: usize = 500;

/// How often the disk, and tests of forwarding, are looked at.
const LOOK_AT_DISK: Span = Span::from_minutes(10);

/// How long it waits between two looks at least: events come by the thousand.
const BREATH: Span = Span::from_secs(1);

/// Less than this above the reserve is said: 1 GB.
const LOW: u64 = 1_000_000_000;

impl Flow {
    /// Runs the station until `stop`. What fails is said and tried again.
    pub async fn run_watch(&self, stop: CancellationToken) {
        let mut newest = self.world.store.newest_event();
        let (mut disk, mut low) = (self.now(), false);
        loop {
            newest.mark_unchanged();
            if self.now() >= disk {
                disk = self.now() + LOOK_AT_DISK;
                said(self.look_at_disk(&mut low).await);
                said(self.tend_forwarding().await);
            }
            let next = said(self.tell_admins().await).flatten();
            let next = next.map_or(disk, |next| next.min(disk));
            tokio::select! {
                () = stop.cancelled() => return,
                // Nothing waits: another event may be one that is told.
                _ = newest.changed(), if next == disk => {}
                () = self.world.clock.sleep_until(next) => {}
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.world.clock.sleep_until(self.now() + BREATH) => {}
            }
        }
    }

    /// Mails administrators what they were not told yet, once it has been quiet for a while; when to look again, if
    /// something waits.
    pub async fn tell_admins(&self) -> Result<Option<Timestamp>, FlowError> {
        let directory = self.directory();
        let Some(watched) = directory.watched() else {
            // What was before the watch began is not told.
            let upto = *self.world.store.newest_event().borrow();
            return self.watched(upto, Vec::new()).await.map(|()| None);
        };
        let (untold, seen) = self.untold(watched.upto).await?;
        let Some(first) = untold.first() else {
            // A whole batch of what need not be told: there may be more behind it.
            return match seen {
                Some(seen) => self.watched(seen, untold).await.map(|()| Some(self.now())),
                None => Ok(None),
            };
        };
        let email = &directory.settings().email;
        let due = first.at + email.time_email;
        let due = watched
            .told_at
            .map_or(due, |told| due.max(told + AT_MOST_EVERY));
        if self.now() < due {
            return Ok(Some(due));
        }
        let told = if email.admin_notices {
            untold.clone()
        } else {
            Vec::new()
        };
        let upto = untold.last().map_or(watched.upto, |event| event.id);
        self.watched(upto, told).await?;
        self.outbox_bell.notify_one();
        Ok(Some(self.now() + AT_MOST_EVERY))
    }

    /// What is to be told of the next events; and of a full batch the last one.
    async fn untold(&self, after: EventId) -> Result<(Vec<Event>, Option<EventId>), FlowError> {
        let filter = EventFilter {
            object_types: TOLD_TYPES.to_vec(),
            actions: TOLD_ACTIONS.to_vec(),
            scope: Scope::All,
            ..EventFilter::default()
        };
        let page = EventPage {
            after: Some(after),
            limit: BATCH,
            order: Order::Oldest,
        };
        let seen = self.world.store.search(filter, page).await?;
        let last = seen.events.last().map(|event| event.id);
        let last = last.filter(|_| seen.events.len() == BATCH);
        Ok((seen.events.into_iter().filter(is_told).collect(), last))
    }

    /// In one commit: administrators get a mail of `told`, and are told up to `upto`.
    async fn watched(&self, upto: EventId, told: Vec<Event>) -> Result<(), FlowError> {
        let (keys, at) = (self.world.keys.clone(), self.now());
        let domain = self.sender_domain(&self.directory());
        let decide = move |d: &Directory, plan: &mut Plan| {
            let told_at = if told.is_empty() {
                d.watched().and_then(|watched| watched.told_at)
            } else {
                Some(at)
            };
            plan.put(Delta::Watched(Arc::new(Watched { upto, told_at })));
            plan_mails(d, plan, &told, (&keys, &domain, at));
            Ok(())
        };
        let doing = "telling administrators of what went wrong";
        self.world.store.change(doing, decide).await?;
        Ok(())
    }

    /// SYSTEM FAIL when the disk gets nearly full, once until there is room again.
    async fn look_at_disk(&self, low: &mut bool) -> Result<(), FlowError> {
        let room = self
            .world
            .blobs
            .free_space()
            .await
            .map_err(FlowError::Blob)?;
        if room < LOW && !*low {
            let megabytes = room / 1_000_000;
            let words = match self.directory().settings().email.language {
                Language::Fr => format!("le disque est presque plein, il reste {megabytes} Mo"),
                Language::En => format!("the disk is nearly full, {megabytes} MB are left"),
            };
            self.note(Action::Fail, &words).await?;
        }
        *low = room < LOW || (*low && room < 2 * LOW);
        Ok(())
    }
}

/// One mail to each address of each administrator.
fn plan_mails(
    directory: &Directory,
    plan: &mut Plan,
    told: &[Event],
    (keys, domain, at): (&MacKeys, &str, Timestamp),
) {
    let (Some(first), Some(last)) = (told.first(), told.last()) else {
        return;
    };
    let more = told.len().saturating_sub(SHOWN);
    let content = MailContent::Notice(NoticeContent {
        events: told.iter().take(SHOWN).map(|event| event.id).collect(),
        more: u32::try_from(more).unwrap_or(u32::MAX),
    });
    for admin in directory.people().filter(|person| person.is_admin()) {
        for to in admin.all_addresses() {
            if directory.check_address(to).is_err() {
                continue;
            }
            let id: MailId = plan.give(|c| &mut c.mail);
            plan.mail(OutboxMail {
                id,
                person: Some(admin.id),
                to: to.clone(),
                message_id: keys.message_id(content.template(), id, domain),
                content: content.clone(),
                trace: last.trace,
                causes: Vec::new(),
                first_at: first.at,
                created_at: at,
                due: at,
                attempt: 0,
                state: MailState::Waiting,
                last: None,
            });
        }
    }
}

/// Says in the log what failed.
fn said<T>(done: Result<T, FlowError>) -> Option<T> {
    done.inspect_err(|error| {
        let error = error as &dyn std::error::Error;
        tracing::error!(
            error,
            "administrators could not be told of what went wrong; it is tried again"
        );
    })
    .ok()
}
