//! How the way of one deposit to one person ended, for each of its addresses.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    address::EmailAddress,
    directory::Directory,
    event::{Action, Detail, Event, ObjectType, Reason, Snapshot},
    filter::{EventFilter, EventPage, Order, Scope},
    id::{AlertId, FolderId, NoticeId, UserId},
    notice::Notice,
    outbox::OutboxMail,
    time::Timestamp,
    wire::WhyOutcome,
};

use super::{Subject, past::Past, then};
use crate::{Flow, FlowError};

/// How many rows are read at once.
const PAGE: usize = 1_000;

/// What it ended by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The relay took the mail.
    Accepted,
    /// It came back afterwards.
    Bounced,
    /// Not sent, by a rule.
    Skipped(Reason),
    /// Refused, or given up.
    Failed(Reason),
    /// Tried, and tried again later.
    Retrying(Reason),
    /// Ready; it has not been tried.
    Queued,
    /// Nothing is sent to anybody now.
    RelayPaused(Reason),
    /// The alert still waits for more.
    Collecting,
    /// The alert station has not come to it yet.
    Unread,
    /// An alert there was, but it ended before: removed, or unsubscribed.
    Before(Reason),
    /// No alert.
    NoAlert,
    /// An alert was made after the deposit.
    AlertLater,
    /// An alert on a folder above, for that folder only.
    NotRecursive,
    /// An alert for new files only, or for new versions only.
    OtherKind,
    /// The person came into the group after the deposit.
    JoinedLater,
    /// Nobody then had that account or address.
    NoAccount,
    /// Nothing was deposited.
    NoDeposit,
    /// No mail was ever to go there.
    NoMail,
    /// The journal does not reach back so far.
    Expired,
}

impl Cause {
    pub(super) const fn outcome(self) -> WhyOutcome {
        match self {
            Self::Accepted => WhyOutcome::Sent,
            Self::Bounced => WhyOutcome::Bounced,
            Self::Skipped(Reason::AddressSuspended) => WhyOutcome::Suspended,
            Self::Skipped(_) => WhyOutcome::Skipped,
            Self::Failed(_) => WhyOutcome::Failed,
            Self::Retrying(_)
            | Self::Queued
            | Self::RelayPaused(_)
            | Self::Collecting
            | Self::Unread => WhyOutcome::Waiting,
            Self::Expired => WhyOutcome::ExpiredFromJournal,
            _ => WhyOutcome::None,
        }
    }

    pub(super) const fn code(self) -> Option<&'static str> {
        Some(match self {
            Self::Accepted | Self::Bounced | Self::Expired => return None,
            Self::Skipped(reason)
            | Self::Failed(reason)
            | Self::Retrying(reason)
            | Self::RelayPaused(reason)
            | Self::Before(reason) => reason.code(),
            Self::Queued => "queued",
            Self::Collecting | Self::Unread => "collecting",
            Self::NoAlert => "no_alert",
            Self::AlertLater => "alert_later",
            Self::NotRecursive => "alert_not_recursive",
            Self::OtherKind => "alert_other_kind",
            Self::JoinedLater => "joined_later",
            Self::NoAccount => "no_account",
            Self::NoDeposit => "no_deposit",
            Self::NoMail => "no_mail",
        })
    }

    /// Of several ends the first is the answer.
    const fn rank(self) -> u8 {
        match self.outcome() {
            WhyOutcome::Bounced => 0,
            WhyOutcome::Sent => 1,
            WhyOutcome::Waiting => 2,
            WhyOutcome::Failed => 3,
            WhyOutcome::Suspended => 4,
            WhyOutcome::Skipped => 5,
            WhyOutcome::ExpiredFromJournal | WhyOutcome::None => 6,
        }
    }
}

/// One end, of one address where it came so far.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) cause: Cause,
    /// The event that says so.
    pub(super) event: Option<Event>,
    pub(super) to: Option<EmailAddress>,
    pub(super) alert: Option<AlertId>,
    /// When it goes on.
    pub(super) due: Option<Timestamp>,
}

impl End {
    pub(super) const fn of(cause: Cause) -> Self {
        Self {
            cause,
            event: None,
            to: None,
            alert: None,
            due: None,
        }
    }

    fn by(event: &Event, cause: Cause) -> Self {
        Self {
            event: Some(event.clone()),
            to: event.mail.as_ref().and_then(|mail| mail.to.clone()),
            alert: then::alert_of(event),
            ..Self::of(cause)
        }
    }

    pub(super) const fn outcome(&self) -> WhyOutcome {
        self.cause.outcome()
    }

    fn key(&self) -> Option<String> {
        self.to.as_ref().map(EmailAddress::key)
    }
}

impl Flow {
    /// The ends, the one that answers first. `events` are those that tell the subject of the deposit, oldest first.
    pub(super) async fn ends(
        &self,
        subject: &Subject,
        deposit: &Event,
        events: &[Event],
        (past, keys): (&Past, &[String]),
    ) -> Result<Vec<End>, FlowError> {
        let mut ends: Vec<End> = keys
            .iter()
            .filter_map(|key| mail_end(events, key))
            .collect();
        self.add_waiting(&mut ends, deposit, keys).await?;
        let skipped = events.iter().filter_map(alert_skip);
        ends.extend(skipped.map(|(event, reason)| End::by(event, Cause::Skipped(reason))));
        if ends.is_empty() {
            ends.push(self.end_without_event(subject, deposit, past).await?);
        }
        ends.sort_by_key(|end| end.cause.rank());
        Ok(ends)
    }

    /// Mails in the outbox: those that were tried get their due time, those that were not are ends of their own.
    async fn add_waiting(
        &self,
        ends: &mut Vec<End>,
        deposit: &Event,
        keys: &[String],
    ) -> Result<(), FlowError> {
        let store = &self.world.store;
        let waiting = store.mails(Some(keys.to_vec()), None, PAGE).await?;
        let tells = |mail: &&OutboxMail| mail.causes.contains(&deposit.id);
        for mail in waiting.iter().filter(tells) {
            let known = ends.iter().position(|end| end.key() == Some(mail.to.key()));
            let end = known.map_or_else(|| End::of(Cause::Queued), |at| ends.remove(at));
            let cause = match self.relay_pause() {
                Some(pause) => Cause::RelayPaused(pause.reason),
                None => end.cause,
            };
            ends.push(End {
                cause,
                to: Some(mail.to.clone()),
                due: Some(mail.due),
                ..end
            });
        }
        Ok(())
    }

    async fn end_without_event(
        &self,
        subject: &Subject,
        deposit: &Event,
        past: &Past,
    ) -> Result<End, FlowError> {
        let Some(person) = subject.person else {
            return Ok(End::of(Cause::NoAccount));
        };
        let now = self.directory();
        match then::noticed([&past.directory, &now], person, deposit) {
            Ok(alert) => self.end_of_alert(alert, deposit).await,
            Err(Cause::NoAlert) => {
                let before = self.ended_before(person, deposit, &past.directory).await?;
                Ok(before.unwrap_or(End::of(Cause::NoAlert)))
            }
            Err(cause) => Ok(End::of(cause)),
        }
    }

    /// The alert was to tell of it, and the journal has no word on that yet, or no longer.
    async fn end_of_alert(&self, alert: AlertId, deposit: &Event) -> Result<End, FlowError> {
        let end = |cause| End {
            alert: Some(alert),
            ..End::of(cause)
        };
        if let Some(notice) = self.open_notice(alert, deposit).await? {
            return Ok(End {
                due: Some(notice.due),
                ..end(Cause::Collecting)
            });
        }
        let cause = if self.alerts_read().await? < deposit.id {
            Cause::Unread
        } else if self.directory().alert(alert).is_none() {
            Cause::Skipped(Reason::AlertRemoved)
        } else {
            Cause::Expired
        };
        Ok(end(cause))
    }

    async fn open_notice(
        &self,
        alert: AlertId,
        deposit: &Event,
    ) -> Result<Option<Notice>, FlowError> {
        let mut after: Option<NoticeId> = None;
        loop {
            let notices = self.world.store.notices(after, PAGE).await?;
            after = notices.last().map(|notice| notice.id);
            let last = notices.len() < PAGE;
            let holds = |notice: &Notice| {
                notice.alert == alert && notice.trace <= deposit.id && deposit.at <= notice.last_at
            };
            let found = notices.into_iter().find(holds);
            if found.is_some() || last {
                return Ok(found);
            }
        }
    }

    /// The last alert of the person that ended before the deposit.
    async fn ended_before(
        &self,
        person: UserId,
        deposit: &Event,
        then: &Directory,
    ) -> Result<Option<End>, FlowError> {
        let lineage = deposit.folder_id.map(|folder| then.lineage(folder));
        let folders: BTreeSet<FolderId> = lineage.into_iter().flatten().map(|at| at.id).collect();
        let filter = EventFilter {
            object_types: vec![ObjectType::Alert],
            actions: vec![Action::Delete, Action::Unsubscribe],
            folders: Some(Arc::new(folders)),
            scope: Scope::All,
            ..EventFilter::default()
        };
        let page = EventPage {
            after: Some(deposit.id),
            limit: PAGE,
            order: Order::Newest,
        };
        let ended = self.world.store.search(filter, page).await?.events;
        let mut own = ended.iter().filter(|event| meant(event, then, person));
        Ok(own.next().map(|event| {
            let reason = match event.action {
                Action::Unsubscribe => Reason::Unsubscribed,
                _ => Reason::AlertRemoved,
            };
            End::by(event, Cause::Before(reason))
        }))
    }
}

/// Whether the alert that ended meant the person; who unsubscribes ends its own part only.
fn meant(event: &Event, then: &Directory, person: UserId) -> bool {
    let Detail::Change {
        before: Some(Snapshot::Alert(alert)),
        ..
    } = &event.detail
    else {
        return false;
    };
    let own = event.action == Action::Delete || event.actor.person_id() == Some(person);
    let who = then.person(person);
    own && who.is_some_and(|who| then.is_meant(who, alert.principal))
}

/// The last word of the EMAIL events to an address.
fn mail_end(events: &[Event], key: &str) -> Option<End> {
    let to = |event: &&Event| {
        let to = event.mail.as_ref().and_then(|mail| mail.to.as_ref());
        event.object_type == ObjectType::Email && to.is_some_and(|to| to.key() == key)
    };
    let mut causes = events.iter().filter(to).filter_map(|event| {
        let reason = event.reason.unwrap_or(Reason::RefusedContent);
        let cause = match event.action {
            Action::Send => Cause::Accepted,
            Action::Bounce => Cause::Bounced,
            Action::Skip => Cause::Skipped(reason),
            Action::Fail => Cause::Failed(reason),
            Action::Retry => Cause::Retrying(reason),
            _ => return None,
        };
        Some(End::by(event, cause))
    });
    causes.next_back()
}

fn alert_skip(event: &Event) -> Option<(&Event, Reason)> {
    let skip = event.object_type == ObjectType::Alert && event.action == Action::Skip;
    event.reason.filter(|_| skip).map(|reason| (event, reason))
}
