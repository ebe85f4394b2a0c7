//! All groups, for admins.

use domain::wire::{Group, NewGroup};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{
    Button, Dialog, Empty, Field, Look, PageHead, ProblemNotice, Submit, Table, loaded,
};
use crate::say;

/// The route `/groups`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let groups = Resource::new(|| (), move |()| async move { api.groups().await });
    view! {
        <PageHead title=say!(i18n, common.groups)>
            <AddGroup/>
        </PageHead>
        {loaded(groups, |groups| view! { <Groups groups=groups/> }.into_any())}
    }
    .into_any()
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
    .into_any()
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
    .into_any()
}

#[component]
fn Groups(groups: Vec<Group>) -> impl IntoView {
    let i18n = use_i18n();
    if groups.is_empty() {
        return view! { <Empty title=say!(i18n, people.no_groups) hint=say!(i18n, people.no_groups_hint)/> }.into_any();
    }
    let rows = groups.into_iter().map(|group| {
        view! {
            <tr>
                <td class="name"><A href=format!("/groups/{}", group.id)>{group.name}</A></td>
                <td>{group.members.len()}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = [
        say!(i18n, common.name).to_owned(),
        say!(i18n, people.members).to_owned(),
    ];
    view! {
        <Table caption=say!(i18n, common.groups) head=head.to_vec()>
            <tbody>{rows}</tbody>
        </Table>
    }
    .into_any()
}
