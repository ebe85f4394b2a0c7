//! Sign in, as a page and as a dialog over a page whose session ended.

use domain::wire::{Me, Secret, SignIn as Credentials};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::{A, Redirect};
use leptos_router::hooks::use_query_map;

use crate::api::use_api;
use crate::browser;
use crate::frame::LanguageSwitch;
use crate::i18n::use_i18n;
use crate::parts::{Button, Dialog, Field, Look, ProblemNotice, Submit};
use crate::say;
use crate::session::use_session;

/// The route `/sign-in`. Afterwards one is where one wanted to go.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let session = use_session();
    let next = use_query_map().with_untracked(|query| safe_next(query.get_str("next")));
    if session.setup_needed {
        return view! { <Redirect path="/setup"/> }.into_any();
    }
    if session.me.with_untracked(Option::is_some) {
        return view! { <Redirect path=next/> }.into_any();
    }
    // A new page, so that it comes in the language of the person.
    let done = Callback::new(move |_: Me| browser::go(&next));
    view! {
        <Title text=format!("{} · Colombier", say!(i18n, accounts.sign_in))/>
        <main id="page" class="alone">
            <p class="brand">"Colombier"</p>
            <h1>{say!(i18n, accounts.sign_in)}</h1>
            <SignInForm done=done/>
            <p><A href="/password">{say!(i18n, accounts.forgotten)}</A></p>
            <div class="foot"><LanguageSwitch/></div>
        </main>
    }
    .into_any()
}

/// Opens over the page when a call met an ended session; the call goes again afterwards, so that
/// what was typed below is kept.
pub fn again() -> AnyView {
    let i18n = use_i18n();
    let session = use_session();
    let gate = session.gate;
    let open = RwSignal::new(false);
    let asked = gate.asked();
    Effect::new(move |_| open.set(asked.get()));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is && asked.get_untracked() {
            gate.settle(false);
        }
        is
    });
    let done = Callback::new(move |me: Me| {
        session.me.set(Some(me));
        gate.settle(true);
    });
    view! {
        <Dialog open=open title=say!(i18n, accounts.session_ended)>
            <p>{say!(i18n, accounts.session_ended_text)}</p>
            <SignInForm done=done/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn SignInForm(done: Callback<Me>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let known = use_session()
        .me
        .with_untracked(|me| me.as_ref().map(|me| me.email.clone()));
    let email = RwSignal::new(known.unwrap_or_default());
    let password = RwSignal::new(String::new());
    let submit = Submit::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let credentials = Credentials {
            email: email.get_untracked(),
            password: Secret(password.get_untracked()),
        };
        submit.run(async move { api.sign_in(&credentials).await }, move |me| {
            done.run(me)
        });
    };
    view! {
        <form on:submit=send>
            <Field name="email" kind="email" label=say!(i18n, accounts.email) value=email autocomplete="username" required=true autofocus=true/>
            <Field name="password" kind="password" label=say!(i18n, accounts.password) value=password autocomplete="current-password" required=true/>
            <ProblemNotice problem=submit.problem/>
            <Button look=Look::Primary busy=submit.busy>{say!(i18n, accounts.sign_in)}</Button>
        </form>
    }
    .into_any()
}

/// Only a path of our own: a link to us must not be able to send people elsewhere.
fn safe_next(next: Option<&str>) -> String {
    match next {
        Some(path) if path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') => {
            path.to_owned()
        }
        _ => "/folders".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn sign_in_leads_only_to_our_own_pages() {
        assert_eq!(safe_next(Some("/events?q=a")), "/events?q=a");
        for elsewhere in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "",
        ] {
            assert_eq!(safe_next(Some(elsewhere)), "/folders");
        }
        assert_eq!(safe_next(None), "/folders");
    }
}
