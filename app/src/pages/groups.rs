//! All groups, for admins.

use domain::wire::{Group, List, NewGroup};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;
use leptos_router::{LazyRoute, NavigateOptions, lazy_route};

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{
    Button, Dialog, Empty, Endless, Field, Look, PageHead, ProblemNotice, Submit, Table, loaded,
};
use crate::say;

/// The route `/groups`.
pub struct GroupsPage;

#[lazy_route]
impl LazyRoute for GroupsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let i18n = use_i18n();
        let api = use_api();
        let groups = Resource::new(|| (), move |()| async move { api.groups("").await });
        view! {
            <PageHead title=say!(i18n, common.groups)>
                <AddGroup/>
            </PageHead>
            {loaded(groups, |first| view! { <Groups first=first/> }.into_any())}
        }
        .into_any()
    }
}

#[component]
fn AddGroup() -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let press = Callback::new(move |()| open.set(true));
    view! {
        <Button look=Look::Primary press=press>{say!(i18n, people.add_group)}</Button>
        <Dialog open=open title=say!(i18n, people.add_group)>
            <AddGroupForm/>
        </Dialog>
    }
}

/// Its page opens next, where its members are chosen.
#[component]
fn AddGroupForm() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let navigate = use_navigate();
    let submit = Submit::new();
    let name = RwSignal::new(String::new());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let group = NewGroup {
            name: name.get_untracked(),
            members: Vec::new(),
        };
        let navigate = navigate.clone();
        submit.run(
            async move { api.create_group(&group).await },
            move |made: Group| {
                navigate(&format!("/groups/{}", made.id), NavigateOptions::default());
            },
        );
    };
    view! {
        <form on:submit=send>
            <Field name="group-name" label=say!(i18n, common.name) value=name required=true autofocus=true error=submit.error_of("name")/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.create)}</Button></footer>
        </form>
    }
}

#[component]
fn Groups(first: List<Group>) -> impl IntoView {
    let i18n = use_i18n();
    if first.items.is_empty() {
        return view! { <Empty title=say!(i18n, people.no_groups) hint=say!(i18n, people.no_groups_hint)/> }.into_any();
    }
    let api = use_api();
    let submit = Submit::new();
    let groups = RwSignal::new(first.items);
    let cursor = RwSignal::new(first.next_cursor);
    let next = Callback::new(move |()| {
        let Some(at) = cursor.get_untracked() else {
            return;
        };
        submit.run(
            async move { api.groups(&at).await },
            move |page: List<Group>| {
                cursor.set(page.next_cursor);
                groups.update(|groups| groups.extend(page.items));
            },
        );
    });
    let head = [
        say!(i18n, common.name).to_owned(),
        say!(i18n, people.members).to_owned(),
    ];
    view! {
        <Table caption=say!(i18n, common.groups) head=head.to_vec()>
            <tbody>
                <For each=move || groups.get() key=|group| group.id let(group)>
                    <tr>
                        <td class="name"><A href=format!("/groups/{}", group.id)>{group.name}</A></td>
                        <td>{group.members.len()}</td>
                    </tr>
                </For>
            </tbody>
        </Table>
        <Endless more=Signal::derive(move || cursor.read().is_some()) submit=submit next=next/>
    }
    .into_any()
}
