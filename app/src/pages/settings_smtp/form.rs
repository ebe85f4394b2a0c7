//! The SMTP form, as a page and as a step of the set-up.

use domain::provider::{provider_of, providers};
use domain::wire::{DefaultRelay, SmtpSettings};
use leptos::prelude::*;

use super::fields::Fields;
use super::probe::ProbeSection;
use super::test::SmtpTestSection;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Button, Field, Look, Notice, ProblemNotice, Select, Submit, Switch, Tone};
use crate::say;

/// Saves, tests; `saved` hears that it was saved.
#[component]
pub fn SmtpSettingsForm(settings: SmtpSettings, saved: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let fields = Fields::new(&settings);
    let kept = settings.smtp_password_set;
    // What is saved, as this form would say it; a form that cannot be read is none of it.
    let as_saved = StoredValue::new(fields.form().ok());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        submit.run(
            async move { api.set_smtp_settings(&fields.form()?).await },
            move |()| saved.run(()),
        );
    };
    view! {
        <form class="form" on:submit=send>
            <Field name="default_sender" kind="email" label=say!(i18n, mail.default_sender) hint=say!(i18n, mail.default_sender_hint) value=fields.sender error=submit.error_of("default_sender")/>
            {settings.default_relay.map(|relay| view! { <Mode relay=relay own=fields.own/> })}
            <Show when=move || fields.own.get()>
                <Server fields=fields submit=submit/>
                <Credentials fields=fields submit=submit kept=kept/>
            </Show>
            <ProblemNotice problem=submit.problem/>
            <p class="note">{say!(i18n, mail.save_hint)}</p>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.save)}</Button></footer>
        </form>
        <SmtpTestSection fields=fields own=fields.own as_saved=as_saved/>
    }
    .into_any()
}

/// The operator's relay, or one's own server.
#[component]
fn Mode(relay: DefaultRelay, own: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let address = format!(
        "{}:{} ({})",
        relay.smtp_host,
        relay.smtp_port,
        relay.smtp_secure.as_str()
    );
    let choice = move |value: bool, id: &'static str, words: String| {
        view! {
            <div class="choice">
                <input id=id type="radio" name="smtp_mode" prop:checked=move || own.get() == value checked=own.get_untracked() == value on:change=move |_| own.set(value)/>
                <label for=id>{words}</label>
            </div>
        }
    };
    view! {
        <fieldset>
            <legend>{say!(i18n, mail.relay)}</legend>
            {choice(false, "mode-default", say!(i18n, mail.mode_default, relay = address))}
            {choice(true, "mode-own", say!(i18n, mail.mode_own).to_owned())}
        </fieldset>
    }
    .into_any()
}

/// The server's name, port and protection.
#[component]
pub fn Server(fields: Fields, submit: Submit) -> impl IntoView {
    let i18n = use_i18n();
    let secure = [
        ("starttls", say!(i18n, mail.secure_starttls)),
        ("implicit", say!(i18n, mail.secure_implicit)),
        ("none", say!(i18n, mail.secure_none)),
    ];
    let secure = secure
        .map(|(code, words)| (code.to_owned(), words.to_owned()))
        .to_vec();
    let crossed = move || {
        fields.crossed().map(|port| {
            let words = if port == "587" {
                say!(i18n, mail.crossed_587)
            } else {
                say!(i18n, mail.crossed_465)
            };
            view! { <Notice tone=Tone::Warn>{words}</Notice> }
        })
    };
    view! {
        <ProviderSelect fields=fields/>
        <div class="row">
            <Field name="smtp_host" label=say!(i18n, mail.host) placeholder="smtp.example.org" value=fields.host error=submit.error_of("smtp_host")/>
            <Field name="smtp_port" label=say!(i18n, mail.port) value=fields.port error=submit.error_of("smtp_port")/>
        </div>
        <ProbeSection fields=fields/>
        <Select name="smtp_secure" label=say!(i18n, mail.secure) value=fields.secure options=secure/>
        {crossed}
        <div class="row">
            <Field name="ehlo_name" label=say!(i18n, mail.ehlo) hint=say!(i18n, mail.ehlo_hint) value=fields.ehlo error=submit.error_of("ehlo_name")/>
            <Field name="timeout" label=say!(i18n, mail.timeout) value=fields.timeout error=submit.error_of("timeout")/>
        </div>
    }
    .into_any()
}

/// A known provider fills in server, port and protection; another server typed in takes the choice back.
#[component]
fn ProviderSelect(fields: Fields) -> impl IntoView {
    let i18n = use_i18n();
    let of_host = move |host: &str| provider_of(host).map_or("", |known| known.name).to_owned();
    let chosen = RwSignal::new(fields.host.with_untracked(|host| of_host(host)));
    let other = (String::new(), say!(i18n, mail.provider_other).to_owned());
    let known = providers().map(|known| (known.name.to_owned(), known.name.to_owned()));
    let options = std::iter::once(other).chain(known).collect();
    Effect::new(move |_| {
        let name = chosen.get();
        if let Some(known) = providers().find(|known| known.name == name)
            && fields.host.with_untracked(|host| of_host(host)) != name
        {
            fields.host.set(known.host.to_owned());
            fields.port.set(known.port.to_string());
            fields.secure.set(known.secure.as_str().to_owned());
        }
    });
    Effect::new(move |_| {
        let name = fields.host.with(|host| of_host(host));
        if chosen.with_untracked(|chosen| *chosen != name) {
            chosen.set(name);
        }
    });
    view! { <Select name="provider" label=say!(i18n, mail.provider) hint=say!(i18n, mail.provider_hint) value=chosen options=options/> }.into_any()
}

/// How one signs in to it.
#[component]
pub fn Credentials(fields: Fields, submit: Submit, kept: bool) -> impl IntoView {
    let i18n = use_i18n();
    let auth = [
        ("auto", say!(i18n, mail.auth_auto)),
        ("plain", "PLAIN"),
        ("login", "LOGIN"),
        ("xoauth2", "XOAUTH2"),
        ("none", say!(i18n, mail.auth_none)),
    ];
    let auth = auth
        .map(|(code, words)| (code.to_owned(), words.to_owned()))
        .to_vec();
    let hint = if kept {
        say!(i18n, mail.password_kept)
    } else {
        ""
    };
    view! {
        <div class="row">
            <Field name="smtp_username" label=say!(i18n, mail.username) value=fields.username error=submit.error_of("smtp_username")/>
            <Field name="smtp_password" kind="password" autocomplete="new-password" label=say!(i18n, accounts.password) hint=hint value=fields.password error=submit.error_of("smtp_password") disabled=fields.clear_password/>
        </div>
        {kept.then(|| view! { <Switch name="clear_password" label=say!(i18n, mail.clear_password) value=fields.clear_password/> })}
        <Select name="smtp_auth" label=say!(i18n, mail.auth) value=fields.auth options=auth/>
    }
    .into_any()
}
