//! The views, and what narrows them.

use domain::wire::Inbox;
use leptos::prelude::*;

use super::{Filtering, View, Wanted};
use crate::i18n::{Locale, use_i18n};
use crate::parts::{SearchField, Select, chosen};
use crate::say;

/// A link to each view; inbox and keywords stay.
#[component]
pub fn Views() -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, .. } = expect_context();
    let links = View::ALL.map(|view| {
        let href = move || {
            let next = Wanted {
                view,
                ..wanted.get()
            };
            next.address()
        };
        let current = move || (wanted.read().view == view).then_some("page");
        view! { <a href=href aria-current=current>{words(i18n, view)}</a> }
    });
    view! { <nav class="tabs" aria-label=say!(i18n, desk.views)>{links.collect_view()}</nav> }
        .into_any()
}

fn words(i18n: Locale, view: View) -> &'static str {
    match view {
        View::Mine => say!(i18n, desk.mine),
        View::Unassigned => say!(i18n, desk.unassigned),
        View::Open => say!(i18n, desk.view_open),
        View::Waiting => say!(i18n, desk.view_waiting),
        View::Held => say!(i18n, desk.view_held),
        View::Closed => say!(i18n, desk.view_closed),
        View::All => say!(i18n, desk.view_all),
    }
}

/// Keywords and inbox.
#[component]
pub fn Filters(inboxes: Vec<Inbox>) -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go } = expect_context();
    let asked = Callback::new(move |q| {
        go.run(Wanted {
            q,
            ..wanted.get_untracked()
        })
    });
    let choose = Callback::new(move |inbox| {
        go.run(Wanted {
            inbox,
            ..wanted.get_untracked()
        })
    });
    let inbox = chosen(Signal::derive(move || wanted.read().inbox.clone()), choose);
    let every = (String::new(), say!(i18n, desk.every_inbox).to_owned());
    let options = inboxes
        .into_iter()
        .map(|inbox| (inbox.id.to_string(), inbox.name));
    let options = std::iter::once(every).chain(options).collect();
    let submit = move |event: web_sys::SubmitEvent| event.prevent_default();
    view! {
        <form class="filters desk-filters" role="search" on:submit=submit>
            <SearchField hint=say!(i18n, desk.search_hint) value=Signal::derive(move || wanted.read().q.clone()) asked=asked/>
            <Select name="inbox" label=say!(i18n, desk.inbox) value=inbox options=options bare=true/>
        </form>
    }
    .into_any()
}
