//! Beside the conversation: what is chosen, and what is known.

use domain::ticket::Correspondent;
use domain::wire::{Ticket, TicketChange};
use leptos::prelude::*;

use super::choices::{Assignee, Priority, Status};
use super::conversation::Conversation;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::pages::desk_names::DeskNames;
use crate::parts::{Address, Button, Field, ProblemNotice, Submit, Time, use_toasts};
use crate::say;

/// Status, priority, assignee, tags; customer, inbox, the others who take part.
#[component]
pub fn Aside(conversation: Conversation, names: StoredValue<DeskNames>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <aside class="ticket-aside" aria-label=say!(i18n, desk.about)>
            <Status conversation=conversation/>
            <Priority conversation=conversation/>
            <Assignee conversation=conversation names=names/>
            <Tags conversation=conversation/>
            {move || conversation.ticket.with(|ticket| facts(ticket, names))}
        </aside>
    }
    .into_any()
}

#[component]
fn Tags(conversation: Conversation) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let id = conversation.ticket.with_untracked(|ticket| ticket.id);
    let value = RwSignal::new(
        conversation
            .ticket
            .with_untracked(|ticket| ticket.tags.join(", ")),
    );
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let change = TicketChange {
            tags: Some(value.with_untracked(|typed| words(typed))),
            ..TicketChange::default()
        };
        submit.run(
            async move { api.change_ticket(id, &change).await },
            move |ticket| {
                value.set(ticket.tags.join(", "));
                conversation.ticket.set(ticket);
                toasts.say(say!(i18n, common.saved));
            },
        );
    };
    view! {
        <form on:submit=send>
            <Field name="tags" label=say!(i18n, desk.tags) hint=say!(i18n, desk.tags_hint) value=value error=submit.error_of("tags")/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button busy=submit.busy>{say!(i18n, common.save)}</Button></footer>
        </form>
    }
    .into_any()
}

/// Each tag once, as it was written.
fn words(typed: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in typed.split(',').map(str::trim) {
        if !tag.is_empty() && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

fn facts(ticket: &Ticket, names: StoredValue<DeskNames>) -> AnyView {
    let i18n = use_i18n();
    let inbox = names.with_value(|names| names.inbox(i18n, ticket.inbox));
    let customer = person(&ticket.customer);
    let others = ticket
        .participants
        .iter()
        .filter(|one| one.email != ticket.customer.email)
        .map(person)
        .collect_view();
    let others = (ticket.participants.len() > 1).then(|| {
        view! {
            <dt>{say!(i18n, desk.participants)}</dt>
            <dd>{others}</dd>
        }
    });
    view! {
        <dl class="ticket-facts">
            <dt>{say!(i18n, desk.customer)}</dt>
            <dd>{customer}</dd>
            {others}
            <dt>{say!(i18n, desk.inbox)}</dt>
            <dd>{inbox}</dd>
            <dt>{say!(i18n, desk.opened)}</dt>
            <dd><Time at=ticket.created_at.to_string()/></dd>
        </dl>
    }
    .into_any()
}

fn person(who: &Correspondent) -> AnyView {
    let name = (!who.name.is_empty()).then(|| view! { <div>{who.name.clone()}</div> });
    view! { {name}<div><Address text=who.email.to_string()/></div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn tags_are_kept_once_and_as_they_were_written() {
        assert_eq!(words(" Facture, urgent ,, urgent"), ["Facture", "urgent"]);
    }
}
