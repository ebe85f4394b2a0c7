//! TICKET events.

use domain::{
    directory::Directory,
    event::{Action, Event, ObjectType, Stamp},
    ticket::Ticket,
};

/// A TICKET event: `RECEIVE: Ticket #12 Invoice`.
pub(super) fn draft(
    directory: &Directory,
    stamp: &Stamp,
    action: Action,
    ticket: &Ticket,
) -> Event {
    let inbox = directory
        .inbox(ticket.inbox)
        .map_or("", |inbox| inbox.name.as_str());
    let says = format!(
        "#{} {} ({inbox}, {})",
        ticket.id, ticket.subject, ticket.customer.email
    );
    let mut draft = Event::draft(stamp, ObjectType::Ticket, action)
        .object(ticket.id.0)
        .says(directory.settings().email.language, &says);
    draft.trace = ticket.trace;
    draft
}
