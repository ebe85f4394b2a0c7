//! What is typed: keywords, days, and a time to jump to. Types, actions and people are chosen beside the list.

use leptos::prelude::*;

use super::{Filtering, Wanted};
use crate::browser::{day_edge, instant, local_day};
use crate::i18n::use_i18n;
use crate::parts::{Button, Look, SearchField};
use crate::say;

/// Each change goes into the address at once; keywords when the fingers rest for a moment.
#[component]
pub fn Filters() -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go, .. } = expect_context();
    let asked = move |q: String| {
        go.run(Wanted {
            q,
            at: String::new(),
            ..wanted.get_untracked()
        })
    };
    let submit = move |event: web_sys::SubmitEvent| event.prevent_default();
    let from = move |from| {
        go.run(
            wanted
                .get_untracked()
                .within(from, wanted.get_untracked().to),
        )
    };
    let to = move |to| {
        go.run(
            wanted
                .get_untracked()
                .within(wanted.get_untracked().from, to),
        )
    };
    view! {
        <form class="filters" role="search" on:submit=submit>
            <SearchField hint=say!(i18n, journal.keywords_hint) value=Signal::derive(move || wanted.read().q.clone())
                asked=Callback::new(asked)/>
            <Day name="from" label=say!(i18n, journal.from) end=false value=Signal::derive(move || wanted.read().from.clone())
                set=Callback::new(from)/>
            <Day name="to" label=say!(i18n, journal.to) end=true value=Signal::derive(move || wanted.read().to.clone())
                set=Callback::new(to)/>
            <Jump/>
            <Clear/>
        </form>
    }
    .into_any()
}

#[component]
fn Clear() -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go, .. } = expect_context();
    let idle = Signal::derive(move || wanted.read().is_unfiltered());
    let clear = Callback::new(move |()| go.run(wanted.get_untracked().unfiltered()));
    view! { <Button look=Look::Quiet disabled=idle press=clear>{say!(i18n, journal.clear)}</Button> }.into_any()
}

/// Brings the list to a time; nothing is filtered.
#[component]
fn Jump() -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go, .. } = expect_context();
    let jump = move |local: String| {
        let at = instant(&local).unwrap_or_default();
        go.run(Wanted {
            at,
            ..wanted.get_untracked()
        });
    };
    view! {
        <div class="field bare">
            <label for="at">{say!(i18n, journal.jump)}</label>
            <input id="at" name="at" type="datetime-local" on:change:target=move |ev| jump(ev.target().value())/>
        </div>
    }
    .into_any()
}

/// A day of the reader; the address holds the instant.
#[component]
fn Day(
    name: &'static str,
    #[prop(into)] label: String,
    end: bool,
    value: Signal<String>,
    set: Callback<String>,
) -> impl IntoView {
    // An emptied field takes the filter off.
    let changed = move |day: String| set.run(day_edge(&day, end).unwrap_or_default());
    // Only a browser knows the reader's zone.
    let day = RwSignal::new(String::new());
    Effect::new(move |_| day.set(value.with(|at| local_day(at)).unwrap_or_default()));
    view! {
        <div class="field bare">
            <label for=name>{label}</label>
            <input id=name name=name type="date" prop:value=day on:change:target=move |ev| changed(ev.target().value())/>
        </div>
    }
    .into_any()
}
