//! One try is over: the row, the address's health and the EMAIL events, in one commit.

use std::collections::HashSet;

use domain::{
    event::{Action, Event, Reason, Stamp},
    id::EventId,
    outbox::{FailureScope, MailContent, MailState, OutboxMail, SendFailure},
    time::Timestamp,
};
use flow::port::{Outcome, Refusing, Settle, StoreError};

use super::{SETTLED, Standing, fact, health, remove, stand};
use crate::{changes::Changes, desk, tables::STANDINGS, view::View};

pub(super) fn settle(
    view: &View<'_>,
    changes: &mut Changes,
    settle: &Settle,
) -> Result<(), StoreError> {
    let mail = &settle.mail;
    let before = view.get(&STANDINGS, &mail.id)?.ok_or(SETTLED)?;
    if before.attempt != mail.attempt || before.state == MailState::Waiting {
        return Err(SETTLED);
    }
    if let MailContent::Ticket(content) = &mail.content {
        desk::delivered(view, changes, content, &settle.outcome, settle.at)?;
    }
    let telling = Telling {
        view,
        settle,
        stamp: Stamp::system(settle.at),
    };
    match &settle.outcome {
        Outcome::Sent(_) => {
            telling.skips(changes);
            changes.plan.event(telling.event(Action::Send));
            health::accepted(view, changes, &mail.to, settle.at);
        }
        Outcome::Skipped(reason) => {
            if settle.skipped.is_empty() {
                changes
                    .plan
                    .event(telling.skip(*reason, mail.causes.clone()));
            }
            telling.skips(changes);
        }
        Outcome::Failed(failure) => {
            telling.skips(changes);
            let event = telling.event(Action::Fail).because(failure.reason);
            health::refused(view, changes, &refusing(mail, failure), &event);
        }
        Outcome::Retry(failure, at) => {
            changes
                .plan
                .event(telling.event(Action::Retry).because(failure.reason));
            return wait(changes, mail, &before, *at, Some(failure.clone()));
        }
        Outcome::Released(at) => {
            let uncounted = OutboxMail {
                attempt: mail.attempt.saturating_sub(1),
                ..mail.clone()
            };
            return wait(changes, &uncounted, &before, *at, before.last.clone());
        }
    }
    remove(changes, mail, before.due);
    Ok(())
}

/// The address, if it is the address that was refused.
fn refusing(mail: &OutboxMail, failure: &SendFailure) -> Vec<Refusing> {
    let refused =
        failure.scope == FailureScope::Recipient && failure.reason == Reason::RefusedRecipient;
    let one = refused.then(|| Refusing {
        to: mail.to.clone(),
        text: failure.smtp_text.clone(),
    });
    one.into_iter().collect()
}

/// The row stays, due at `at`.
fn wait(
    changes: &mut Changes,
    mail: &OutboxMail,
    before: &Standing,
    at: Timestamp,
    last: Option<SendFailure>,
) -> Result<(), StoreError> {
    stand(
        changes,
        mail.id,
        before,
        &Standing {
            due: at,
            attempt: mail.attempt,
            state: MailState::Waiting,
            last,
        },
    )
}

/// What the events of one settlement have in common.
struct Telling<'a> {
    view: &'a View<'a>,
    settle: &'a Settle,
    stamp: Stamp,
}

impl Telling<'_> {
    /// An EMAIL event that tells of all lines but the dropped ones.
    fn event(&self, action: Action) -> Event {
        let mail = &self.settle.mail;
        let dropped: HashSet<EventId> = self
            .settle
            .skipped
            .iter()
            .flat_map(|lines| &lines.causes)
            .copied()
            .collect();
        let told = mail
            .causes
            .iter()
            .filter(|cause| !dropped.contains(cause))
            .copied()
            .collect();
        let draft = fact::draft(self.view.directory, &self.stamp, action, mail);
        draft
            .tells(mail.trace, told)
            .with_mail(self.settle.facts.clone())
    }

    /// EMAIL SKIP for some lines.
    fn skip(&self, reason: Reason, causes: Vec<EventId>) -> Event {
        fact::skipped(
            self.view.directory,
            &self.stamp,
            &self.settle.mail,
            reason,
            causes,
        )
        .with_mail(self.settle.facts.clone())
    }

    /// EMAIL SKIP for each reason for which lines were dropped. Only at the end of a mail: at the next try they are
    /// checked again, and may be sent after all.
    fn skips(&self, changes: &mut Changes) {
        for lines in &self.settle.skipped {
            changes
                .plan
                .event(self.skip(lines.reason, lines.causes.clone()));
        }
    }
}
