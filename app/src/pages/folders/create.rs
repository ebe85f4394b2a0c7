//! A new folder.

use domain::id::FolderId;
use domain::wire::NewFolder;
use leptos::prelude::*;

use super::Reload;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Button, Dialog, Field, Look, ProblemNotice, Submit};
use crate::say;

/// The button and its dialog.
#[component]
pub fn CreateDialog(parent: Option<FolderId>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    view! {
        <Button press=Callback::new(move |()| open.set(true))>{say!(i18n, folders.new_folder)}</Button>
        <Dialog open=open title=say!(i18n, folders.new_folder)>
            <CreateForm parent=parent open=open/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn CreateForm(parent: Option<FolderId>, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, Reload(reload)) = (use_api(), expect_context::<Reload>());
    let name = RwSignal::new(String::new());
    let submit = Submit::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let folder = NewFolder {
            parent,
            name: name.get_untracked(),
        };
        submit.run(async move { api.create_folder(&folder).await }, move |_| {
            open.set(false);
            reload.run(());
        });
    };
    view! {
        <form on:submit=send>
            <Field name="folder-name" label=say!(i18n, common.name) value=name required=true autofocus=true/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.create)}</Button></footer>
        </form>
    }
    .into_any()
}
