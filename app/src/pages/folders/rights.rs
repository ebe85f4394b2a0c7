//! Who may do what in the folder.

use domain::right::{Level, Principal};
use domain::wire::{Folder, FolderChange, PrincipalName, Right};
use leptos::prelude::*;

use super::Reload;
use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{
    Button, Dialog, Empty, Look, PrincipalSelect, ProblemNotice, Select, Submit, Switch,
    level_word, loaded, use_toasts,
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

/// One line of the form.
#[derive(Clone, PartialEq)]
struct Line {
    principal: Principal,
    name: String,
    // Lines are added in an effect, which takes what it made along when it runs again: hence shared.
    level: ArcRwSignal<String>,
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
    let lines = RwSignal::new(
        rights
            .iter()
            .map(|right| line(right.principal, right.level, &names))
            .collect::<Vec<_>>(),
    );
    let restricted = RwSignal::new(folder.restricted);
    let names = StoredValue::new(names);
    let submit = Submit::new();
    let save = Callback::new(move |()| {
        let rights =
            lines.with_untracked(|lines| lines.iter().filter_map(right).collect::<Vec<_>>());
        let stop = restricted.get_untracked();
        let work = saved(api, folder.clone(), rights, stop);
        submit.run(work, move |()| {
            open.set(false);
            toasts.say(say!(i18n, common.saved));
            reload.run(());
        });
    });
    view! {
        <Switch name="restricted" label=say!(i18n, folders.restricted) hint=say!(i18n, folders.restricted_hint) value=restricted/>
        <Show when=move || lines.read().is_empty()>
            <Empty title=say!(i18n, folders.no_rights)/>
        </Show>
        <For each=move || lines.get() key=|line| line.principal let(line)>
            <RightLine line=line lines=lines/>
        </For>
        <AddRight lines=lines names=names/>
        <ProblemNotice problem=submit.problem/>
        <footer>
            <Button look=Look::Primary busy=submit.busy press=save>{say!(i18n, common.save)}</Button>
        </footer>
    }
    .into_any()
}

#[component]
fn RightLine(line: Line, lines: RwSignal<Vec<Line>>) -> impl IntoView {
    let i18n = use_i18n();
    let principal = line.principal;
    let name = if line.name.is_empty() {
        say!(i18n, common.everyone).to_owned()
    } else {
        line.name
    };
    let options = ["read", "write", "manage"]
        .map(|code| (code.to_owned(), level_word(i18n, code)))
        .to_vec();
    let remove = Callback::new(move |()| {
        lines.update(|lines| lines.retain(|line| line.principal != principal))
    });
    view! {
        <div class="right-line">
            <Select name=format!("level-{principal}") label=name value=RwSignal::from(line.level) options=options/>
            <Button look=Look::Quiet press=remove>{say!(i18n, common.remove)}</Button>
        </div>
    }
    .into_any()
}

/// Choosing someone adds a line with READ.
#[component]
fn AddRight(lines: RwSignal<Vec<Line>>, names: StoredValue<Vec<PrincipalName>>) -> impl IntoView {
    let i18n = use_i18n();
    let who = RwSignal::new(String::new());
    Effect::new(move |_| {
        let Ok(principal) = who.get().parse::<Principal>() else {
            return;
        };
        let known =
            lines.with_untracked(|lines| lines.iter().any(|line| line.principal == principal));
        if !known {
            let added = names.with_value(|names| line(principal, Level::Read, names));
            lines.update(|lines| lines.push(added));
        }
        who.set(String::new());
    });
    view! { <PrincipalSelect name="right-principal" label=say!(i18n, folders.add_right) value=who/> }.into_any()
}

fn line(principal: Principal, level: Level, names: &[PrincipalName]) -> Line {
    let name = names
        .iter()
        .find(|known| known.principal == principal)
        .map(|known| known.name.clone());
    // Someone whom the list does not name, such as a removed person, is shown by its code.
    let name = name.unwrap_or_else(|| principal.to_string());
    Line {
        principal,
        name,
        level: ArcRwSignal::new(level_code(level).to_owned()),
    }
}

fn right(line: &Line) -> Option<Right> {
    let level = match line.level.get_untracked().as_str() {
        "read" => Level::Read,
        "write" => Level::Write,
        "manage" => Level::Manage,
        _ => return None,
    };
    Some(Right {
        principal: line.principal,
        level,
    })
}

fn level_code(level: Level) -> &'static str {
    match level {
        Level::Read => "read",
        Level::Write => "write",
        Level::Manage => "manage",
    }
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
