//! Who sent a message is known: said on it, and what rules do with it is done, in one commit.

use domain::{
    address::EmailAddress,
    event::{Action, Event, MailFacts, ObjectType, Stamp},
    id::ReceivedId,
    received::{Attribution, Received},
    ticket::{Ticket, TicketMessage},
    time::Timestamp,
};
use flow::port::{Ruled, SentOn, StoreError};

use super::{say, take::mail_on};
use crate::{
    changes::Changes,
    tables::{RECEIVED, TICKET_MESSAGES, UNATTRIBUTED},
    view::View,
};

pub(super) fn attribute(
    view: &View<'_>,
    changes: &mut Changes,
    (id, attribution): (ReceivedId, Attribution),
    ruled: Option<Ruled>,
    at: Timestamp,
) -> Result<(), StoreError> {
    if view.get(&UNATTRIBUTED, &id)?.is_none() {
        return Ok(());
    }
    let before: Received = view.must(&RECEIVED, &id)?;
    let mut row = Received {
        attribution: attribution.clone(),
        ..before
    };
    changes.delete(&UNATTRIBUTED, &id);
    if let (Some(ticket), Some(message)) = (row.ticket, row.message) {
        let key = (ticket, message);
        if let Some(message) = view.get(&TICKET_MESSAGES, &key)? {
            let message = TicketMessage {
                attribution,
                ..message
            };
            changes.put(&TICKET_MESSAGES, &key, &message)?;
            if let Some(ruled) = ruled {
                let named = ruled.rules.iter().map(|name| format!("rule: {name}"));
                row.reasons.extend(named);
                act(view, changes, (&row, &message), ruled, at)?;
            }
        }
    }
    changes.put(&RECEIVED, &id, &row)
}

fn act(
    view: &View<'_>,
    changes: &mut Changes,
    (received, message): (&Received, &TicketMessage),
    ruled: Ruled,
    at: Timestamp,
) -> Result<(), StoreError> {
    let stamp = Stamp::system(at);
    let ticket = say::change(view, changes, message.ticket, ruled.edit, &stamp)?;
    if ruled.forward.is_empty() {
        return Ok(());
    }
    let event = sent_on(view, &ticket, message, &ruled.forward, &stamp);
    let cause = changes.plan.event(event);
    let on = SentOn {
        redirect: None,
        recipients: ruled.forward.into_iter().map(|to| (None, to)).collect(),
    };
    let id = message.message_id.clone().unwrap_or_default();
    mail_on(changes, (received.id, &on), &id, cause, at)
}

/// EMAIL RECEIVE: the message goes on, by whose rule.
fn sent_on(
    view: &View<'_>,
    ticket: &Ticket,
    message: &TicketMessage,
    to: &[EmailAddress],
    stamp: &Stamp,
) -> Event {
    let all: Vec<&str> = to.iter().map(EmailAddress::as_str).collect();
    let language = view.directory.settings().email.language;
    let says = format!("#{} {} → {}", ticket.id, ticket.subject, all.join(", "));
    Event::draft(stamp, ObjectType::Email, Action::Receive)
        .says(language, &says)
        .tells(ticket.trace, vec![ticket.trace])
        .with_mail(MailFacts {
            from: message.from.as_ref().map(|from| from.email.clone()),
            message_id: message.message_id.clone(),
            ..MailFacts::default()
        })
}
