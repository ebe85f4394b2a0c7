//! Removing a person for good.

use domain::wire::User;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Button, Confirm, Look, Submit, use_toasts};
use crate::say;

/// The button, and the question before it is done.
#[component]
pub fn RemovePerson(user: User) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let navigate = use_navigate();
    let submit = Submit::new();
    let open = RwSignal::new(false);
    let (id, email) = (user.id, user.email.to_string());
    let name = if user.name.is_empty() {
        email
    } else {
        user.name
    };
    let yes = Callback::new(move |()| {
        let navigate = navigate.clone();
        submit.run(async move { api.delete_user(id).await }, move |()| {
            toasts.say(say!(i18n, people.removed));
            navigate("/people", NavigateOptions::default());
        });
    });
    view! {
        <Button look=Look::Danger press=Callback::new(move |()| open.set(true))>{say!(i18n, common.remove)}</Button>
        <Confirm
            open=open
            title=say!(i18n, people.remove_title)
            text=Signal::stored(say!(i18n, people.remove_text, name = name))
            verb=Signal::stored(say!(i18n, common.remove).to_owned())
            submit=submit
            yes=yes
        />
    }
    .into_any()
}
