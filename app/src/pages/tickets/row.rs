//! One ticket of the list.

use domain::ticket::{Correspondent, TicketPriority};
use domain::wire::Ticket;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::i18n::use_i18n;
use crate::pages::desk_names::DeskNames;
use crate::parts::{Address, Tag, Time, priority_tone, priority_word, status_tone, status_word};
use crate::say;

/// What it is about, whom, where it stands and who answers.
#[component]
pub fn Row(ticket: Ticket, names: StoredValue<DeskNames>) -> impl IntoView {
    let i18n = use_i18n();
    let inbox = names.with_value(|names| names.inbox(i18n, ticket.inbox));
    let assignee = ticket
        .assignee
        .map(|id| names.with_value(|names| names.person(i18n, id)));
    let priority = (ticket.priority != TicketPriority::Normal).then(|| {
        let words = priority_word(i18n, ticket.priority);
        view! { " "<Tag tone=priority_tone(ticket.priority)>{words}</Tag> }
    });
    let tags = ticket
        .tags
        .into_iter()
        .map(|tag| view! { " "<Tag>{tag}</Tag> })
        .collect_view();
    let subject = if ticket.subject.is_empty() {
        say!(i18n, desk.no_subject).to_owned()
    } else {
        ticket.subject
    };
    view! {
        <tr>
            <td class="name">
                <A href=format!("/tickets/{}", ticket.id)>{subject}</A>
                " "<span class="note">{ticket.reference}</span>{priority}{tags}
            </td>
            <td><Address text=named(&ticket.customer)/></td>
            <td class="wide">{inbox}</td>
            <td><Tag tone=status_tone(ticket.status)>{status_word(i18n, ticket.status)}</Tag></td>
            <td class="wide">{assignee}</td>
            <td><Time at=ticket.updated_at.to_string() relative=true/></td>
        </tr>
    }
    .into_any()
}

/// The name, or the address of who has none.
fn named(who: &Correspondent) -> String {
    if who.name.is_empty() {
        who.email.to_string()
    } else {
        who.name.clone()
    }
}
