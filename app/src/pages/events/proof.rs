//! The three events that prove a notification, in one line: FILE → ALERT → EMAIL, and the times between them.

use domain::event::ObjectType;
use domain::wire::Event;
use leptos::prelude::*;
use leptos_router::components::A;

use super::Wanted;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{ActionBadge, ObjectBadge, Time, duration_text, grouped, lazily};
use crate::say;

/// One step of a proof.
#[derive(Clone, Debug, PartialEq)]
struct Step {
    event: Event,
    /// Events of the same kind that are not shown: the other files of a mail, its other addresses.
    others: u64,
    /// Since the step before.
    after_ms: Option<u64>,
}

/// Of a whole chain, oldest first, the steps that prove `of`: a file it tells of, its alert, its mail.
fn steps(chain: &[Event], of: &Event) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for kind in [ObjectType::File, ObjectType::Alert, ObjectType::Email] {
        let same = || chain.iter().filter(|event| event.object_type == kind);
        let itself = same().find(|event| event.id == of.id);
        let told = same().find(|event| of.causes.contains(&event.id));
        // The last one of a mail that was tried again is how it ended.
        let ended = if kind == ObjectType::Email {
            same().next_back()
        } else {
            same().next()
        };
        if let Some(event) = itself.or(told).or(ended) {
            let before = steps.last().map(|step| step.event.at);
            steps.push(Step {
                event: event.clone(),
                others: same().count() as u64 - 1,
                after_ms: before.map(|before| event.at.since(before).ms()),
            });
        }
    }
    steps
}

/// Below a line that was opened.
#[component]
pub fn Proof(of: Event) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let trace = of.trace.to_string();
    let asked = trace.clone();
    let chain = lazily(
        move || asked.clone(),
        move |trace: String| async move { api.trace(&trace).await },
    );
    let whole = Wanted {
        trace,
        ..Wanted::default()
    }
    .query()
    .on("/events");
    let line = move |mut chain: Vec<Event>| {
        chain.sort_by_key(|event| event.id);
        let steps = steps(&chain, &of)
            .into_iter()
            .map(|step| view! { <ProofStep step=step/> });
        view! {
            <ol class="proof-line">{steps.collect_view()}</ol>
            <p class="note"><A href=whole.clone()>{say!(i18n, journal.whole_chain)}</A></p>
        }
        .into_any()
    };
    view! { <div class="proof" role="group" aria-label=say!(i18n, journal.proof)>{chain.shown(line)}</div> }.into_any()
}

#[component]
fn ProofStep(step: Step) -> impl IntoView {
    let i18n = use_i18n();
    let Step {
        event,
        others,
        after_ms,
    } = step;
    let href = format!("/events/{}", event.id);
    let gap = after_ms.map(|ms| {
        let span = duration_text(ms);
        view! { <span class="gap">"→ "{span}</span> }
    });
    let others =
        (others > 0).then(|| say!(i18n, journal.and_others, count = grouped(i18n, others)));
    view! {
        <li>
            {gap}
            <span class="step">
                <ObjectBadge code=event.object_type.code()/>
                <ActionBadge code=event.action.code()/>
                <A href=href><Time at=event.at.to_string()/></A>
                <span class="text" title=event.summary.clone()>{event.summary.clone()}</span>
                {others.map(|others| view! { <span class="note">{others}</span> })}
            </span>
        </li>
    }
    .into_any()
}
