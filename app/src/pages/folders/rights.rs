//! Who may do what in the folder.

use domain::wire::{Folder, FolderChange, PrincipalName, Right};
use leptos::prelude::*;

use super::Reload;
use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{
    Button, Dialog, Look, ProblemNotice, RightLines, RightsFields, Submit, Switch, loaded,
    use_toasts,
};
use crate::say;

/// The button and its dialog.
#[component]
pub fn RightsDialog(folder: Folder) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    view! {
        <Button press=Callback::new(move |()| open.set(true))>{say!(i18n, folders.rights)}</Button>
        <Dialog open=open title=say!(i18n, folders.rights) wide=true>
            <Rights folder=folder.clone() open=open/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Rights(folder: Folder, open: RwSignal<bool>) -> impl IntoView {
    let api = use_api();
    let id = folder.id;
    let both = Resource::new(
        || (),
        move |()| async move { Ok::<_, Problem>((api.rights(id).await?, api.principals().await?)) },
    );
    loaded(both, move |(rights, names)| {
        view! { <RightsForm folder=folder.clone() rights=rights names=names open=open/> }.into_any()
    })
}

#[component]
fn RightsForm(
    folder: Folder,
    rights: Vec<Right>,
    names: Vec<PrincipalName>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (api, Reload(reload), toasts) = (use_api(), expect_context::<Reload>(), use_toasts());
    let lines = RightLines::new(&rights, names);
    let restricted = RwSignal::new(folder.restricted);
    let submit = Submit::new();
    let save = Callback::new(move |()| {
        let work = saved(
            api,
            folder.clone(),
            lines.rights(),
            restricted.get_untracked(),
        );
        submit.run(work, move |()| {
            open.set(false);
            toasts.say(say!(i18n, common.saved));
            reload.run(());
        });
    });
    view! {
        <Switch name="restricted" label=say!(i18n, folders.restricted) hint=say!(i18n, folders.restricted_hint) value=restricted/>
        <RightsFields rights=lines none=say!(i18n, folders.no_rights) add=say!(i18n, folders.add_right)/>
        <ProblemNotice problem=submit.problem/>
        <footer>
            <Button look=Look::Primary busy=submit.busy press=save>{say!(i18n, common.save)}</Button>
        </footer>
    }
    .into_any()
}

async fn saved(
    api: Api,
    folder: Folder,
    rights: Vec<Right>,
    restricted: bool,
) -> Result<(), Problem> {
    api.set_rights(folder.id, &rights).await?;
    if restricted != folder.restricted {
        let change = FolderChange {
            restricted: Some(restricted),
            ..FolderChange::default()
        };
        api.change_folder(folder.id, &change).await?;
    }
    Ok(())
}
