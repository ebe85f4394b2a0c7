//! A password that is lost or was never set: asked for, and chosen by the link of the mail.

use domain::wire::{Me, NewPassword, PasswordLink, PasswordRequest, Secret};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use crate::api::{Problem, use_api};
use crate::browser;
use crate::frame::LanguageSwitch;
use crate::i18n::use_i18n;
use crate::parts::{Button, Field, Look, Notice, ProblemNotice, Submit, Tone, loaded};
use crate::say;
use crate::visit::PageStatus;

/// The route `/password`.
pub fn ask() -> AnyView {
    let i18n = use_i18n();
    alone(say!(i18n, accounts.forgotten), || {
        view! { <AskForm/> }.into_any()
    })
}

/// The route `/password/:token`.
pub fn choose() -> AnyView {
    let i18n = use_i18n();
    alone(say!(i18n, accounts.choose_password), || {
        let api = use_api();
        let token = use_params_map()
            .with_untracked(|params| params.get("token"))
            .unwrap_or_default();
        let asked = token.clone();
        let link = Resource::new(
            || (),
            move |()| {
                let token = asked.clone();
                async move { still_good(api.password_link(&token).await) }
            },
        );
        loaded(link, move |link| match link {
            Some(link) => view! { <ChooseForm link=link token=token.clone()/> }.into_any(),
            None => over(),
        })
    })
}

/// A link that is over is an answer too: asking again would not change it.
fn still_good(link: Result<PasswordLink, Problem>) -> Result<Option<PasswordLink>, Problem> {
    match link {
        Err(problem) if problem.code == "link_over" => Ok(None),
        link => link.map(Some),
    }
}

/// The link was used, is too old, or never was one: the way to another.
fn over() -> AnyView {
    let i18n = use_i18n();
    PageStatus::set(410);
    view! {
        <Notice tone=Tone::Bad>{say!(i18n, codes.link_over)}</Notice>
        <p><A href="/password" attr:class="button primary">{say!(i18n, accounts.ask_for_link)}</A></p>
    }
    .into_any()
}

fn alone(title: &'static str, content: impl FnOnce() -> AnyView) -> AnyView {
    let i18n = use_i18n();
    view! {
        <Title text=format!("{title} · Colombier")/>
        <main id="page" class="alone">
            <p class="brand">"Colombier"</p>
            <h1>{title}</h1>
            {content()}
            <p><A href="/sign-in">{say!(i18n, accounts.back_to_sign_in)}</A></p>
            <div class="foot"><LanguageSwitch/></div>
        </main>
    }
    .into_any()
}

#[component]
fn AskForm() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let (email, sent) = (RwSignal::new(String::new()), RwSignal::new(false));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let request = PasswordRequest {
            email: email.get_untracked(),
        };
        submit.run(
            async move { api.ask_for_password(&request).await },
            move |()| sent.set(true),
        );
    };
    view! {
        <Show when=move || sent.get()>
            <Notice tone=Tone::Good>{say!(i18n, accounts.link_sent)}</Notice>
        </Show>
        <form on:submit=send hidden=move || sent.get()>
            <p>{say!(i18n, accounts.forgotten_text)}</p>
            <Field name="email" kind="email" label=say!(i18n, accounts.email) value=email autocomplete="username" required=true autofocus=true error=submit.error_of("email")/>
            <ProblemNotice problem=submit.problem/>
            <Button look=Look::Primary busy=submit.busy>{say!(i18n, accounts.send_link)}</Button>
        </form>
    }
    .into_any()
}

#[component]
fn ChooseForm(link: PasswordLink, token: String) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let password = RwSignal::new(String::new());
    let address = link.email.to_string();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let token = token.clone();
        let new = NewPassword {
            password: Secret(password.get_untracked()),
        };
        // A new page, so that it comes in the language of the person.
        submit.run(
            async move { api.set_password(&token, &new).await },
            move |_: Me| browser::go("/folders"),
        );
    };
    view! {
        <form on:submit=send>
            <p>{say!(i18n, accounts.choose_password_for, address = address.clone())}</p>
            // For password managers: the address goes with the new password.
            <input type="hidden" name="email" autocomplete="username" value=address/>
            <Field name="password" kind="password" label=say!(i18n, accounts.new_password) hint=say!(i18n, accounts.password_hint) value=password autocomplete="new-password" required=true autofocus=true error=submit.error_of("password")/>
            <ProblemNotice problem=submit.problem/>
            <Button look=Look::Primary busy=submit.busy>{say!(i18n, accounts.save_and_enter)}</Button>
        </form>
    }
    .into_any()
}
