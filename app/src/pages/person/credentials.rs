//! Sending a person the link to set its password.

use domain::id::UserId;
use leptos::prelude::*;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Button, Look, ProblemNotice, Submit, use_toasts};
use crate::say;

/// The button.
#[component]
pub fn SendCredentials(id: UserId) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let send = Callback::new(move |()| {
        submit.run(async move { api.send_credentials(id).await }, move |()| {
            toasts.say(say!(i18n, people.credentials_sent))
        });
    });
    view! {
        <Button look=Look::Quiet busy=submit.busy press=send>{say!(i18n, people.send_credentials)}</Button>
        <ProblemNotice problem=submit.problem/>
    }
    .into_any()
}
