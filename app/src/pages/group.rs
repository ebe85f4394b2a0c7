//! One group: its name and who belongs to it.

use std::collections::BTreeSet;

use domain::id::UserId;
use domain::wire::{Group, GroupChange, User};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use serde::{Deserialize, Serialize};

use crate::api::{Api, Problem, use_api};
use crate::browser::folded;
use crate::i18n::use_i18n;
use crate::parts::{
    Breadcrumbs, Button, Confirm, Crumb, Field, Look, PageHead, ProblemNotice, Submit, Switch,
    loaded_page, use_toasts,
};
use crate::say;

/// The route `/groups/:id`.
pub fn page() -> AnyView {
    let api = use_api();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let known = Resource::new(move || id.get(), move |id| Known::fetch(api, id));
    let reload = Callback::new(move |()| known.refetch());
    loaded_page(known, move |known| {
        view! { <GroupView known=known reload=reload/> }.into_any()
    })
}

/// The group, and everyone who could belong to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Known {
    group: Group,
    people: Vec<User>,
}

impl Known {
    async fn fetch(api: Api, id: String) -> Result<Self, Problem> {
        let group = api.group(&id).await?;
        Ok(Self {
            group,
            people: api.users().await?,
        })
    }
}

#[component]
fn GroupView(known: Known, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let Known { group, people } = known;
    let for_delete = group.clone();
    let crumbs = [
        (say!(i18n, common.groups).to_owned(), "/groups".to_owned()),
        (group.name.clone(), format!("/groups/{}", group.id)),
    ];
    let crumbs = crumbs.map(|(name, href)| Crumb { name, href }).to_vec();
    view! {
        <Breadcrumbs crumbs=crumbs/>
        <PageHead title=group.name.clone()>
            <DeleteGroup group=for_delete/>
        </PageHead>
        <GroupForm group=group people=people reload=reload/>
    }
    .into_any()
}

#[component]
fn GroupForm(group: Group, people: Vec<User>, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let (id, name) = (group.id, RwSignal::new(group.name));
    let members = RwSignal::new(group.members.into_iter().collect::<BTreeSet<_>>());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let change = GroupChange {
            name: Some(name.get_untracked()),
            members: Some(members.get_untracked().into_iter().collect()),
        };
        submit.run(
            async move { api.change_group(id, &change).await },
            move |_| {
                toasts.say(say!(i18n, common.saved));
                reload.run(());
            },
        );
    };
    view! {
        <form class="form" on:submit=send>
            <Field name="group-name" label=say!(i18n, common.name) value=name required=true error=submit.error_of("name")/>
            <Members people=people members=members legend=say!(i18n, people.members)/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.save)}</Button></footer>
        </form>
    }
    .into_any()
}

/// Everyone, ticked or not; narrowed as one types.
#[component]
pub fn Members(
    people: Vec<User>,
    members: RwSignal<BTreeSet<UserId>>,
    #[prop(into)] legend: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let wanted = RwSignal::new(String::new());
    let needle = Memo::new(move |_| wanted.with(|text| folded(text.trim())));
    let many = people.len() > 8;
    let choices = people.into_iter().map(|user| {
        let name = shown_name(&user);
        let found = name.clone();
        let hidden =
            move || needle.with(|needle| !needle.is_empty() && !folded(&found).contains(needle));
        view! { <div hidden=hidden><Member id=user.id name=name members=members/></div> }
    });
    let choices = choices.collect_view();
    view! {
        <fieldset>
            <legend>{legend}" ("{move || members.read().len()}")"</legend>
            {many.then(|| view! { <Field name="member-filter" kind="search" label=say!(i18n, people.filter) value=wanted/> })}
            <div class="scroll-list">{choices}</div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Member(id: UserId, name: String, members: RwSignal<BTreeSet<UserId>>) -> impl IntoView {
    let on = RwSignal::new(members.with_untracked(|members| members.contains(&id)));
    let change = Callback::new(move |on| {
        members.update(|members| {
            if on {
                members.insert(id);
            } else {
                members.remove(&id);
            }
        });
    });
    view! { <Switch name=format!("member-{id}") label=name value=on change=change/> }.into_any()
}

fn shown_name(user: &User) -> String {
    if user.name.is_empty() {
        user.email.to_string()
    } else {
        format!("{} · {}", user.name, user.email)
    }
}

#[component]
fn DeleteGroup(group: Group) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let navigate = use_navigate();
    let submit = Submit::new();
    let open = RwSignal::new(false);
    let id = group.id;
    let yes = Callback::new(move |()| {
        let navigate = navigate.clone();
        submit.run(async move { api.delete_group(id).await }, move |()| {
            toasts.say(say!(i18n, people.deleted));
            navigate("/groups", NavigateOptions::default());
        });
    });
    view! {
        <Button look=Look::Danger press=Callback::new(move |()| open.set(true))>{say!(i18n, common.delete)}</Button>
        <Confirm
            open=open
            title=say!(i18n, people.delete_group_title)
            text=Signal::stored(say!(i18n, people.delete_group_text, name = group.name))
            verb=Signal::stored(say!(i18n, common.delete).to_owned())
            submit=submit
            yes=yes
        />
    }
    .into_any()
}
