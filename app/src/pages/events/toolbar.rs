//! Above the list: how many, and how they are looked at.

use leptos::prelude::*;

use super::{Filtering, Live, Rows, Wanted};
use crate::browser;
use crate::i18n::use_i18n;
use crate::parts::{Button, Look, grouped, use_toasts};
use crate::say;

/// How many there are, exactly.
#[component]
pub fn Counted(rows: Rows) -> impl IntoView {
    let i18n = use_i18n();
    let count = move || match rows.total() {
        0 => String::new(),
        1 => say!(i18n, journal.count_one).to_owned(),
        count => say!(i18n, journal.count, count = grouped(i18n, count)),
    };
    view! { <p class="journal-count note" role="status">{count}</p> }.into_any()
}

/// Order, times, live, and the link to all this.
#[component]
pub fn Toolbar() -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go, .. } = expect_context();
    let toasts = use_toasts();
    let order = Callback::new(move |()| {
        let now = wanted.get_untracked();
        let order = if now.is_oldest_first() { "" } else { "oldest" };
        // What is new comes in at the top of the newest only.
        go.run(Wanted {
            order: order.to_owned(),
            live: String::new(),
            ..now
        });
    });
    let times = Callback::new(move |()| {
        let now = wanted.get_untracked();
        let times = if now.times.is_empty() { "relative" } else { "" };
        go.run(Wanted {
            times: times.to_owned(),
            ..now
        });
    });
    let copy = Callback::new(move |()| {
        browser::copy(&browser::address());
        toasts.say(say!(i18n, journal.link_copied));
    });
    let order_words = move || {
        if wanted.read().is_oldest_first() {
            say!(i18n, journal.oldest_first)
        } else {
            say!(i18n, journal.newest_first)
        }
    };
    let times_words = move || {
        if wanted.read().times.is_empty() {
            say!(i18n, journal.absolute)
        } else {
            say!(i18n, journal.relative)
        }
    };
    view! {
        <div class="journal-line">
            <LiveSwitch/>
            <Button look=Look::Quiet press=order label=say!(i18n, journal.order)>{order_words}</Button>
            <Button look=Look::Quiet press=times label=say!(i18n, journal.times)>{times_words}</Button>
            <Button look=Look::Quiet press=copy>{say!(i18n, journal.copy_link)}</Button>
        </div>
    }
    .into_any()
}

#[component]
fn LiveSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go, awake } = expect_context();
    let live: Live = expect_context();
    let flip = move |_| {
        let now = wanted.get_untracked();
        let on = now.live.is_empty();
        let (live, order) = if on {
            ("1", String::new())
        } else {
            ("", now.order.clone())
        };
        go.run(Wanted {
            live: live.to_owned(),
            order,
            ..now
        });
    };
    let on = move || !wanted.read().live.is_empty();
    view! {
        <button
            type="button"
            class="button quiet live"
            role="switch"
            aria-checked=move || if on() { "true" } else { "false" }
            class:cold=move || !awake.get()
            class:waiting=move || live.broken.get()
            disabled=move || !awake.get()
            title=say!(i18n, journal.live_hint)
            on:click=flip
        >
            {say!(i18n, journal.live)}
        </button>
    }
    .into_any()
}
