//! Who is told of what is deposited in the folder.

use domain::event::Action;
use domain::id::FolderId;
use domain::right::Level;
use domain::wire::{Alert, AlertChange, NewAlert};
use leptos::prelude::*;

use super::Contents;
use super::dry_run::DryRunSection;
use super::timing::TimingForm;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{
    Button, Dialog, Empty, Look, PrincipalSelect, ProblemNotice, Submit, Switch, Tag, Tone,
    principal_word, reason_word,
};
use crate::say;

/// The button and its dialog.
#[component]
pub fn AlertsDialog(contents: Contents) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let label = say!(i18n, folders.alerts_count, count = contents.alerts.len());
    view! {
        <Button press=Callback::new(move |()| open.set(true))>{label}</Button>
        <Dialog open=open title=say!(i18n, folders.alerts) wide=true>
            <Alerts contents=contents.clone() open=open/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Alerts(contents: Contents, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let manages = contents.allows(Level::Manage);
    let Some(here) = contents.here else {
        return ().into_any();
    };
    let folder = here.id;
    let api = use_api();
    // The list of the page, then read again after each change, so that the dialog can stay open.
    let alerts = RwSignal::new(contents.alerts);
    let submit = Submit::new();
    let again = Callback::new(move |()| {
        submit.run(async move { api.alerts(folder).await }, move |now| {
            alerts.set(now)
        });
    });
    view! {
        <ProblemNotice problem=submit.problem/>
        <Show when=move || alerts.read().is_empty()>
            <Empty title=say!(i18n, folders.no_alerts)/>
        </Show>
        <For each=move || alerts.get() key=|alert| alert.id let(alert)>
            <AlertRow alert=alert again=again/>
        </For>
        <AddAlert folder=folder manages=manages again=again/>
        {manages.then(|| view! { <TimingForm folder=here open=open/> })}
        {manages.then(|| view! { <DryRunSection folder=folder changes=Signal::derive(move || alerts.track())/> })}
    }
    .into_any()
}

#[component]
fn AlertRow(alert: Alert, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let id = alert.id;
    let recursive = RwSignal::new(alert.recursive);
    let own = RwSignal::new(alert.own_actions);
    let change = move |change: AlertChange| {
        submit.run(
            async move { api.change_alert(id, &change).await },
            move |_| again.run(()),
        );
    };
    let remove = Callback::new(move |()| {
        submit.run(async move { api.delete_alert(id).await }, move |()| {
            again.run(())
        });
    });
    let who = principal_word(i18n, alert.principal, &alert.principal_name);
    let broken = alert.broken.then(|| {
        let why = alert
            .reason
            .map(|reason| reason_word(i18n, reason.code()))
            .unwrap_or_default();
        view! { <Tag tone=Tone::Warn>{say!(i18n, folders.broken, reason = why)}</Tag> }
    });
    let told = KINDS.map(|kind| RwSignal::new(alert.on.contains(&kind)));
    let [add, modify, download] = told;
    let kinds = Callback::new(move |_| {
        let on = KINDS.into_iter().zip(told);
        let on = on.filter(|(_, told)| told.get_untracked());
        change(AlertChange {
            on: Some(on.map(|(kind, _)| kind).collect()),
            ..AlertChange::default()
        });
    });
    let below = Callback::new(move |on| {
        change(AlertChange {
            recursive: Some(on),
            ..AlertChange::default()
        })
    });
    let mine = Callback::new(move |on| {
        change(AlertChange {
            own_actions: Some(on),
            ..AlertChange::default()
        })
    });
    view! {
        <fieldset>
            <legend>{who}</legend>
            {broken}
            <div class="choices">
                <Switch name=format!("add-{id}") label=say!(i18n, folders.on_add) value=add change=kinds/>
                <Switch name=format!("modify-{id}") label=say!(i18n, folders.on_modify) value=modify change=kinds/>
                <Switch name=format!("download-{id}") label=say!(i18n, folders.on_download) value=download change=kinds/>
                <Switch name=format!("below-{id}") label=say!(i18n, folders.recursive) value=recursive change=below/>
                <Switch name=format!("own-{id}") label=say!(i18n, folders.own_actions) value=own change=mine/>
            </div>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Danger busy=submit.busy press=remove>{say!(i18n, common.remove)}</Button></footer>
        </fieldset>
    }
    .into_any()
}

/// What an alert can tell of.
const KINDS: [Action; 3] = [Action::Add, Action::Modify, Action::Download];

/// Managers may subscribe others; everyone else has "Notify me".
#[component]
fn AddAlert(folder: FolderId, manages: bool, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    if !manages {
        return ().into_any();
    }
    let submit = Submit::new();
    let who = RwSignal::new(String::new());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Ok(principal) = who.get_untracked().parse() else {
            return;
        };
        let alert = NewAlert {
            principal: Some(principal),
            recursive: true,
            on: None,
            own_actions: false,
        };
        submit.run(
            async move { api.create_alert(folder, &alert).await },
            move |_| again.run(()),
        );
    };
    view! {
        <form on:submit=send>
            <PrincipalSelect name="alert-principal" label=say!(i18n, folders.add_alert) value=who depositor=true/>
            <ProblemNotice problem=submit.problem/>
            <footer>
                <Button look=Look::Primary busy=submit.busy disabled=Signal::derive(move || who.read().is_empty())>
                    {say!(i18n, common.add)}
                </Button>
            </footer>
        </form>
    }
    .into_any()
}
