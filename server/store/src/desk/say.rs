//! What agents say and change on a ticket, and what became of what left.

use domain::{
    event::{Action, Detail, Stamp},
    id::{EventId, MailId, TicketId, TicketMessageId, UserId},
    outbox::{MailContent, MailState, OutboxMail, TicketContent},
    refusal::Refusal,
    ticket::{Delivery, DeliveryState, MessageDirection, Ticket, TicketMessage, TicketStatus},
    time::Timestamp,
};
use flow::port::{Outcome, Saying, StoreError, TicketEdit};

use super::{fact, put_message, put_ticket, take::said_by_someone, ticket_of};
use crate::{
    changes::Changes,
    outbox,
    range::Range,
    tables::{SENT_OBJECTS, TICKET_MESSAGES},
    view::{Direction, View, go_on},
};

/// The most Message-IDs in `References`: the first of the conversation and its last nine.
const MAX_REFERENCES: usize = 10;

pub(super) fn say(
    view: &View<'_>,
    changes: &mut Changes,
    saying: &Saying,
) -> Result<TicketMessage, StoreError> {
    let before = ticket_of(view, saying.ticket)?;
    if let Some(seen) = saying.seen {
        refuse_if_newer(view, (before.id, seen), saying.message.author)?;
    }
    if saying.acknowledgement && before.acknowledged {
        return Err(StoreError::Conflict("the acknowledgement"));
    }
    let mut message = saying.message.clone();
    message.id = changes.plan.give(|c| &mut c.ticket_message);
    message.ticket = before.id;
    if message.direction == MessageDirection::Out {
        let id = MailId(message.id.0);
        message.message_id = Some(saying.keys.message_id("ticket", id, &saying.domain));
        message.references = references(view, before.id)?;
        message.delivery = Some(waiting(saying.stamp.at));
    }
    for object in message.attachments.iter().filter_map(|one| one.object) {
        changes.put(&SENT_OBJECTS, &object, &(before.id, message.id))?;
    }
    let after = after(&before, &message, saying);
    let event = told(view, changes, &after, &message, saying);
    for recipient in &saying.recipients {
        let mail = mail(changes, &message, (saying, recipient), (after.trace, event));
        outbox::add(changes, &mail)?;
    }
    put_message(changes, after.inbox, &message)?;
    put_ticket(changes, Some(&before), &after)?;
    Ok(message)
}

fn waiting(at: Timestamp) -> Delivery {
    Delivery {
        state: DeliveryState::Waiting,
        smtp_code: None,
        smtp_text: None,
        at,
    }
}

/// The ticket once something was said: an answer waits for the customer, a note changes nothing but its time.
fn after(before: &Ticket, message: &TicketMessage, saying: &Saying) -> Ticket {
    let mut after = before.clone();
    after.messages += 1;
    after.updated_at = saying.stamp.at.max(before.updated_at);
    if saying.acknowledgement {
        after.acknowledged = true;
        return after;
    }
    after.last_message = Some(message.id);
    if message.direction == MessageDirection::Out {
        after.status = TicketStatus::Waiting;
        after.assignee = after.assignee.or(message.author);
        after.meets(message.cc.iter().cloned());
    }
    after
}

/// TICKET SEND of an answer, TICKET MODIFY of a note.
fn told(
    view: &View<'_>,
    changes: &mut Changes,
    ticket: &Ticket,
    message: &TicketMessage,
    saying: &Saying,
) -> EventId {
    let action = match message.direction {
        MessageDirection::Out => Action::Send,
        _ => Action::Modify,
    };
    let mut event = fact::draft(view.directory, &saying.stamp, action, ticket);
    if message.direction == MessageDirection::Note {
        event.detail = Detail::Note("note".to_owned());
    }
    changes.plan.event(event)
}

/// Someone else said something that `author` has not seen. What Colombier or another program wrote does not count.
fn refuse_if_newer(
    view: &View<'_>,
    (ticket, seen): (TicketId, TicketMessageId),
    author: Option<UserId>,
) -> Result<(), StoreError> {
    let range = Range::of(&ticket).after(&(ticket, seen));
    let mut newer = false;
    view.scan(
        &TICKET_MESSAGES,
        &range,
        Direction::Up,
        |_, message: TicketMessage| {
            let own = message.author.is_some() && message.author == author;
            newer = said_by_someone(&message) && !own;
            Ok(go_on(!newer))
        },
    )?;
    if newer {
        return Err(Refusal::NewerMessage.into());
    }
    Ok(())
}

/// The conversation so far, oldest first: the message it began with, and the last nine that came or left.
fn references(view: &View<'_>, ticket: TicketId) -> Result<Vec<String>, StoreError> {
    let mut last = ids(view, ticket, Direction::Down, MAX_REFERENCES)?;
    last.reverse();
    if last.len() == MAX_REFERENCES {
        last.splice(..1, ids(view, ticket, Direction::Up, 1)?);
    }
    Ok(last)
}

/// Message-IDs of a ticket, from one of its ends.
fn ids(
    view: &View<'_>,
    ticket: TicketId,
    direction: Direction,
    most: usize,
) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    view.scan(
        &TICKET_MESSAGES,
        &Range::of(&ticket),
        direction,
        |_, message: TicketMessage| {
            found.extend(message.message_id);
            Ok(go_on(found.len() < most))
        },
    )?;
    Ok(found)
}

fn mail(
    changes: &mut Changes,
    message: &TicketMessage,
    (saying, recipient): (&Saying, &domain::ticket::Correspondent),
    (trace, event): (EventId, EventId),
) -> OutboxMail {
    let at = saying.stamp.at;
    OutboxMail {
        id: changes.plan.give(|c| &mut c.mail),
        person: None,
        to: recipient.email.clone(),
        message_id: message.message_id.clone().unwrap_or_default(),
        content: MailContent::Ticket(TicketContent {
            ticket: message.ticket,
            message: message.id,
            acknowledgement: saying.acknowledgement,
        }),
        trace,
        causes: vec![event],
        first_at: at,
        created_at: at,
        due: at,
        attempt: 0,
        state: MailState::Waiting,
        last: None,
    }
}

/// Changes a ticket, an event for each thing that is different.
pub(super) fn change(
    view: &View<'_>,
    changes: &mut Changes,
    id: TicketId,
    edit: TicketEdit,
    stamp: &Stamp,
) -> Result<Ticket, StoreError> {
    let before = ticket_of(view, id)?;
    let mut after = before.clone();
    after.subject = edit.subject.unwrap_or(after.subject);
    after.status = edit.status.unwrap_or(after.status);
    after.priority = edit.priority.unwrap_or(after.priority);
    after.assignee = edit.assignee.unwrap_or(after.assignee);
    after.tags = edit.tags.unwrap_or(after.tags);
    for tag in edit.further_tags {
        if !after.tags.contains(&tag) {
            after.tags.push(tag);
        }
    }
    if after == before {
        return Ok(after);
    }
    after.updated_at = stamp.at.max(before.updated_at);
    for (action, words) in differences(view, &before, &after) {
        let mut event = fact::draft(view.directory, stamp, action, &after);
        event.detail = Detail::Note(words);
        changes.plan.event(event);
    }
    put_ticket(changes, Some(&before), &after)?;
    Ok(after)
}

fn differences(view: &View<'_>, before: &Ticket, after: &Ticket) -> Vec<(Action, String)> {
    let mut found = Vec::new();
    if before.status != after.status {
        let action = match after.status {
            TicketStatus::Closed => Action::Close,
            TicketStatus::Held => Action::Hold,
            TicketStatus::Open if before.status == TicketStatus::Closed => Action::Reopen,
            TicketStatus::Open | TicketStatus::Waiting => Action::Modify,
        };
        let words = format!("{} → {}", before.status.code(), after.status.code());
        found.push((action, words));
    }
    if before.assignee != after.assignee {
        let name = after
            .assignee
            .and_then(|id| view.directory.person(id))
            .map_or_else(|| "—".to_owned(), |person| person.email.to_string());
        found.push((Action::Assign, name));
    }
    if before.priority != after.priority {
        let words = format!("{} → {}", before.priority.code(), after.priority.code());
        found.push((Action::Modify, words));
    }
    if before.subject != after.subject {
        found.push((
            Action::Modify,
            format!("{} → {}", before.subject, after.subject),
        ));
    }
    if before.tags != after.tags {
        found.push((Action::Modify, after.tags.join(", ")));
    }
    found
}

/// What became of a message that left, as its outbox row is settled. Of several recipients the worst counts.
pub(crate) fn delivered(
    view: &View<'_>,
    changes: &mut Changes,
    content: &TicketContent,
    outcome: &Outcome,
    at: Timestamp,
) -> Result<(), StoreError> {
    let key = (content.ticket, content.message);
    let Some(mut message) = view.get(&TICKET_MESSAGES, &key)? else {
        return Ok(());
    };
    let Some(now) = delivery(outcome, at) else {
        return Ok(());
    };
    let worse = |state| matches!(state, DeliveryState::Failed | DeliveryState::Bounced);
    if message
        .delivery
        .as_ref()
        .is_some_and(|before| worse(before.state) && !worse(now.state))
    {
        return Ok(());
    }
    let failed = worse(now.state);
    message.delivery = Some(now);
    changes.put(&TICKET_MESSAGES, &key, &message)?;
    if failed && !content.acknowledgement {
        reopen_failed(view, changes, content.ticket, at)?;
    }
    Ok(())
}

/// An answer that did not leave is someone's to look at again.
fn reopen_failed(
    view: &View<'_>,
    changes: &mut Changes,
    id: TicketId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let before = ticket_of(view, id)?;
    if before.status == TicketStatus::Open {
        return Ok(());
    }
    let after = Ticket {
        status: TicketStatus::Open,
        updated_at: at.max(before.updated_at),
        ..before.clone()
    };
    let event = fact::draft(view.directory, &Stamp::system(at), Action::Reopen, &after);
    changes.plan.event(event);
    put_ticket(changes, Some(&before), &after)
}

fn delivery(outcome: &Outcome, at: Timestamp) -> Option<Delivery> {
    let of = |state, code, text: &str| {
        Some(Delivery {
            state,
            smtp_code: code,
            smtp_text: Some(text.to_owned()).filter(|text| !text.is_empty()),
            at,
        })
    };
    match outcome {
        Outcome::Sent(said) => of(DeliveryState::Sent, Some(said.smtp_code), &said.smtp_text),
        Outcome::Retry(said, _) => of(DeliveryState::Delayed, said.smtp_code, &said.smtp_text),
        Outcome::Failed(said) => of(DeliveryState::Failed, said.smtp_code, &said.smtp_text),
        Outcome::Skipped(reason) => of(DeliveryState::Failed, None, reason.code()),
        Outcome::Released(_) => None,
    }
}
