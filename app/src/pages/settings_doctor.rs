//! Settings, tab Doctor: what the sender's domain publishes about its mail, and what to publish.

use domain::wire::EmailSettings;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::settings_tabs::SettingsTabs;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Empty, PageHead, lazily, loaded};
use crate::say;

mod asked;
mod check;
mod form;

use asked::Asked;
use check::CheckList;
use form::AskedForm;

/// The route `/settings/doctor`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let settings = Resource::new(|| (), move |()| async move { api.email_settings().await });
    view! {
        <PageHead title=say!(i18n, common.settings)/>
        <SettingsTabs/>
        {loaded(settings, |settings| view! { <Doctor settings=settings/> }.into_any())}
    }
    .into_any()
}

/// Looks at the domain of the address, else at the sender's. The DNS may keep one waiting, so the browser asks, not the
/// server while it renders.
#[component]
fn Doctor(settings: EmailSettings) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let own = settings
        .default_sender
        .map(|sender| sender.domain().to_owned())
        .unwrap_or_default();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| Asked::read(query, &own)));
    let checks = lazily(
        move || asked.get(),
        move |asked: Asked| async move {
            if asked.domain.is_empty() {
                return Ok(None);
            }
            api.mail_doctor(asked.query()).await.map(Some)
        },
    );
    // What was found out about another domain is not shown for this one.
    Effect::new(move |before: Option<()>| {
        asked.track();
        if before.is_some() {
            checks.answer.set(None);
        }
    });
    let again = Callback::new(move |()| {
        checks.answer.set(None);
        checks.refetch();
    });
    let busy = Signal::derive(move || checks.answer.read().is_none());
    let progress = move || {
        let words = say!(i18n, doctor.asking, domain = asked.get().domain);
        busy.get().then(|| view! { <p class="note">{words}</p> })
    };
    let found = checks.shown(move |answer| match answer {
        Some(answer) => view! { <CheckList answer=answer/> }.into_any(),
        None => view! { <Empty title=say!(i18n, doctor.no_domain) hint=say!(i18n, doctor.no_domain_hint)/> }.into_any(),
    });
    view! {
        <AskedForm asked=asked again=again busy=busy/>
        <section class="section" aria-live="polite" aria-busy=move || busy.get().then_some("true")>
            {progress}
            {found}
        </section>
    }
    .into_any()
}
