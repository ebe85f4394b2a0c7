//! One's own addresses that get no mail any more, and the way to let it go again.

use leptos::prelude::*;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Button, Notice, ProblemNotice, Submit, Tone, use_toasts};
use crate::say;
use crate::session::use_session;

/// Nothing, as long as all is well.
#[component]
pub fn SuspendedAddresses() -> impl IntoView {
    let session = use_session();
    let addresses = move || {
        let me = session.me.read();
        let addresses = me.as_ref().map(|me| me.suspended.clone());
        addresses.unwrap_or_default()
    };
    view! {
        <For each=addresses key=ToString::to_string let(address)>
            <Suspended address=address.clone()/>
        </For>
    }
    .into_any()
}

#[component]
fn Suspended(address: String) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts, session) = (use_api(), use_toasts(), use_session());
    let submit = Submit::new();
    let words = say!(i18n, accounts.suspended, address = address.clone());
    let resume = Callback::new(move |()| {
        let address = address.clone();
        let work = async move {
            api.resume_address(&address).await?;
            api.me().await
        };
        submit.run(work, move |me| {
            toasts.say(say!(i18n, accounts.resumed));
            session.me.set(Some(me));
        });
    });
    view! {
        <Notice tone=Tone::Warn>
            <p>{words}</p>
            <ProblemNotice problem=submit.problem/>
            <Button busy=submit.busy press=resume>{say!(i18n, accounts.resume)}</Button>
        </Notice>
    }
    .into_any()
}
