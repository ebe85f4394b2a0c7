//! Cancelling what waits.

use domain::wire::OutboxItem;
use leptos::prelude::*;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Confirm, Submit, use_toasts};
use crate::say;

/// Asks first, for the line that was chosen.
#[component]
pub fn CancelMail(chosen: RwSignal<Option<OutboxItem>>, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if chosen.read().is_some() {
            submit.problem.set(None);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            chosen.set(None);
        }
    });
    let yes = Callback::new(move |()| {
        let Some(item) = chosen.get_untracked() else {
            return;
        };
        submit.run(async move { api.cancel_mail(item.id).await }, move |()| {
            open.set(false);
            toasts.say(say!(i18n, mail.cancelled));
            reload.run(());
        });
    });
    view! {
        <Confirm
            open=open
            title=say!(i18n, mail.cancel_title)
            text=Signal::stored(say!(i18n, mail.cancel_text).to_owned())
            verb=Signal::stored(say!(i18n, mail.cancel_mail).to_owned())
            submit=submit
            yes=yes
        />
    }
    .into_any()
}
