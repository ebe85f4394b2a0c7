//! Removing an inbox.

use domain::id::InboxId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Button, Confirm, Look, Submit, use_toasts};
use crate::say;

/// Asks first.
#[component]
pub fn RemoveInbox(id: InboxId, name: String) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let navigate = use_navigate();
    let submit = Submit::new();
    let open = RwSignal::new(false);
    let yes = Callback::new(move |()| {
        let navigate = navigate.clone();
        submit.run(async move { api.delete_inbox(id).await }, move |()| {
            toasts.say(say!(i18n, desk.deleted));
            navigate("/inboxes", NavigateOptions::default());
        });
    });
    view! {
        <Button look=Look::Danger press=Callback::new(move |()| open.set(true))>{say!(i18n, common.delete)}</Button>
        <Confirm
            open=open
            title=say!(i18n, desk.delete_title)
            text=Signal::stored(say!(i18n, desk.delete_text, name = name))
            verb=Signal::stored(say!(i18n, common.delete).to_owned())
            submit=submit
            yes=yes
        />
    }
    .into_any()
}
