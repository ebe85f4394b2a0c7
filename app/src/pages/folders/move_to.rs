//! Where to? A walk through the folders, then "move here".

use domain::id::FolderId;
use domain::wire::{FileChange, Folder, FolderChange};
use leptos::prelude::*;

use super::Reload;
use super::item::Item;
use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Button, Look, ProblemNotice, Submit, loaded, use_toasts};
use crate::say;
use crate::session::use_session;

/// Moves `item` to the folder one walked to.
#[component]
pub fn MoveTo(item: Item, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, Reload(reload), toasts) = (use_api(), expect_context::<Reload>(), use_toasts());
    // The way walked from the top; empty is the top itself.
    let way = RwSignal::new(Vec::<(FolderId, String)>::new());
    let submit = Submit::new();
    let top_allowed = matches!(item, Item::Folder(_)) && use_session().is_admin();
    let here = Callback::new(move |()| {
        let to = way.with_untracked(|way| way.last().map(|(id, _)| *id));
        submit.run(moved(api, item.clone(), to), move |()| {
            open.set(false);
            toasts.say(say!(i18n, folders.moved));
            reload.run(());
        });
    });
    let folders = Resource::new(
        move || way.with(|way| way.last().map(|(id, _)| id.to_string()).unwrap_or_default()),
        move |at| async move { api.folders(&at).await },
    );
    let place = move || {
        way.with(|way| {
            way.iter()
                .fold(String::new(), |path, (_, name)| path + "/" + name)
        })
    };
    view! {
        <p>{say!(i18n, folders.move_to)}" "<strong>{move || format!("{}/", place())}</strong></p>
        <div class="toolbar">
            <Button
                look=Look::Quiet
                disabled=Signal::derive(move || way.read().is_empty())
                press=Callback::new(move |()| way.update(|way| drop(way.pop())))
            >
                {say!(i18n, folders.up)}
            </Button>
        </div>
        {loaded(folders, move |folders| children(folders, way))}
        <ProblemNotice problem=submit.problem/>
        <footer>
            <Button
                look=Look::Primary
                busy=submit.busy
                disabled=Signal::derive(move || way.read().is_empty() && !top_allowed)
                press=here
            >
                {say!(i18n, folders.move_here)}
            </Button>
        </footer>
    }
    .into_any()
}

fn children(folders: Vec<Folder>, way: RwSignal<Vec<(FolderId, String)>>) -> AnyView {
    let enter = move |folder: Folder| {
        let (id, name) = (folder.id, folder.name.clone());
        let press = Callback::new(move |()| way.update(|way| way.push((id, name.clone()))));
        view! { <li><Button look=Look::Quiet press=press>{folder.name}"/"</Button></li> }
    };
    view! { <ul>{folders.into_iter().map(enter).collect_view()}</ul> }.into_any()
}

async fn moved(api: Api, item: Item, to: Option<FolderId>) -> Result<(), Problem> {
    match item {
        Item::File(file) => {
            let change = FileChange {
                folder: to,
                ..FileChange::default()
            };
            api.change_file(file.id, &change).await.map(drop)
        }
        Item::Folder(folder) => {
            let change = FolderChange {
                parent: Some(to),
                ..FolderChange::default()
            };
            api.change_folder(folder.id, &change).await.map(drop)
        }
    }
}
