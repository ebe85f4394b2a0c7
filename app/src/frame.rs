//! The frame around every page of a person who is signed in.

use domain::wire::Me;
use leptos::prelude::*;
use leptos_router::components::{A, Outlet, Redirect};
use leptos_router::hooks::use_location;

use crate::api::{Query, use_api};
use crate::browser;
use crate::i18n::use_i18n;
use crate::pages::{NotFound, sign_in_again};
use crate::parts::{Button, Look, Submit, ToastRegion};
use crate::say;
use crate::session::use_session;

mod language;
mod relay_banner;

pub use language::LanguageSwitch;
use relay_banner::RelayBanner;

/// The frame around the page of the route; without a session, the way to sign in.
#[component]
pub fn Frame() -> impl IntoView {
    if use_session().me.with_untracked(Option::is_none) {
        return view! { <Redirect path=way_in()/> }.into_any();
    }
    framed(|| view! { <Outlet/> }.into_any())
}

/// What answers an address that no route answers: in the frame, for those who have one.
#[component]
pub fn Astray() -> impl IntoView {
    if use_session().me.with_untracked(Option::is_some) {
        return framed(|| view! { <NotFound/> }.into_any());
    }
    view! { <main id="page" class="alone broad"><NotFound/></main> }.into_any()
}

/// Navigation, banners, the page, the sign-in dialog.
fn framed(page: fn() -> AnyView) -> AnyView {
    use_session().gate.watch();
    let i18n = use_i18n();
    view! {
        <a class="skip" href="#page">{say!(i18n, common.skip)}</a>
        <header class="top">
            <A href="/folders" attr:class="brand">"Colombier"</A>
            <Navigation/>
            <Account/>
        </header>
        <RelayBanner/>
        <main id="page" tabindex="-1">
            {page()}
        </main>
        <ToastRegion/>
        {sign_in_again()}
    }
    .into_any()
}

/// Where someone without a session goes, with the way back.
fn way_in() -> String {
    if use_session().setup_needed {
        return "/setup".to_owned();
    }
    let location = use_location();
    let (path, search) = (
        location.pathname.get_untracked(),
        location.search.get_untracked(),
    );
    let next = if search.is_empty() {
        path
    } else {
        format!("{path}?{}", search.trim_start_matches('?'))
    };
    Query::new()
        .with("next", if next == "/" { "" } else { &next })
        .on("/sign-in")
}

#[component]
fn Navigation() -> impl IntoView {
    let i18n = use_i18n();
    let admin = use_session().is_admin();
    let entries = [
        ("/folders", say!(i18n, common.folders), true),
        ("/events", say!(i18n, common.journal), true),
        ("/outbox", say!(i18n, common.outbox), true),
        ("/tickets", say!(i18n, common.tickets), true),
        ("/received", say!(i18n, common.received), admin),
        ("/why", say!(i18n, why.title), admin),
        ("/people", say!(i18n, common.people), admin),
        ("/groups", say!(i18n, common.groups), admin),
        ("/inboxes", say!(i18n, common.inboxes), admin),
        ("/settings", say!(i18n, common.settings), admin),
        ("/trash", say!(i18n, common.trash), true),
    ];
    let links = entries
        .into_iter()
        .filter(|(_, _, shown)| *shown)
        .map(|(href, words, _)| view! { <A href=href>{words}</A> })
        .collect_view();
    view! { <nav class="main" aria-label=say!(i18n, common.navigation)>{links}</nav> }.into_any()
}

#[component]
fn Account() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let session = use_session();
    let submit = Submit::new();
    let name = move || {
        session
            .me
            .with(|me| me.as_ref().map(shown_name).unwrap_or_default())
    };
    let leave = Callback::new(move |()| {
        submit.run(async move { api.sign_out().await }, |()| {
            browser::go("/sign-in")
        });
    });
    view! {
        <div class="account">
            <LanguageSwitch/>
            <A href="/me">{name}</A>
            <Button look=Look::Quiet busy=submit.busy press=leave>{say!(i18n, common.sign_out)}</Button>
        </div>
    }
    .into_any()
}

fn shown_name(me: &Me) -> String {
    if me.name.is_empty() {
        me.email.clone()
    } else {
        me.name.clone()
    }
}
