//! The table of folders and files.

use domain::id::FolderId;
use domain::right::Level;
use domain::wire::{File, Folder, List};
use leptos::prelude::*;
use leptos_router::components::A;

use super::Contents;
use super::item::{Item, ItemDialog};
use crate::api::{content_path, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Button, Empty, Endless, Look, Submit, Table, Time, size_text};
use crate::say;

/// Folders first, then files, both by name.
#[component]
pub fn Listing(contents: Contents) -> impl IntoView {
    let i18n = use_i18n();
    let writes = contents.allows(Level::Write);
    let chosen = RwSignal::new(None::<Item>);
    if contents.folders.is_empty() && contents.files.items.is_empty() {
        return nothing(&contents).into_any();
    }
    let head = [
        say!(i18n, common.name).to_owned(),
        format!("#{}", say!(i18n, common.size)),
        format!("~{}", say!(i18n, folders.changed)),
        format!("~{}", say!(i18n, common.by)),
        String::new(),
    ];
    let folders = contents
        .folders
        .into_iter()
        .map(|folder| folder_row(folder, chosen))
        .collect_view();
    let here = contents.here.map(|here| here.id);
    view! {
        <Table caption=say!(i18n, common.folders) head=head.to_vec()>
            <tbody>{folders}</tbody>
            <Files first=contents.files here=here chosen=chosen/>
        </Table>
        <ItemDialog chosen=chosen writes=writes/>
    }
    .into_any()
}

fn nothing(contents: &Contents) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let (title, hint) = match &contents.here {
        None => (
            say!(i18n, folders.no_folders),
            say!(i18n, folders.no_folders_hint),
        ),
        Some(_) if contents.allows(Level::Write) => {
            (say!(i18n, folders.empty), say!(i18n, folders.empty_hint))
        }
        Some(_) => (say!(i18n, folders.empty), ""),
    };
    view! { <Empty title=title hint=hint/> }.into_any()
}

/// The files of the first page, then those of the pages loaded as one reads.
#[component]
fn Files(
    first: List<File>,
    here: Option<FolderId>,
    chosen: RwSignal<Option<Item>>,
) -> impl IntoView {
    let api = use_api();
    let submit = Submit::new();
    let cursor = RwSignal::new(first.next_cursor);
    let later = RwSignal::new(Vec::<List<File>>::new());
    let next = Callback::new(move |()| {
        let (Some(folder), Some(at)) = (here, cursor.get_untracked()) else {
            return;
        };
        submit.run(
            async move { api.files(&folder.to_string(), &at).await },
            move |page: List<File>| {
                cursor.set(page.next_cursor.clone());
                later.update(|pages| pages.push(page));
            },
        );
    });
    let rows = move |files: Vec<File>| {
        files
            .into_iter()
            .map(|file| file_row(file, chosen))
            .collect_view()
    };
    view! {
        <tbody>{rows(first.items)}</tbody>
        <For each=move || later.get().into_iter().enumerate() key=|(number, _)| *number let((_, page))>
            <tbody>{rows(page.items)}</tbody>
        </For>
        <Show when=move || cursor.read().is_some()>
            <tfoot>
                <tr>
                    <td colspan="5">
                        <Endless more=Signal::derive(move || cursor.read().is_some()) submit=submit next=next/>
                    </td>
                </tr>
            </tfoot>
        </Show>
    }
    .into_any()
}

fn folder_row(folder: Folder, chosen: RwSignal<Option<Item>>) -> impl IntoView {
    let href = format!("/folders/{}", folder.id);
    let name = format!("{}/", folder.name);
    view! {
        <tr>
            <td class="name"><A href=href attr:class="folder">{name}</A></td>
            <td class="size"></td>
            <td class="wide"></td>
            <td class="wide"></td>
            <td class="actions">{folder.level.is_some().then(|| choose(Item::Folder(folder), chosen))}</td>
        </tr>
    }
    .into_any()
}

fn file_row(file: File, chosen: RwSignal<Option<Item>>) -> impl IntoView {
    let i18n = use_i18n();
    let by = file
        .by_name
        .clone()
        .unwrap_or_else(|| say!(i18n, common.system).to_owned());
    view! {
        <tr>
            <td class="name">
                <a href=content_path(file.id) rel="external" download=file.name.clone()>{file.name.clone()}</a>
            </td>
            <td class="size">{size_text(i18n, file.size)}</td>
            <td class="wide"><Time at=file.modified_at.to_string()/></td>
            <td class="wide">{by}</td>
            <td class="actions">{choose(Item::File(file), chosen)}</td>
        </tr>
    }
    .into_any()
}

fn choose(item: Item, chosen: RwSignal<Option<Item>>) -> impl IntoView {
    let label = say!(
        use_i18n(),
        folders.actions_for,
        name = item.name().to_owned()
    );
    let press = Callback::new(move |()| chosen.set(Some(item.clone())));
    view! { <Button look=Look::Quiet label=label press=press>"⋯"</Button> }.into_any()
}
