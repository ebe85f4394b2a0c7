//! A message becomes a ticket, joins one, or stays where it is: all of it in one commit.

use domain::{
    address::EmailAddress,
    event::{Action, Actor, Detail, Event, MailFacts, ObjectType, Reason, Stamp, Via},
    id::{EventId, ReceivedId, TicketId, TicketMessageId},
    outbox::{ForwardContent, MailContent, MailState, OutboxMail},
    received::{MessageClass, Received, Verdict},
    ticket::{DeliveryState, MAX_REOPENS, Ticket, TicketMessage, TicketStatus},
    time::{Span, Timestamp},
};
use flow::port::{Returned, SentOn, StoreError, Taken, TakenInto, Taking};

use super::{fact, put_message, put_ticket, ticket_of};
use crate::{
    changes::Changes,
    outbox::{self, health},
    tables::{COPIES, RECEIVED, TICKET_MESSAGES, UNATTRIBUTED, UNREAD_MAIL},
    view::View,
};

const DAY: Span = Span::from_days(1);

pub(super) fn take(
    view: &View<'_>,
    changes: &mut Changes,
    taking: Taking,
) -> Result<Taken, StoreError> {
    let before: Received = view.must(&RECEIVED, &taking.received)?;
    if before.verdict.is_some() {
        return Err(StoreError::Conflict("the message"));
    }
    let stamp = stamp(&taking, &before);
    let (verdict, reasons, taken) = placed(view, changes, (&taking, &before), &stamp)?;
    if let (Some(key), Some(ticket), Some(message)) =
        (&taking.copy_key, &taken.ticket, taken.message)
        && verdict != Verdict::Duplicate
    {
        changes.put(&COPIES, key, &(ticket.id, message))?;
    }
    let row = Received {
        from: taking.from,
        subject: taking.subject,
        inbox: taking.inbox,
        class: Some(taking.class),
        verdict: Some(verdict),
        reasons,
        ticket: taken.ticket.as_ref().map(|ticket| ticket.id),
        message: taken.message,
        ..before
    };
    settled(changes, &row, taking.received)?;
    Ok(taken)
}

/// Puts a message where it goes; its verdict, why, and the ticket.
fn placed(
    view: &View<'_>,
    changes: &mut Changes,
    (taking, before): (&Taking, &Received),
    stamp: &Stamp,
) -> Result<(Verdict, Vec<String>, Taken), StoreError> {
    let mut verdict = taking.verdict;
    let mut reasons = taking.reasons.clone();
    let taken = match taking.into.clone() {
        TakenInto::Nothing => {
            held(view, changes, before, (verdict, &reasons), stamp);
            Taken::default()
        }
        TakenInto::SentOn(on) => {
            send_on(view, changes, (taking, &on), stamp)?;
            Taken::default()
        }
        TakenInto::New(ticket, message) => {
            begin(view, changes, (*ticket, *message), Action::Receive, stamp)?
        }
        TakenInto::Join {
            ticket,
            message,
            reopens,
        } => {
            let joined = join(view, changes, (ticket, *message), reopens, stamp)?;
            if joined
                .ticket
                .as_ref()
                .is_some_and(|t| t.status == TicketStatus::Held)
                && reopens
            {
                verdict = Verdict::Held;
                reasons.push("reopened too often today".to_owned());
            }
            joined
        }
        TakenInto::Copy(ticket, message, remark) => copy(view, changes, (ticket, message), remark)?,
        TakenInto::Bounced(ticket, message, returned) => {
            bounced(view, changes, (ticket, message), &returned, stamp)?
        }
        TakenInto::Told(event, refusing) => {
            health::refused(view, changes, &refusing, &event);
            Taken::default()
        }
    };
    Ok((verdict, reasons, taken))
}

fn settled(changes: &mut Changes, row: &Received, id: ReceivedId) -> Result<(), StoreError> {
    changes.delete(&UNREAD_MAIL, &id);
    if row.class != Some(MessageClass::Own) && row.verdict != Some(Verdict::Duplicate) {
        changes.put(&UNATTRIBUTED, &id, &())?;
    }
    changes.put(&RECEIVED, &id, row)
}

/// The sender is who acts; a message that names nobody is the system's.
fn stamp(taking: &Taking, received: &Received) -> Stamp {
    let who = taking
        .from
        .clone()
        .or_else(|| received.envelope.from.clone());
    Stamp {
        at: taking.at,
        actor: who.map_or(Actor::System, Actor::Stranger),
        ip: received.envelope.peer,
        via: Via::Smtp,
    }
}

/// TICKET HOLD for what waits for someone; the rest stays without a word but its verdict.
fn held(
    view: &View<'_>,
    changes: &mut Changes,
    received: &Received,
    (verdict, reasons): (Verdict, &[String]),
    stamp: &Stamp,
) {
    if verdict != Verdict::Held {
        return;
    }
    let to: Vec<&str> = received
        .envelope
        .to
        .iter()
        .map(EmailAddress::as_str)
        .collect();
    let language = view.directory.settings().email.language;
    let mut event = Event::draft(stamp, ObjectType::Ticket, Action::Hold).says(
        language,
        &format!("{} ({})", to.join(", "), reasons.join("; ")),
    );
    event.detail = Detail::Note(format!("received {}", received.id));
    changes.plan.event(event);
}

/// EMAIL RECEIVE, and an outbox row for each whom the message is sent on to, in its trace.
fn send_on(
    view: &View<'_>,
    changes: &mut Changes,
    (taking, on): (&Taking, &SentOn),
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let to = taking.reached.as_ref().map_or("", EmailAddress::as_str);
    let from = taking.from.as_ref().map_or("<>", EmailAddress::as_str);
    let language = view.directory.settings().email.language;
    let event = Event::draft(stamp, ObjectType::Email, Action::Receive)
        .says(language, &format!("{from} → {to}"))
        .with_mail(MailFacts {
            to: taking.reached.clone(),
            from: taking.from.clone(),
            message_id: taking.message_id.clone(),
            ..MailFacts::default()
        });
    let cause = changes.plan.event(event);
    let id = taking.message_id.clone().unwrap_or_default();
    mail_on(changes, (taking.received, on), &id, cause, taking.at)
}

/// An outbox row for each whom a message is sent on to.
pub(super) fn mail_on(
    changes: &mut Changes,
    (received, on): (ReceivedId, &SentOn),
    message_id: &str,
    cause: EventId,
    at: Timestamp,
) -> Result<(), StoreError> {
    for (person, to) in &on.recipients {
        let mail = OutboxMail {
            id: changes.plan.give(|c| &mut c.mail),
            person: *person,
            to: to.clone(),
            message_id: message_id.to_owned(),
            content: MailContent::Forward(ForwardContent {
                received,
                redirect: on.redirect,
            }),
            trace: cause,
            causes: vec![cause],
            first_at: at,
            created_at: at,
            due: at,
            attempt: 0,
            state: MailState::Waiting,
            last: None,
        };
        outbox::add(changes, &mail)?;
    }
    Ok(())
}

/// A ticket with its first message.
fn begin(
    view: &View<'_>,
    changes: &mut Changes,
    (mut ticket, mut message): (Ticket, TicketMessage),
    action: Action,
    stamp: &Stamp,
) -> Result<Taken, StoreError> {
    ticket.id = changes.plan.give(|c| &mut c.ticket);
    message.id = changes.plan.give(|c| &mut c.ticket_message);
    message.ticket = ticket.id;
    ticket.messages = 1;
    ticket.last_message = said_by_someone(&message).then_some(message.id);
    ticket.trace = changes.plan.next_event();
    let mut event = fact::draft(view.directory, stamp, action, &ticket);
    event.mail = facts(&message).map(Box::new);
    changes.plan.event(event);
    put_message(changes, ticket.inbox, &message)?;
    put_ticket(changes, None, &ticket)?;
    Ok(Taken {
        message: Some(message.id),
        ticket: Some(ticket),
    })
}

/// TICKET ADD of a ticket that was opened by hand.
pub(super) fn open(
    view: &View<'_>,
    changes: &mut Changes,
    both: (Ticket, TicketMessage),
    stamp: &Stamp,
) -> Result<Ticket, StoreError> {
    begin(view, changes, both, Action::Add, stamp)?
        .ticket
        .ok_or(StoreError::Conflict("the ticket"))
}

pub(super) fn said_by_someone(message: &TicketMessage) -> bool {
    !matches!(
        message.class,
        MessageClass::Auto | MessageClass::Bounce | MessageClass::Own
    )
}

fn facts(message: &TicketMessage) -> Option<MailFacts> {
    let from = message.from.as_ref()?;
    Some(MailFacts {
        to: message.to.first().map(|to| to.email.clone()),
        from: Some(from.email.clone()),
        message_id: message.message_id.clone(),
        ..MailFacts::default()
    })
}

fn join(
    view: &View<'_>,
    changes: &mut Changes,
    (id, mut message): (TicketId, TicketMessage),
    reopens: bool,
    stamp: &Stamp,
) -> Result<Taken, StoreError> {
    let before = ticket_of(view, id)?;
    let mut after = before.clone();
    message.id = changes.plan.give(|c| &mut c.ticket_message);
    message.ticket = id;
    after.messages += 1;
    after.updated_at = stamp.at.max(before.updated_at);
    if said_by_someone(&message) {
        after.last_message = Some(message.id);
    }
    if reopens {
        after.meets(message.from.clone());
    }
    let mut event = fact::draft(view.directory, stamp, Action::Receive, &after);
    event.mail = facts(&message).map(Box::new);
    changes.plan.event(event);
    if reopens && before.status != TicketStatus::Open {
        reopen(view, changes, &mut after, stamp);
    }
    put_message(changes, after.inbox, &message)?;
    put_ticket(changes, Some(&before), &after)?;
    Ok(Taken {
        message: Some(message.id),
        ticket: Some(after),
    })
}

/// Opens a ticket again; one that was reopened too often within a day is held instead: two machines talk.
fn reopen(view: &View<'_>, changes: &mut Changes, ticket: &mut Ticket, stamp: &Stamp) {
    ticket.reopened.retain(|at| *at + DAY > stamp.at);
    let was_closed = ticket.status == TicketStatus::Closed;
    if was_closed && ticket.reopened.len() >= MAX_REOPENS {
        ticket.status = TicketStatus::Held;
        let mut event = fact::draft(view.directory, stamp, Action::Hold, ticket);
        event.detail = Detail::Note("reopened too often today".to_owned());
        changes.plan.event(event);
        return;
    }
    if ticket.status == TicketStatus::Held {
        return;
    }
    ticket.status = TicketStatus::Open;
    if was_closed {
        ticket.reopened.push(stamp.at);
        let event = fact::draft(view.directory, stamp, Action::Reopen, ticket);
        changes.plan.event(event);
    }
}

fn copy(
    view: &View<'_>,
    changes: &mut Changes,
    key: (TicketId, TicketMessageId),
    remark: String,
) -> Result<Taken, StoreError> {
    if let Some(mut message) = view.get(&TICKET_MESSAGES, &key)? {
        if message.remarks.len() < 20 {
            message.remarks.push(remark);
        }
        changes.put(&TICKET_MESSAGES, &key, &message)?;
    }
    Ok(Taken {
        ticket: Some(ticket_of(view, key.0)?),
        message: Some(key.1),
    })
}

/// A message of ours came back: said on it, in the journal, and the ticket is open again.
fn bounced(
    view: &View<'_>,
    changes: &mut Changes,
    key: (TicketId, TicketMessageId),
    returned: &Returned,
    stamp: &Stamp,
) -> Result<Taken, StoreError> {
    let delivery = &returned.delivery;
    let before = ticket_of(view, key.0)?;
    let mut message: TicketMessage = view.must(&TICKET_MESSAGES, &key)?;
    let mut after = before.clone();
    after.updated_at = stamp.at.max(before.updated_at);
    let over = delivery.state == DeliveryState::Bounced;
    let mut event = fact::draft(
        view.directory,
        &Stamp::system(stamp.at),
        Action::Bounce,
        &after,
    );
    event.object_type = ObjectType::Email;
    event.object_id = None;
    event = event
        .says(
            view.directory.settings().email.language,
            &format!("#{} {} → {}", after.id, after.subject, recipients(&message)),
        )
        .with_mail(MailFacts {
            to: message.to.first().map(|to| to.email.clone()),
            from: message.from.as_ref().map(|from| from.email.clone()),
            template: Some("ticket_reply".to_owned()),
            message_id: message.message_id.clone(),
            smtp_code: delivery.smtp_code,
            smtp_text: delivery.smtp_text.clone(),
            ..MailFacts::default()
        });
    if over {
        event = event.because(Reason::RefusedRecipient);
    }
    let went_to = |key: &str| {
        let mut to = message.to.iter().chain(&message.cc);
        to.any(|one| one.email.key() == key)
    };
    let mut refusing = returned.refusing.clone();
    refusing.retain(|one| went_to(&one.to.key()));
    health::refused(view, changes, &refusing, &event);
    let was = message.delivery.as_ref().map(|delivery| delivery.state);
    if over || !matches!(was, Some(DeliveryState::Bounced | DeliveryState::Failed)) {
        message.delivery = Some(delivery.clone());
    }
    changes.put(&TICKET_MESSAGES, &key, &message)?;
    if over && before.status != TicketStatus::Open {
        reopen(view, changes, &mut after, stamp);
    }
    put_ticket(changes, Some(&before), &after)?;
    Ok(Taken {
        ticket: Some(after),
        message: Some(key.1),
    })
}

fn recipients(message: &TicketMessage) -> String {
    let all: Vec<&str> = message.to.iter().map(|to| to.email.as_str()).collect();
    all.join(", ")
}
