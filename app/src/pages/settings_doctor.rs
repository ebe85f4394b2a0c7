//! Settings, tab Doctor: what the sender's domain publishes about its mail, and what to publish.

use domain::wire::EmailSettings;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::settings_tabs::SettingsTabs;
use crate::api::{Query, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Button, Empty, Field, Look, PageHead, lazily, loaded};
use crate::say;

mod check;

use check::CheckList;

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

/// Looks at the domain of the address, else at the sender's.
#[component]
fn Doctor(settings: EmailSettings) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let own = settings
        .default_sender
        .map(|sender| sender.domain().to_owned())
        .unwrap_or_default();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let named = query.with(|query| query.get("domain"));
        named.unwrap_or_else(|| own.clone())
    });
    let checks = lazily(
        move || asked.get(),
        move |domain: String| async move {
            if domain.is_empty() {
                return Ok(None);
            }
            api.mail_doctor(&domain).await.map(Some)
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
        let words = say!(i18n, doctor.asking, domain = asked.get());
        busy.get().then(|| view! { <p class="note">{words}</p> })
    };
    let found = checks.shown(move |answer| match answer {
        Some(answer) => view! { <CheckList answer=answer/> }.into_any(),
        None => view! { <Empty title=say!(i18n, doctor.no_domain) hint=say!(i18n, doctor.no_domain_hint)/> }.into_any(),
    });
    view! {
        <DomainForm asked=asked again=again busy=busy/>
        <section class="section" aria-live="polite" aria-busy=move || busy.get().then_some("true")>
            {progress}
            {found}
        </section>
    }
    .into_any()
}

#[component]
fn DomainForm(asked: Memo<String>, again: Callback<()>, busy: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let navigate = use_navigate();
    let domain = RwSignal::new(asked.get_untracked());
    Effect::new(move |before: Option<()>| {
        let now = asked.get();
        if before.is_some() {
            domain.set(now);
        }
    });
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let typed = domain.with_untracked(|typed| typed.trim().to_owned());
        if typed == asked.get_untracked() {
            again.run(());
        } else {
            let href = Query::new().with("domain", &typed).on("/settings/doctor");
            navigate(&href, NavigateOptions::default());
        }
    };
    view! {
        <form class="form" on:submit=send>
            <Field name="domain" label=say!(i18n, doctor.domain) hint=say!(i18n, doctor.domain_hint) value=domain/>
            <footer><Button look=Look::Primary busy=busy>{say!(i18n, doctor.look)}</Button></footer>
        </form>
    }
    .into_any()
}
