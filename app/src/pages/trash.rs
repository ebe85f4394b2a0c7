//! What was deleted and can be had back.

use domain::wire::{List, TrashItem, TrashKind};
use leptos::prelude::*;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{
    Button, Empty, Endless, Look, PageHead, Submit, Table, Time, loaded, problem_words, size_text,
    use_toasts,
};
use crate::say;

/// The route `/trash`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let trash = Resource::new(|| (), move |()| async move { api.trash("").await });
    let reload = Callback::new(move |()| trash.refetch());
    view! {
        <PageHead title=say!(i18n, common.trash) text=say!(i18n, folders.trash_text)/>
        {loaded(trash, move |first| view! { <Thrown first=first reload=reload/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Thrown(first: List<TrashItem>, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    if first.items.is_empty() {
        return view! { <Empty title=say!(i18n, folders.trash_empty)/> }.into_any();
    }
    let head = [
        say!(i18n, common.name).to_owned(),
        format!("~{}", say!(i18n, common.size)),
        say!(i18n, folders.deleted_at).to_owned(),
        format!("~{}", say!(i18n, common.by)),
        format!("~{}", say!(i18n, folders.purged_at)),
        String::new(),
    ];
    view! {
        <div class="stacked">
            <Table caption=say!(i18n, common.trash) head=head.to_vec()>
                <Rows first=first reload=reload/>
            </Table>
        </div>
    }
    .into_any()
}

#[component]
fn Rows(first: List<TrashItem>, reload: Callback<()>) -> impl IntoView {
    let api = use_api();
    let submit = Submit::new();
    let cursor = RwSignal::new(first.next_cursor);
    let later = RwSignal::new(Vec::<Vec<TrashItem>>::new());
    let next = Callback::new(move |()| {
        let Some(at) = cursor.get_untracked() else {
            return;
        };
        submit.run(
            async move { api.trash(&at).await },
            move |page: List<TrashItem>| {
                cursor.set(page.next_cursor);
                later.update(|pages| pages.push(page.items));
            },
        );
    });
    let rows = move |items: Vec<TrashItem>| {
        items
            .into_iter()
            .map(|item| view! { <Row item=item reload=reload/> })
            .collect_view()
    };
    view! {
        <tbody>{rows(first.items)}</tbody>
        <For each=move || later.get().into_iter().enumerate() key=|(number, _)| *number let((_, items))>
            <tbody>{rows(items)}</tbody>
        </For>
        <tfoot>
            <tr>
                <td colspan="6">
                    <Endless more=Signal::derive(move || cursor.read().is_some()) submit=submit next=next/>
                </td>
            </tr>
        </tfoot>
    }
    .into_any()
}

#[component]
fn Row(item: TrashItem, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let (kind, id, name) = (item.kind, item.id.clone(), item.name.clone());
    let restore = Callback::new(move |()| {
        let (id, name) = (id.clone(), name.clone());
        submit.run(async move { api.restore(kind, &id).await }, move |()| {
            toasts.say(say!(i18n, folders.restored, name = name));
            reload.run(());
        });
    });
    Effect::new(move |_| {
        if let Some(problem) = submit.problem.get() {
            toasts.say(problem_words(i18n, &problem));
        }
    });
    let slash = if item.kind == TrashKind::Folder {
        "/"
    } else {
        ""
    };
    let by = item
        .by_name
        .unwrap_or_else(|| say!(i18n, common.system).to_owned());
    let label = format!("{} {}", say!(i18n, folders.restore), item.name);
    view! {
        <tr>
            <td class="name">{item.path}{slash}</td>
            <td class="wide size">{item.size.map(|size| size_text(i18n, size))}</td>
            <td><Time at=item.trashed_at.to_string()/></td>
            <td class="wide">{by}</td>
            <td class="wide"><Time at=item.purged_at.to_string() relative=true/></td>
            <td class="actions">
                <Button look=Look::Quiet label=label busy=submit.busy press=restore>{say!(i18n, folders.restore)}</Button>
            </td>
        </tr>
    }
    .into_any()
}
