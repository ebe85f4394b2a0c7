//! What can be done with the folder one is in.

use domain::right::{Level, Principal};
use domain::wire::NewAlert;
use leptos::html;
use leptos::prelude::*;

use super::alerts::AlertsDialog;
use super::create::CreateDialog;
use super::item::{Item, ItemDialog};
use super::rights::RightsDialog;
use super::{Contents, Reload};
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Button, Look, Submit, awake, problem_words, use_toasts};
use crate::say;
use crate::session::use_session;

/// Upload, new folder, notify me, alerts, rights, and the rest behind "⋯".
#[component]
pub fn FolderToolbar(contents: Contents, picker: NodeRef<html::Input>) -> impl IntoView {
    let i18n = use_i18n();
    let writes = contents.allows(Level::Write);
    let manages = contents.allows(Level::Manage);
    let here = contents.here.clone();
    let pick = Callback::new(move |()| {
        if let Some(input) = picker.get_untracked() {
            input.click();
        }
    });
    let creates = writes || here.is_none() && use_session().is_admin();
    view! {
        {writes.then(|| view! { <Button look=Look::Primary press=pick>{say!(i18n, common.upload)}</Button> })}
        {creates.then(|| view! { <CreateDialog parent=here.clone().map(|here| here.id)/> })}
        {contents.allows(Level::Read).then(|| view! { <NotifyMe contents=contents.clone()/> })}
        {contents.allows(Level::Read).then(|| view! { <AlertsDialog contents=contents.clone()/> })}
        {manages.then(|| here.clone().map(|here| view! { <RightsDialog folder=here/> }))}
        {manages.then(|| here.map(|here| view! { <More item=Item::Folder(here)/> }))}
    }
    .into_any()
}

/// One's own alert on this folder and those below, on or off.
#[component]
fn NotifyMe(contents: Contents) -> impl IntoView {
    let i18n = use_i18n();
    let (api, Reload(reload), toasts) = (use_api(), expect_context::<Reload>(), use_toasts());
    let submit = Submit::new();
    let awake = awake();
    let me = use_session()
        .me
        .with_untracked(|me| me.as_ref().map(|me| Principal::User(me.id)));
    let mine = contents
        .alerts
        .iter()
        .find(|alert| Some(alert.principal) == me)
        .map(|alert| alert.id);
    let folder = contents.here.map(|here| here.id);
    let toggle = Callback::new(move |()| {
        let Some(folder) = folder else { return };
        let work = async move {
            match mine {
                Some(alert) => api.delete_alert(alert).await,
                None => {
                    let alert = NewAlert {
                        principal: None,
                        recursive: true,
                        on: None,
                        own_actions: false,
                    };
                    api.create_alert(folder, &alert).await.map(drop)
                }
            }
        };
        submit.run(work, move |()| {
            toasts.say(if mine.is_some() {
                say!(i18n, folders.notify_off)
            } else {
                say!(i18n, folders.notify_on)
            });
            reload.run(());
        });
    });
    Effect::new(move |_| {
        if let Some(problem) = submit.problem.get() {
            toasts.say(problem_words(i18n, &problem));
        }
    });
    view! {
        <button
            type="button"
            class="button toggle"
            role="switch"
            aria-checked=if mine.is_some() { "true" } else { "false" }
            disabled=move || !awake.get() || submit.busy.get()
            class:cold=move || !awake.get()
            on:click=move |_| toggle.run(())
        >
            {say!(i18n, folders.notify_me)}
        </button>
    }
    .into_any()
}

/// Rename, move, delete the folder itself.
#[component]
fn More(item: Item) -> impl IntoView {
    let chosen = RwSignal::new(None::<Item>);
    let label = say!(
        use_i18n(),
        folders.actions_for,
        name = item.name().to_owned()
    );
    let press = Callback::new(move |()| chosen.set(Some(item.clone())));
    view! {
        <Button label=label press=press>"⋯"</Button>
        <ItemDialog chosen=chosen writes=true/>
    }
    .into_any()
}
