//! One line of the journal.

use domain::wire::Event;
use leptos::prelude::*;
use leptos_router::components::A;

use super::Wanted;
use crate::i18n::use_i18n;
use crate::parts::{ActionBadge, Address, ObjectBadge, Time, reason_word};
use crate::say;

/// The filter of the page and the way to change it.
#[derive(Clone, Copy)]
pub struct Filtering {
    pub wanted: Memo<Wanted>,
    pub go: Callback<Wanted>,
}

/// When, what, in words, by whom; its number opens the detail.
pub fn event_row(event: Event) -> impl IntoView {
    let i18n = use_i18n();
    let href = format!("/events/{}", event.id);
    let by = event
        .actor_name
        .clone()
        .unwrap_or_else(|| say!(i18n, common.system).to_owned());
    view! {
        <tr>
            <td><A href=href><Time at=event.at.to_string()/></A></td>
            <td><ObjectBadge code=event.object_type.code()/>" "<ActionBadge code=event.action.code()/></td>
            <td class="what">{event_text(&event)}</td>
            <td class="wide"><Address text=by/></td>
        </tr>
    }
    .into_any()
}

/// The summary, the address to filter by, and why.
pub fn event_text(event: &Event) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let reason = event.reason.map(|reason| reason_word(i18n, reason.code()));
    let to = event.to.as_ref().map(|to| address_link(to.to_string()));
    view! {
        {event.summary.clone()}
        {to.map(|to| view! { " · "{to} })}
        {reason.map(|reason| view! { <span class="note">" · "{reason}</span> })}
    }
    .into_any()
}

/// An address; pressed, it becomes the filter.
pub fn address_link(address: String) -> impl IntoView {
    let href = Wanted::address(&address).query().on("/events");
    view! { <A href=href><Address text=address/></A> }.into_any()
}
