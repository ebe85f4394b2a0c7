//! Whether mail to the inbox' own addresses comes back to it: tried by a test mail each, and what to do where it does not.

use std::time::Duration;

use domain::id::InboxId;
use domain::wire::{Forwarding, ForwardingState};
use leptos::prelude::*;

use crate::api::use_api;
use crate::i18n::{Locale, use_i18n};
use crate::parts::{Button, ProblemNotice, Submit, Tag, Time, Tone, duration_text, pulse};
use crate::say;

/// How often is looked while a test mail is on its way.
const PERIOD: Duration = Duration::from_secs(2);

/// A line an address.
#[component]
pub fn ForwardingSection(id: InboxId, forwarding: Vec<Forwarding>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    if forwarding.is_empty() {
        return ().into_any();
    }
    let now = RwSignal::new(forwarding);
    let submit = Submit::new();
    let waiting =
        move |all: &Vec<Forwarding>| all.iter().any(|one| one.state == ForwardingState::OnItsWay);
    pulse(PERIOD, move || {
        if now.with_untracked(waiting) {
            submit.run(async move { api.forwarding(id).await }, move |all| {
                now.set(all)
            });
        }
    });
    let test = Callback::new(move |address: String| {
        submit.run(
            async move { api.test_forwarding(id, &address).await },
            move |all| now.set(all),
        );
    });
    view! {
        <section class="section">
            <h2>{say!(i18n, desk.forwarding)}</h2>
            <p class="note">{say!(i18n, desk.forwarding_text)}</p>
            <ul class="scroll-list" aria-live="polite">
                <For each=move || now.get() key=|one| (one.address.clone(), one.asked_at, one.state) let(one)>
                    {line(i18n, one, test)}
                </For>
            </ul>
            <ProblemNotice problem=submit.problem/>
        </section>
    }
    .into_any()
}

fn line(i18n: Locale, one: Forwarding, test: Callback<String>) -> AnyView {
    let (tone, verdict, advice) = match one.state {
        ForwardingState::Unknown => (Tone::Plain, say!(i18n, desk.fwd_unknown), ""),
        ForwardingState::OnItsWay => (
            Tone::Plain,
            say!(i18n, desk.fwd_on_its_way),
            say!(i18n, desk.fwd_wait),
        ),
        ForwardingState::Works => (Tone::Good, say!(i18n, desk.fwd_works), ""),
        ForwardingState::Refused => (
            Tone::Bad,
            say!(i18n, desk.fwd_refused),
            say!(i18n, desk.fwd_refused_advice),
        ),
        ForwardingState::NotSent => (
            Tone::Bad,
            say!(i18n, desk.fwd_not_sent),
            say!(i18n, desk.fwd_not_sent_advice),
        ),
        ForwardingState::Missed => (
            Tone::Bad,
            say!(i18n, desk.fwd_missed),
            say!(i18n, desk.fwd_missed_advice),
        ),
    };
    let took = one.asked_at.zip(one.back_at).map(|(asked, back)| {
        let took = duration_text(back.since(asked).ms());
        say!(i18n, desk.fwd_took, time = took)
    });
    let when = one
        .asked_at
        .map(|at| view! { <span class="note">" "<Time at=at.to_string()/></span> });
    let address = one.address.to_string();
    let label = say!(i18n, desk.fwd_test_of, address = address.clone());
    let press = {
        let address = address.clone();
        Callback::new(move |()| test.run(address.clone()))
    };
    view! {
        <li>
            <Tag tone=tone>{verdict}</Tag>" "<strong>{address}</strong>" "
            <span class="note">{took.unwrap_or_default()}" "{advice}" "{one.said.unwrap_or_default()}</span>
            {when}" "
            <Button label=label press=press>{say!(i18n, desk.fwd_test)}</Button>
        </li>
    }
    .into_any()
}
