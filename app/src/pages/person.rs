//! One person: what is known, and all that an admin may change.

use domain::wire::{Secret, User, UserChange};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use super::person_fields::{PersonFields, PersonInputs, role_code};
use crate::api::{Query, use_api};
use crate::i18n::use_i18n;
use crate::parts::{
    Breadcrumbs, Button, Crumb, Look, PageHead, ProblemNotice, Submit, Switch, loaded_page,
    use_toasts,
};
use crate::say;
use crate::session::use_session;

mod credentials;
mod remove;

use credentials::SendCredentials;
use remove::RemovePerson;

/// The route `/people/:id`.
pub fn page() -> AnyView {
    let api = use_api();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let person = Resource::new(
        move || id.get(),
        move |id| async move { api.user(&id).await },
    );
    let reload = Callback::new(move |()| person.refetch());
    loaded_page(person, move |user| {
        view! { <Person user=user reload=reload/> }.into_any()
    })
}

#[component]
fn Person(user: User, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let email = user.email.to_string();
    let title = if user.name.is_empty() {
        email.clone()
    } else {
        user.name.clone()
    };
    let crumbs = [
        (say!(i18n, common.people).to_owned(), "/people".to_owned()),
        (title.clone(), format!("/people/{}", user.id)),
    ];
    let crumbs = crumbs.map(|(name, href)| Crumb { name, href }).to_vec();
    let mails = Query::new()
        .with("object_type", "EMAIL")
        .with("q", &email)
        .on("/events");
    let deeds = Query::new()
        .with("actor", &format!("user:{}", user.id))
        .on("/events");
    let id = user.id;
    let removable = (!is_myself(&user)).then(|| user.clone());
    view! {
        <Breadcrumbs crumbs=crumbs/>
        <PageHead title=title text=email>
            <A href=mails attr:class="button quiet">{say!(i18n, people.mails)}</A>
            <A href=deeds attr:class="button quiet">{say!(i18n, people.actions)}</A>
            <SendCredentials id=id/>
            {removable.map(|user| view! { <RemovePerson user=user/> })}
        </PageHead>
        <PersonForm user=user reload=reload/>
    }
    .into_any()
}

#[component]
fn PersonForm(user: User, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts, session) = (use_api(), use_toasts(), use_session());
    let submit = Submit::new();
    let (fields, active, id) = (known(&user), RwSignal::new(user.active), user.id);
    let myself = is_myself(&user);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let change = change(fields, active.get_untracked());
        submit.run(
            async move {
                api.change_user(id, &change).await?;
                // One's own name stands in the frame too.
                let me = if myself { Some(api.me().await?) } else { None };
                Ok(me)
            },
            move |me| {
                if me.is_some() {
                    session.me.set(me);
                }
                toasts.say(say!(i18n, common.saved));
                reload.run(());
            },
        );
    };
    let password_hint = if user.has_password {
        say!(i18n, people.new_password_hint)
    } else {
        say!(i18n, people.no_password_hint)
    };
    view! {
        <form class="form" on:submit=send>
            <PersonInputs fields=fields submit=submit password_hint=password_hint/>
            <Switch name="person-active" label=say!(i18n, people.active) hint=say!(i18n, people.active_hint) value=active disabled=Signal::stored(myself)/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.save)}</Button></footer>
        </form>
    }
    .into_any()
}

/// Nobody locks oneself out.
fn is_myself(user: &User) -> bool {
    let me = use_session().me;
    me.with_untracked(|me| me.as_ref().is_some_and(|me| me.id == user.id))
}

fn known(user: &User) -> PersonFields {
    let fields = PersonFields::new();
    fields.email.set(user.email.to_string());
    fields.name.set(user.name.clone());
    fields.role.set(role_code(user.role).to_owned());
    fields.language.set(
        user.language
            .map(|language| language.code().to_owned())
            .unwrap_or_default(),
    );
    let addresses = user
        .addresses
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>();
    fields.addresses.set(addresses.join("\n"));
    fields
}

fn change(fields: PersonFields, active: bool) -> UserChange {
    let password = fields.password.get_untracked();
    UserChange {
        email: Some(fields.email.get_untracked()),
        name: Some(fields.name.get_untracked()),
        addresses: Some(fields.addresses()),
        role: Some(fields.role()),
        active: Some(active),
        password: (!password.is_empty()).then_some(Secret(password)),
        language: Some(fields.language()),
        time_zone: None,
    }
}
