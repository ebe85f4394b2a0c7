//! What an admin must know on every page: mail does not leave. And a person: its own address.

use domain::wire::OutboxState;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Notice, Tone, failure_word};
use crate::say;
use crate::session::use_session;

/// Nothing, as long as all is well.
#[component]
pub fn RelayBanner() -> impl IntoView {
    let api = use_api();
    let admin = use_session().is_admin();
    let state = Resource::new(
        || (),
        move |()| async move {
            // A banner that cannot be read is left out: the pages themselves say what is wrong.
            if admin {
                api.outbox_state().await.ok()
            } else {
                None
            }
        },
    );
    view! {
        <SuspendedAddresses/>
        <Suspense>{move || state.get().flatten().map(paused)}</Suspense>
    }
    .into_any()
}

fn paused(state: OutboxState) -> Option<AnyView> {
    let i18n = use_i18n();
    let reason = failure_word(i18n, state.paused?.trouble.reason.code());
    let text = say!(i18n, common.relay_paused, reason = reason);
    Some(view! { <Notice tone=Tone::Warn>{text}" "<A href="/settings/smtp">{say!(i18n, common.settings)}</A></Notice> }.into_any())
}

#[component]
fn SuspendedAddresses() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    move || {
        let addresses = session
            .me
            .with(|me| me.as_ref().map(|me| me.suspended.clone()))
            .unwrap_or_default();
        (!addresses.is_empty()).then(|| {
            let list = addresses.join(", ");
            view! { <Notice tone=Tone::Warn>{say!(i18n, common.suspended, addresses = list)}</Notice> }
        })
    }
}
