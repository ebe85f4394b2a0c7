//! One's own account.

use domain::wire::{Me, MeChange, Secret};
use leptos::prelude::*;

use super::person_fields::{LanguageSelect, lines};
use crate::api::use_api;
use crate::browser;
use crate::i18n::use_i18n;
use crate::parts::{
    Area, Button, Field, Look, PageHead, ProblemNotice, Submit, Zone, loaded, use_toasts,
};
use crate::say;
use crate::session::use_session;

mod suspended;
mod tokens;

use suspended::SuspendedAddresses;
use tokens::TokensSection;

/// The route `/me`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let me = Resource::new(|| (), move |()| async move { api.me().await });
    view! {
        <PageHead title=say!(i18n, accounts.profile)/>
        {loaded(me, |me| view! { <Profile me=me/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Profile(me: Me) -> impl IntoView {
    view! {
        <SuspendedAddresses/>
        <AboutMe me=me/>
        <PasswordSection/>
        {use_session().is_admin().then(|| view! { <TokensSection/> })}
    }
    .into_any()
}

/// What is typed about oneself, until it is saved.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    language: RwSignal<String>,
    zone: RwSignal<String>,
    addresses: RwSignal<String>,
}

impl Fields {
    fn new(me: &Me) -> Self {
        let addresses = me
            .addresses
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>();
        Self {
            name: RwSignal::new(me.name.clone()),
            language: RwSignal::new(
                me.language
                    .map(|language| language.code().to_owned())
                    .unwrap_or_default(),
            ),
            zone: RwSignal::new(me.time_zone.clone().unwrap_or_default()),
            addresses: RwSignal::new(addresses.join("\n")),
        }
    }

    fn change(self, admin: bool) -> MeChange {
        let zone = self.zone.get_untracked().trim().to_owned();
        MeChange {
            name: Some(self.name.get_untracked()),
            language: Some(self.language.with_untracked(|code| code.parse().ok())),
            time_zone: Some((!zone.is_empty()).then_some(zone)),
            addresses: admin.then(|| lines(self.addresses)),
            ..MeChange::default()
        }
    }
}

#[component]
fn AboutMe(me: Me) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts, session) = (use_api(), use_toasts(), use_session());
    let submit = Submit::new();
    let fields = Fields::new(&me);
    let (email, admin) = (me.email.clone(), session.is_admin());
    let before = StoredValue::new(me.language);
    let saved = move |me: Me| {
        toasts.say(say!(i18n, common.saved));
        if let Some(language) = me.language.filter(|_| me.language != before.get_value()) {
            // The page speaks it from the next rendering on.
            browser::remember_language(language.code());
            browser::reload();
        }
        before.set_value(me.language);
        session.me.set(Some(me));
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let change = fields.change(admin);
        submit.run(async move { api.change_me(&change).await }, saved);
    };
    view! {
        <form class="form" on:submit=send>
            <dl class="facts"><dt>{say!(i18n, accounts.email)}</dt><dd>{email}</dd></dl>
            <Field name="name" label=say!(i18n, accounts.name) autocomplete="name" value=fields.name error=submit.error_of("name")/>
            <LanguageSelect value=fields.language/>
            <Zone zone=fields.zone submit=submit label=say!(i18n, accounts.time_zone) hint=say!(i18n, accounts.time_zone_hint)/>
            <Addresses typed=fields.addresses admin=admin submit=submit/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.save)}</Button></footer>
        </form>
    }
    .into_any()
}

/// Where mails go too. Only admins may add one: mail goes there unasked.
#[component]
fn Addresses(typed: RwSignal<String>, admin: bool, submit: Submit) -> impl IntoView {
    let i18n = use_i18n();
    if admin {
        let error = submit.error_of("addresses");
        return view! { <Area name="addresses" label=say!(i18n, people.addresses) hint=say!(i18n, people.addresses_hint) value=typed error=error/> }.into_any();
    }
    let known = typed.get_untracked();
    if known.is_empty() {
        return ().into_any();
    }
    let known = known
        .lines()
        .map(|address| view! { <dd>{address.to_owned()}</dd> })
        .collect_view();
    view! {
        <dl class="facts"><dt>{say!(i18n, people.addresses)}</dt>{known}</dl>
        <p class="note">{say!(i18n, accounts.addresses_by_admin)}</p>
    }
    .into_any()
}

#[component]
fn PasswordSection() -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let (present, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let change = MeChange {
            current_password: Some(Secret(present.get_untracked())),
            password: Some(Secret(new.get_untracked())),
            ..MeChange::default()
        };
        submit.run(async move { api.change_me(&change).await }, move |_| {
            present.set(String::new());
            new.set(String::new());
            toasts.say(say!(i18n, accounts.password_changed));
        });
    };
    view! {
        <section class="section">
            <h2>{say!(i18n, accounts.change_password)}</h2>
            <form class="form" on:submit=send>
                <Field name="current_password" kind="password" autocomplete="current-password" label=say!(i18n, accounts.present_password) value=present required=true error=submit.error_of("current_password")/>
                <Field name="password" kind="password" autocomplete="new-password" label=say!(i18n, accounts.new_password) hint=say!(i18n, accounts.password_hint) value=new required=true error=submit.error_of("password")/>
                <ProblemNotice problem=submit.problem/>
                <footer><Button busy=submit.busy>{say!(i18n, accounts.change_password)}</Button></footer>
            </form>
        </section>
    }
    .into_any()
}
