//! Notices: what each alert has collected, its lines, and when it is due.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use domain::{
    alert::Alert,
    directory::Directory,
    id::{AlertId, EventId, MailId, NoticeId},
    mac::{MAX_LISTED, MacKeys},
    notice::{Line, MAX_LINES, Notice},
    outbox::{MailContent, MailState, OutboxMail},
    refusal::Noun,
    time::Timestamp,
};
use flow::port::{DueNotice, NewMail, Noted, Notices, Settlement, StoreError};

use crate::{
    changes::Changes,
    outbox,
    range::Range,
    store::RedbStore,
    tables::{ALERT_CURSOR, MAIL_ALERTS, NOTICE_LINES, NOTICES, NOTICES_DUE, OPEN_NOTICES},
    view::{Direction, View, go_on},
};

#[async_trait]
impl Notices for RedbStore {
    async fn alert_cursor(&self) -> Result<EventId, StoreError> {
        self.read("reading the alert cursor", cursor).await
    }

    async fn note(&self, from: EventId, to: EventId, noted: Vec<Noted>) -> Result<(), StoreError> {
        self.write("adding to notices", move |view, changes| {
            if cursor(view)? != from {
                return Err(StoreError::Conflict("the alert cursor"));
            }
            changes.put(&ALERT_CURSOR, &(), &to)?;
            let mut by_alert: BTreeMap<AlertId, Vec<Line>> = BTreeMap::new();
            for Noted { alert, line } in noted {
                by_alert.entry(alert).or_default().push(line);
            }
            by_alert
                .into_iter()
                .try_for_each(|(alert, lines)| note(view, changes, alert, lines))
        })
        .await
    }

    async fn notices(
        &self,
        after: Option<NoticeId>,
        limit: usize,
    ) -> Result<Vec<Notice>, StoreError> {
        self.read("listing notices", move |view| {
            let range = after.map_or_else(Range::all, |after| Range::all().after(&after));
            let notices = view.list(&NOTICES, &range, Direction::Up, limit)?;
            Ok(notices.into_iter().map(|(_, notice)| notice).collect())
        })
        .await
    }

    async fn due_notices(
        &self,
        now: Timestamp,
        max_lines: usize,
    ) -> Result<Vec<DueNotice>, StoreError> {
        self.read("reading due notices", move |view| {
            due_notices(view, now, max_lines)
        })
        .await
    }

    async fn next_notice(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read("reading when the next notice is due", |view| {
            Ok(view
                .end(&NOTICES_DUE, Direction::Up)?
                .map(|((due, _), ())| due))
        })
        .await
    }

    async fn settle(&self, settlement: Settlement) -> Result<(), StoreError> {
        self.write("settling notices", move |view, changes| {
            settle(view, changes, settlement)
        })
        .await
    }

    async fn notice(&self, notice: NoticeId) -> Result<Option<DueNotice>, StoreError> {
        self.read("reading a notice", move |view| {
            view.get(&NOTICES, &notice)?
                .map(|notice| with_lines(view, notice))
                .transpose()
        })
        .await
    }

    async fn alerts_of_mail(&self, mail: MailId) -> Result<Option<Vec<AlertId>>, StoreError> {
        self.read("reading the alerts of a mail", move |view| {
            view.get(&MAIL_ALERTS, &mail)
        })
        .await
    }

    async fn hasten_notice(&self, notice: NoticeId, now: Timestamp) -> Result<Notice, StoreError> {
        self.write("making a notice due", move |view, changes| {
            let before = view
                .get(&NOTICES, &notice)?
                .ok_or(StoreError::missing(Noun::Mail))?;
            if before.due <= now {
                return Ok(before);
            }
            let after = Notice {
                due: now,
                hastened: true,
                ..before.clone()
            };
            put(changes, Some(&before), &after)?;
            Ok(after)
        })
        .await
    }
}

fn cursor(view: &View<'_>) -> Result<EventId, StoreError> {
    Ok(view.get(&ALERT_CURSOR, &())?.unwrap_or(EventId(0)))
}

/// A notice that is being filled: as its row is, if there is one, and as it will be.
struct Filling {
    before: Option<Notice>,
    now: Notice,
    told: BTreeSet<EventId>,
}

/// Adds the lines of one alert to its open notice, and to further ones where it gets full.
fn note(
    view: &View<'_>,
    changes: &mut Changes,
    alert: AlertId,
    lines: Vec<Line>,
) -> Result<(), StoreError> {
    let Some(of) = view.directory.alert(alert) else {
        return Ok(());
    };
    let mut filling = match view.get(&OPEN_NOTICES, &alert)? {
        Some(open) => {
            let notice: Notice = view.must(&NOTICES, &open)?;
            Some(Filling {
                before: Some(notice.clone()),
                now: notice,
                told: BTreeSet::new(),
            })
        }
        None => None,
    };
    for line in lines {
        let open = match filling.take() {
            Some(open) if open.now.lines < MAX_LINES => open,
            full => {
                if let Some(full) = full {
                    keep(changes, of, full, view.directory)?;
                }
                let id = changes.plan.give(|c| &mut c.notice);
                let now = Notice {
                    id,
                    alert,
                    folder: of.folder,
                    trace: line.event,
                    first_at: line.at,
                    last_at: line.at,
                    due: line.at,
                    hastened: false,
                    lines: 0,
                };
                Filling {
                    before: None,
                    now,
                    told: BTreeSet::new(),
                }
            }
        };
        filling = Some(add(view, changes, open, &line)?);
    }
    if let Some(open) = filling {
        changes.put(&OPEN_NOTICES, &alert, &open.now.id)?;
        keep(changes, of, open, view.directory)?;
    }
    Ok(())
}

/// Adds one line, unless the notice has it.
fn add(
    view: &View<'_>,
    changes: &mut Changes,
    mut open: Filling,
    line: &Line,
) -> Result<Filling, StoreError> {
    let key = (open.now.id, line.event);
    if open.told.insert(line.event) && !view.has(&NOTICE_LINES, &key)? {
        changes.put(&NOTICE_LINES, &key, line)?;
        open.now.lines += 1;
        open.now.first_at = open.now.first_at.min(line.at);
        open.now.last_at = open.now.last_at.max(line.at);
    }
    Ok(open)
}

/// Writes a notice that was filled. Another line makes one that was hastened wait again.
fn keep(
    changes: &mut Changes,
    alert: &Alert,
    filled: Filling,
    directory: &Directory,
) -> Result<(), StoreError> {
    let Filling { before, now, .. } = filled;
    if before
        .as_ref()
        .is_some_and(|before| before.lines == now.lines)
    {
        return Ok(());
    }
    let now = Notice {
        due: directory.notice_due(alert, now.first_at, now.last_at),
        hastened: false,
        ..now
    };
    put(changes, before.as_ref(), &now)
}

/// Writes a notice and its place in the order of due times.
fn put(changes: &mut Changes, before: Option<&Notice>, now: &Notice) -> Result<(), StoreError> {
    if before == Some(now) {
        return Ok(());
    }
    if let Some(before) = before.filter(|before| before.due != now.due) {
        changes.delete(&NOTICES_DUE, &(before.due, before.id));
    }
    changes.put(&NOTICES_DUE, &(now.due, now.id), &())?;
    changes.put(&NOTICES, &now.id, now)
}

fn due_notices(
    view: &View<'_>,
    now: Timestamp,
    max_lines: usize,
) -> Result<Vec<DueNotice>, StoreError> {
    let mut ids = Vec::new();
    let mut lines = 0;
    view.scan(
        &NOTICES_DUE,
        &Range::all(),
        Direction::Up,
        |(due, id), ()| {
            if due > now || (lines >= max_lines && !ids.is_empty()) {
                return Ok(go_on(false));
            }
            let notice: Notice = view.must(&NOTICES, &id)?;
            lines += notice.lines as usize;
            ids.push(notice);
            Ok(go_on(true))
        },
    )?;
    ids.into_iter()
        .map(|notice| with_lines(view, notice))
        .collect()
}

fn with_lines(view: &View<'_>, notice: Notice) -> Result<DueNotice, StoreError> {
    let rows = view.list(
        &NOTICE_LINES,
        &Range::of(&notice.id),
        Direction::Up,
        usize::MAX,
    )?;
    Ok(DueNotice {
        lines: rows.into_iter().map(|(_, line)| line).collect(),
        notice,
    })
}

/// Moves the due times of the notices that wait to what `now` says. One that was made due by hand stays so.
pub(crate) fn reschedule(
    view: &View<'_>,
    changes: &mut Changes,
    now: &Directory,
) -> Result<(), StoreError> {
    view.scan(
        &NOTICES,
        &Range::all(),
        Direction::Up,
        |_, notice: Notice| {
            if let Some(alert) = now.alert(notice.alert).filter(|_| !notice.hastened) {
                let due = now.notice_due(alert, notice.first_at, notice.last_at);
                let moved = Notice {
                    due,
                    ..notice.clone()
                };
                put(changes, Some(&notice), &moved)?;
            }
            Ok(go_on(true))
        },
    )
}

fn settle(
    view: &View<'_>,
    changes: &mut Changes,
    settlement: Settlement,
) -> Result<(), StoreError> {
    let Settlement {
        notices,
        mails,
        events,
        at,
        keys,
        domain,
    } = settlement;
    for notice in &notices {
        remove(view, changes, notice)?;
    }
    for mail in mails {
        let made = made(changes, mail, at, &keys, &domain);
        if let MailContent::Alert(content) = &made.content
            && content.alerts.len() > MAX_LISTED
        {
            let alerts = content.alerts.iter().map(|(alert, _)| *alert).collect();
            changes.put(&MAIL_ALERTS, &made.id, &alerts)?;
        }
        outbox::add(changes, &made)?;
    }
    for event in events {
        changes.plan.event(event);
    }
    Ok(())
}

/// A settled notice goes with its lines, if it is still the one that was settled.
fn remove(view: &View<'_>, changes: &mut Changes, settled: &Notice) -> Result<(), StoreError> {
    let now = view
        .get(&NOTICES, &settled.id)?
        .filter(|now| now.lines == settled.lines);
    let now = now.ok_or(StoreError::Conflict("the notice"))?;
    view.scan_raw(
        &NOTICE_LINES,
        &Range::of(&now.id),
        Direction::Up,
        |key, _| {
            changes.delete(&NOTICE_LINES, &key);
            Ok(go_on(true))
        },
    )?;
    changes.delete(&NOTICES_DUE, &(now.due, now.id));
    changes.delete(&NOTICES, &now.id);
    if view.get(&OPEN_NOTICES, &now.alert)? == Some(now.id) {
        changes.delete(&OPEN_NOTICES, &now.alert);
    }
    Ok(())
}

/// A mail with its id and Message-ID.
fn made(
    changes: &mut Changes,
    new: NewMail,
    at: Timestamp,
    keys: &MacKeys,
    domain: &str,
) -> OutboxMail {
    let id = changes.plan.give(|c| &mut c.mail);
    OutboxMail {
        id,
        person: Some(new.person),
        to: new.to,
        message_id: keys.message_id("alert", id, domain),
        content: new.content,
        trace: new.trace,
        causes: new.causes,
        first_at: new.first_at,
        created_at: at,
        due: at.max(new.not_before),
        attempt: 0,
        state: MailState::Waiting,
        last: None,
    }
}
