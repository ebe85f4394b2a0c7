//! What can be chosen for a ticket; each choice is saved at once.

use domain::id::UserId;
use domain::wire::TicketChange;
use leptos::prelude::*;

use super::conversation::Conversation;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::pages::desk_names::DeskNames;
use crate::parts::{
    ProblemNotice, Select, Submit, chosen, priority_options, status_options, use_toasts,
};
use crate::say;

/// Where it stands.
#[component]
pub fn Status(conversation: Conversation) -> impl IntoView {
    let i18n = use_i18n();
    let now = Signal::derive(move || conversation.ticket.read().status.code().to_owned());
    let options = status_options(i18n);
    let change = |code: &str| TicketChange {
        status: code.parse().ok(),
        ..TicketChange::default()
    };
    view! { <Choice name="status" label=say!(i18n, desk.status) now=now options=options change=change conversation=conversation/> }
}

/// How urgent it is.
#[component]
pub fn Priority(conversation: Conversation) -> impl IntoView {
    let i18n = use_i18n();
    let now = Signal::derive(move || conversation.ticket.read().priority.code().to_owned());
    let options = priority_options(i18n);
    let change = |code: &str| TicketChange {
        priority: code.parse().ok(),
        ..TicketChange::default()
    };
    view! { <Choice name="priority" label=say!(i18n, desk.priority) now=now options=options change=change conversation=conversation/> }
}

/// Who answers.
#[component]
pub fn Assignee(conversation: Conversation, names: StoredValue<DeskNames>) -> impl IntoView {
    let i18n = use_i18n();
    let given = move || conversation.ticket.read().assignee;
    let now = Signal::derive(move || {
        given()
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    });
    let mut options = vec![(String::new(), say!(i18n, desk.nobody).to_owned())];
    names.with_value(|names| {
        options.extend(
            names
                .people()
                .map(|(id, name)| (id.to_string(), name.to_owned())),
        );
    });
    // Someone whom the reader may not name.
    let unnamed = conversation.ticket.with_untracked(|ticket| ticket.assignee);
    if let Some(id) = unnamed
        && !options.iter().any(|(code, _)| *code == id.to_string())
    {
        options.push((id.to_string(), say!(i18n, desk.colleague).to_owned()));
    }
    let change = |code: &str| TicketChange {
        assignee: Some(code.parse::<UserId>().ok()),
        ..TicketChange::default()
    };
    view! { <Choice name="assignee" label=say!(i18n, desk.assignee) now=now options=options change=change conversation=conversation/> }
}

#[component]
fn Choice(
    name: &'static str,
    label: &'static str,
    now: Signal<String>,
    options: Vec<(String, String)>,
    change: fn(&str) -> TicketChange,
    conversation: Conversation,
) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let id = conversation.ticket.with_untracked(|ticket| ticket.id);
    let choose = Callback::new(move |code: String| {
        let change = change(&code);
        submit.run(
            async move { api.change_ticket(id, &change).await },
            move |ticket| {
                conversation.ticket.set(ticket);
                toasts.say(say!(i18n, common.saved));
            },
        );
    });
    let value = chosen(now, choose);
    // What was refused is not shown as if it were so.
    Effect::new(move |_| {
        if submit.problem.read().is_some() {
            value.set(now.get_untracked());
        }
    });
    view! {
        <Select name=name label=label value=value options=options/>
        <ProblemNotice problem=submit.problem/>
    }
    .into_any()
}
