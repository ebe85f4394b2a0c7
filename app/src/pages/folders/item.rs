//! What can be done with one file or folder.

use domain::wire::{File, FileChange, Folder, FolderChange};
use leptos::prelude::*;
use leptos_router::components::A;

use super::Reload;
use super::move_to::MoveTo;
use super::versions::Versions;
use crate::api::{Api, Problem, content_path, use_api};
use crate::i18n::use_i18n;
use crate::pages::why::Question;
use crate::parts::{
    Button, Dialog, Field, Look, ProblemNotice, Submit, Time, size_text, use_toasts,
};
use crate::say;
use crate::session::use_session;

/// The file or folder in question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    File(File),
    Folder(Folder),
}

impl Item {
    pub fn name(&self) -> &str {
        match self {
            Self::File(file) => &file.name,
            Self::Folder(folder) => &folder.name,
        }
    }

    /// Whether its contents can be changed at all, as far as the item itself knows.
    fn is_managed(&self) -> bool {
        match self {
            Self::File(_) => true,
            Self::Folder(folder) => folder.level >= Some(domain::right::Level::Manage),
        }
    }

    pub async fn rename(self, api: Api, name: String) -> Result<(), Problem> {
        match self {
            Self::File(file) => {
                let change = FileChange {
                    name: Some(name),
                    ..FileChange::default()
                };
                api.change_file(file.id, &change).await.map(drop)
            }
            Self::Folder(folder) => {
                let change = FolderChange {
                    name: Some(name),
                    ..FolderChange::default()
                };
                api.change_folder(folder.id, &change).await.map(drop)
            }
        }
    }

    async fn delete(self, api: Api) -> Result<(), Problem> {
        match self {
            Self::File(file) => api.delete_file(file.id).await,
            Self::Folder(folder) => api.delete_folder(folder.id).await,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Overview,
    Rename,
    Move,
    Versions,
    Delete,
}

/// Opens when `chosen` is set.
#[component]
pub fn ItemDialog(chosen: RwSignal<Option<Item>>, writes: bool) -> impl IntoView {
    let open = RwSignal::new(false);
    let step = RwSignal::new(Step::Overview);
    Effect::new(move |_| {
        if chosen.read().is_some() {
            step.set(Step::Overview);
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            chosen.set(None);
        }
    });
    let face = move || {
        let (item, step_now) = (chosen.get()?, step.get());
        Some(item_face(item, step_now, writes, step, open))
    };
    let title = Signal::derive(move || {
        chosen
            .with(|item| item.as_ref().map(|item| item.name().to_owned()))
            .unwrap_or_default()
    });
    view! { <Dialog open=open title=title wide=true>{face}</Dialog> }.into_any()
}

/// What the dialog shows.
fn item_face(
    item: Item,
    now: Step,
    writes: bool,
    step: RwSignal<Step>,
    open: RwSignal<bool>,
) -> AnyView {
    match now {
        Step::Overview => view! { <Overview item=item writes=writes step=step/> }.into_any(),
        Step::Rename => view! { <Rename item=item open=open/> }.into_any(),
        Step::Move => view! { <MoveTo item=item open=open/> }.into_any(),
        Step::Versions => view! { <Versions item=item/> }.into_any(),
        Step::Delete => view! { <Delete item=item open=open/> }.into_any(),
    }
}

#[component]
fn Overview(item: Item, writes: bool, step: RwSignal<Step>) -> impl IntoView {
    let i18n = use_i18n();
    let to = move |next| Callback::new(move |()| step.set(next));
    let changes = (writes && matches!(item, Item::File(_))
        || matches!(item, Item::Folder(_)) && item.is_managed())
    .then(|| {
        view! {
            <Button press=to(Step::Rename)>{say!(i18n, common.rename)}</Button>
            <Button press=to(Step::Move)>{say!(i18n, folders.move_verb)}</Button>
            <Button look=Look::Danger press=to(Step::Delete)>{say!(i18n, common.delete)}</Button>
        }
    });
    let of_file = match &item {
        Item::File(file) => Some(view! {
            <a class="button primary" href=content_path(file.id) rel="external" download=file.name.clone()>
                {say!(i18n, folders.download)}
            </a>
            <Button press=to(Step::Versions)>{say!(i18n, folders.versions)}</Button>
            {told(file)}
        }),
        Item::Folder(_) => None,
    };
    view! {
        {facts(&item)}
        <footer>{of_file} {changes}</footer>
    }
    .into_any()
}

/// Who was told of its last deposit; for a member, whether it was itself.
fn told(file: &File) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let words = if use_session().is_admin() {
        say!(i18n, why.who_was_told)
    } else {
        say!(i18n, why.was_i_told)
    };
    let href = Question::of_file(&file.id.to_string()).href();
    view! { <A href=href attr:class="button">{words}</A> }.into_any()
}

fn facts(item: &Item) -> impl IntoView + use<> {
    let i18n = use_i18n();
    match item {
        Item::Folder(folder) => view! {
            <dl class="facts">
                <dt>{say!(i18n, folders.path)}</dt><dd>{folder.path.clone()}</dd>
                <dt>{say!(i18n, folders.made)}</dt><dd><Time at=folder.created_at.to_string()/></dd>
            </dl>
        }
        .into_any(),
        Item::File(file) => view! {
            <dl class="facts">
                <dt>{say!(i18n, folders.path)}</dt><dd>{file.path.clone()}</dd>
                <dt>{say!(i18n, common.size)}</dt><dd>{size_text(i18n, file.size)}</dd>
                <dt>{say!(i18n, folders.changed)}</dt><dd><Time at=file.modified_at.to_string()/></dd>
                <dt>{say!(i18n, folders.version)}</dt><dd>{file.version}</dd>
                <dt>"SHA-256"</dt><dd><code>{file.sha256.clone()}</code></dd>
            </dl>
        }
        .into_any(),
    }
}

#[component]
fn Rename(item: Item, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, Reload(reload)) = (use_api(), expect_context::<Reload>());
    let name = RwSignal::new(item.name().to_owned());
    let submit = Submit::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let (item, name) = (item.clone(), name.get_untracked());
        submit.run(item.rename(api, name), move |()| {
            open.set(false);
            reload.run(());
        });
    };
    view! {
        <form on:submit=send>
            <Field name="new-name" label=say!(i18n, common.name) value=name required=true autofocus=true/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.rename)}</Button></footer>
        </form>
    }
    .into_any()
}

#[component]
fn Delete(item: Item, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, Reload(reload), toasts) = (use_api(), expect_context::<Reload>(), use_toasts());
    let submit = Submit::new();
    let text = match &item {
        Item::File(_) => say!(i18n, folders.delete_file_text),
        Item::Folder(_) => say!(i18n, folders.delete_folder_text),
    };
    let yes = Callback::new(move |()| {
        submit.run(item.clone().delete(api), move |()| {
            open.set(false);
            toasts.say(say!(i18n, folders.in_trash));
            reload.run(());
        });
    });
    view! {
        <p>{text}</p>
        <ProblemNotice problem=submit.problem/>
        <footer>
            <Button press=Callback::new(move |()| open.set(false))>{say!(i18n, common.cancel)}</Button>
            <Button look=Look::Danger busy=submit.busy press=yes>{say!(i18n, common.delete)}</Button>
        </footer>
    }
    .into_any()
}
