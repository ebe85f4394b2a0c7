//! Everyone with an account, for admins.

use domain::wire::{NewUser, Secret, User};
use leptos::prelude::*;
use leptos_router::components::A;

use super::person_fields::{PersonFields, PersonInputs, role_code};
use crate::api::use_api;
use crate::browser::folded;
use crate::i18n::use_i18n;
use crate::parts::{
    Address, Button, Dialog, Empty, Field, Look, PageHead, ProblemNotice, Submit, Table, Tag, Tone,
    loaded, role_word, use_toasts,
};
use crate::say;

/// The route `/people`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let people = Resource::new(|| (), move |()| async move { api.users().await });
    let reload = Callback::new(move |()| people.refetch());
    view! {
        <PageHead title=say!(i18n, common.people)>
            <A href="/alerts" attr:class="button">{say!(i18n, alerts.title)}</A>
            <AddPerson reload=reload/>
        </PageHead>
        {loaded(people, |people| view! { <People people=people/> }.into_any())}
    }
    .into_any()
}

#[component]
fn AddPerson(reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let press = Callback::new(move |()| open.set(true));
    view! {
        <Button look=Look::Primary press=press>{say!(i18n, people.add_person)}</Button>
        <Dialog open=open title=say!(i18n, people.add_person)>
            <AddPersonForm open=open reload=reload/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn AddPersonForm(open: RwSignal<bool>, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let fields = PersonFields::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let password = fields.password.get_untracked();
        let user = NewUser {
            email: fields.email.get_untracked(),
            name: fields.name.get_untracked(),
            role: fields.role(),
            password: (!password.is_empty()).then_some(Secret(password)),
            language: fields.language(),
            time_zone: None,
            addresses: fields.addresses(),
        };
        submit.run(async move { api.create_user(&user).await }, move |_| {
            open.set(false);
            toasts.say(say!(i18n, common.saved));
            reload.run(());
        });
    };
    view! {
        <form on:submit=send>
            <PersonInputs fields=fields submit=submit password_hint=say!(i18n, people.password_hint)/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.add)}</Button></footer>
        </form>
    }
    .into_any()
}

/// The list, narrowed as one types.
#[component]
fn People(people: Vec<User>) -> impl IntoView {
    let i18n = use_i18n();
    let wanted = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let wanted = wanted.with(|text| folded(text.trim()));
        let fitting = people.iter().filter(|user| fits(user, &wanted));
        fitting.cloned().collect::<Vec<_>>()
    });
    let head = [
        say!(i18n, people.name).to_owned(),
        format!("~{}", say!(i18n, people.email)),
        say!(i18n, people.role).to_owned(),
        say!(i18n, people.state).to_owned(),
    ];
    view! {
        <div class="form">
            <Field name="people-filter" kind="search" label=say!(i18n, people.filter) value=wanted/>
        </div>
        <Table caption=say!(i18n, common.people) head=head.to_vec()>
            <tbody>
                <For each=move || shown.get() key=|user| user.id let(user)>{person_row(user)}</For>
            </tbody>
        </Table>
        <Show when=move || shown.read().is_empty()>
            <Empty title=say!(i18n, people.no_match)/>
        </Show>
    }
    .into_any()
}

/// Whether name or an address has the (folded) text.
fn fits(user: &User, wanted: &str) -> bool {
    let texts = std::iter::once(&user.email)
        .chain(&user.addresses)
        .map(ToString::to_string);
    wanted.is_empty()
        || folded(&user.name).contains(wanted)
        || texts.into_iter().any(|text| folded(&text).contains(wanted))
}

fn person_row(user: User) -> impl IntoView {
    let i18n = use_i18n();
    let (tone, state) = if user.active {
        (Tone::Good, say!(i18n, people.active))
    } else {
        (Tone::Warn, say!(i18n, people.inactive))
    };
    let email = user.email.to_string();
    let name = if user.name.is_empty() {
        email.clone()
    } else {
        user.name
    };
    view! {
        <tr>
            <td class="name"><A href=format!("/people/{}", user.id)>{name}</A></td>
            <td class="wide"><Address text=email/></td>
            <td>{role_word(i18n, role_code(user.role))}</td>
            <td><Tag tone=tone>{state}</Tag></td>
        </tr>
    }
    .into_any()
}
