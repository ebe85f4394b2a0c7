//! The outbox: mails as they were made, where each stands, and when it is due.

mod fact;
pub(crate) mod health;
pub(crate) mod leases;
mod settle;

use async_trait::async_trait;
use domain::{
    event::{Event, Reason, Stamp},
    id::{EventId, MailId},
    outbox::{MailContent, MailState, OutboxMail, SendFailure},
    refusal::Noun,
    time::Timestamp,
};
use flow::port::{Outbox, Outcome, Settle, StoreError};
use serde::{Deserialize, Serialize};

use crate::{
    changes::Changes,
    desk,
    range::Range,
    store::RedbStore,
    tables::{MAILS, MAILS_DUE, MAILS_TO, STANDINGS},
    view::{Direction, View, go_on},
};

const SETTLED: StoreError = StoreError::Conflict("the mail");

/// Where a mail stands: what changes at each try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standing {
    due: Timestamp,
    attempt: u32,
    state: MailState,
    #[serde(default)]
    last: Option<SendFailure>,
}

impl Standing {
    fn of(mail: &OutboxMail) -> Self {
        Self {
            due: mail.due,
            attempt: mail.attempt,
            state: mail.state,
            last: mail.last.clone(),
        }
    }

    /// `mail` as it stands.
    fn on(self, mail: OutboxMail) -> OutboxMail {
        OutboxMail {
            due: self.due,
            attempt: self.attempt,
            state: self.state,
            last: self.last,
            ..mail
        }
    }

    /// Whether someone may be working on it at `now`.
    fn held(&self, now: Timestamp) -> bool {
        match self.state {
            MailState::Waiting => false,
            MailState::Leased => self.due > now,
            MailState::Sending => true,
        }
    }
}

#[async_trait]
impl Outbox for RedbStore {
    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<OutboxMail>, StoreError> {
        self.write("leasing mails", move |view, changes| {
            let due = due(view, now, limit)?;
            due.into_iter()
                .map(|mail| lease(view, changes, mail, now, until))
                .collect()
        })
        .await
    }

    async fn mark_sending(&self, mail: MailId, attempt: u32) -> Result<(), StoreError> {
        self.write("marking a mail as being sent", move |view, changes| {
            let before = view.get(&STANDINGS, &mail)?.ok_or(SETTLED)?;
            if before.attempt != attempt || before.state == MailState::Waiting {
                return Err(SETTLED);
            }
            changes.put(
                &STANDINGS,
                &mail,
                &Standing {
                    state: MailState::Sending,
                    ..before
                },
            )
        })
        .await
    }

    async fn settle_mail(&self, settle: Settle) -> Result<(), StoreError> {
        self.write("settling a mail", move |view, changes| {
            settle::settle(view, changes, &settle)
        })
        .await
    }

    async fn next_mail(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read("reading when the next mail is due", |view| {
            Ok(view
                .end(&MAILS_DUE, Direction::Up)?
                .map(|((due, _), ())| due))
        })
        .await
    }

    async fn mails(
        &self,
        of: Option<Vec<String>>,
        after: Option<MailId>,
        limit: usize,
    ) -> Result<Vec<OutboxMail>, StoreError> {
        self.read("listing mails", move |view| {
            let mut ids = match of {
                Some(keys) => mails_to(view, keys, after, limit)?,
                None => waiting(view, after, limit)?,
            };
            ids.truncate(limit);
            ids.into_iter()
                .map(|id| Ok(view.must(&STANDINGS, &id)?.on(view.must(&MAILS, &id)?)))
                .collect()
        })
        .await
    }

    async fn hasten_mail(&self, mail: MailId, now: Timestamp) -> Result<OutboxMail, StoreError> {
        self.write("making a mail due", move |view, changes| {
            let before = view
                .get(&STANDINGS, &mail)?
                .ok_or(StoreError::missing(Noun::Mail))?;
            if before.held(now) {
                return Err(SETTLED);
            }
            let after = Standing {
                due: now.min(before.due),
                ..before.clone()
            };
            stand(changes, mail, &before, &after)?;
            Ok(after.on(view.must(&MAILS, &mail)?))
        })
        .await
    }

    async fn cancel_mail(&self, mail: MailId, stamp: Stamp) -> Result<(), StoreError> {
        self.write("cancelling a mail", move |view, changes| {
            let standing = view
                .get(&STANDINGS, &mail)?
                .ok_or(StoreError::missing(Noun::Mail))?;
            if standing.held(stamp.at) {
                return Err(SETTLED);
            }
            let due = standing.due;
            let mail = standing.on(view.must(&MAILS, &mail)?);
            let event = fact::skipped(
                view.directory,
                &stamp,
                &mail,
                Reason::Cancelled,
                mail.causes.clone(),
            );
            changes.plan.event(event.with_mail(fact::of(&mail)));
            if let MailContent::Ticket(content) = &mail.content {
                let skipped = Outcome::Skipped(Reason::Cancelled);
                desk::delivered(view, changes, content, &skipped, stamp.at)?;
            }
            remove(changes, &mail, due);
            Ok(())
        })
        .await
    }

    async fn backlog(&self) -> Result<(u64, Option<Timestamp>), StoreError> {
        self.read("counting mails", |view| {
            // Ids ascend as mails are made: the first is the oldest.
            let oldest = view
                .end(&MAILS, Direction::Up)?
                .map(|(_, mail)| mail.created_at);
            Ok((view.len(&MAILS)?, oldest))
        })
        .await
    }

    async fn record_direct(&self, event: Event) -> Result<EventId, StoreError> {
        self.write("recording a mail in the journal", move |_, changes| {
            Ok(changes.plan.event(event))
        })
        .await
    }
}

/// A new mail, waiting.
pub(crate) fn add(changes: &mut Changes, mail: &OutboxMail) -> Result<(), StoreError> {
    changes.put(&MAILS, &mail.id, mail)?;
    changes.put(&STANDINGS, &mail.id, &Standing::of(mail))?;
    changes.put(&MAILS_DUE, &(mail.due, mail.id), &())?;
    changes.put(&MAILS_TO, &(mail.to.key(), mail.id), &())
}

/// A mail is done with; `due` is what its row says.
fn remove(changes: &mut Changes, mail: &OutboxMail, due: Timestamp) {
    changes.delete(&MAILS, &mail.id);
    changes.delete(&STANDINGS, &mail.id);
    changes.delete(&MAILS_DUE, &(due, mail.id));
    changes.delete(&MAILS_TO, &(mail.to.key(), mail.id));
}

/// Writes where a mail stands and its place in the order of due times.
fn stand(
    changes: &mut Changes,
    mail: MailId,
    before: &Standing,
    after: &Standing,
) -> Result<(), StoreError> {
    if before.due != after.due {
        changes.delete(&MAILS_DUE, &(before.due, mail));
        changes.put(&MAILS_DUE, &(after.due, mail), &())?;
    }
    changes.put(&STANDINGS, &mail, after)
}

fn due(view: &View<'_>, now: Timestamp, limit: usize) -> Result<Vec<MailId>, StoreError> {
    let mut ids = Vec::new();
    view.scan(&MAILS_DUE, &Range::all(), Direction::Up, |(due, id), ()| {
        if due <= now && ids.len() < limit {
            ids.push(id);
            return Ok(go_on(true));
        }
        Ok(go_on(false))
    })?;
    Ok(ids)
}

/// The next try begins. Found SENDING, the one before may have succeeded: said in the journal.
fn lease(
    view: &View<'_>,
    changes: &mut Changes,
    id: MailId,
    now: Timestamp,
    until: Timestamp,
) -> Result<OutboxMail, StoreError> {
    let before = view.must(&STANDINGS, &id)?;
    let mail: OutboxMail = view.must(&MAILS, &id)?;
    if before.state == MailState::Sending {
        changes.plan.event(fact::in_doubt(
            view.directory,
            now,
            &before.clone().on(mail.clone()),
        ));
    }
    let after = Standing {
        due: until,
        attempt: before.attempt + 1,
        state: MailState::Leased,
        last: before.last.clone(),
    };
    stand(changes, id, &before, &after)?;
    Ok(after.on(mail))
}

fn waiting(
    view: &View<'_>,
    after: Option<MailId>,
    limit: usize,
) -> Result<Vec<MailId>, StoreError> {
    let range = after.map_or_else(Range::all, |after| Range::all().after(&after));
    let rows = view.list(&STANDINGS, &range, Direction::Up, limit)?;
    Ok(rows.into_iter().map(|(id, _)| id).collect())
}

fn mails_to(
    view: &View<'_>,
    keys: Vec<String>,
    after: Option<MailId>,
    limit: usize,
) -> Result<Vec<MailId>, StoreError> {
    let mut ids = Vec::new();
    for key in keys {
        let mut range = Range::of(&key);
        if let Some(after) = after {
            range = range.after(&(key, after));
        }
        let rows = view.list(&MAILS_TO, &range, Direction::Up, limit)?;
        ids.extend(rows.into_iter().map(|((_, id), ())| id));
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}
