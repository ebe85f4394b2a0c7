//! One line of the journal.

use domain::event::ObjectType;
use domain::wire::Event;
use leptos::prelude::*;
use leptos_router::components::A;

use super::{Wanted, marks};
use crate::i18n::use_i18n;
use crate::parts::{ActionBadge, Address, ObjectBadge, Time, reason_word};
use crate::say;

/// How a line is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Way {
    /// What was searched for, marked in the summary.
    pub needles: Vec<String>,
    /// "3 minutes ago".
    pub relative: bool,
}

/// When, what, in words, by whom; its time opens the detail.
pub fn event_cells(event: &Event, way: &Way) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let href = format!("/events/{}", event.id);
    let by = event
        .actor_name
        .clone()
        .unwrap_or_else(|| say!(i18n, common.system).to_owned());
    let reason = event.reason.map(|reason| reason_word(i18n, reason.code()));
    // In one line, whole: it does not break where an address may.
    let to = event.to.as_ref().map(|to| {
        let address = to.to_string();
        let href = Wanted::of_address(&address).query().on("/events");
        view! { <A href=href>{address}</A> }
    });
    let (relative, at) = (way.relative, event.at.to_string());
    let by = marked(&by, &way.needles);
    let what = marked(&event.summary, &way.needles);
    let (kind, action, title) = (
        event.object_type.code(),
        event.action.code(),
        event.summary.clone(),
    );
    view! {
        <div role="gridcell" class="when"><A href=href><Time at=at relative=relative/></A></div>
        <div role="gridcell" class="kind"><ObjectBadge code=kind/>" "<ActionBadge code=action/></div>
        <div role="gridcell" class="what" title=title>
            <span class="summary">{what}</span>
            {to.map(|to| view! { <span class="to">" · "{to}</span> })}
            {reason.map(|reason| view! { <span class="note">" · "{reason}</span> })}
        </div>
        <div role="gridcell" class="by">{by}</div>
    }
    .into_any()
}

/// Whether a line may be part of a proof.
pub fn has_proof(event: &Event) -> bool {
    matches!(
        event.object_type,
        ObjectType::File | ObjectType::Alert | ObjectType::Email
    )
}

fn marked(text: &str, needles: &[String]) -> AnyView {
    if needles.is_empty() {
        return text.to_owned().into_any();
    }
    let pieces = marks::pieces(text, needles).into_iter();
    let pieces = pieces.map(|(piece, mark)| {
        if mark {
            view! { <mark>{piece}</mark> }.into_any()
        } else {
            piece.into_any()
        }
    });
    pieces.collect_view().into_any()
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
    let href = Wanted::of_address(&address).query().on("/events");
    view! { <A href=href><Address text=address/></A> }.into_any()
}
