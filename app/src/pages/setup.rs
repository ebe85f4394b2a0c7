//! First start: the first administrator, then mail server, first folder, first alert.

use domain::wire::{Folder, Me, NewAlert, NewFolder, Secret, Setup};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_query_map;

use super::settings_smtp::SmtpSettingsForm;
use crate::api::use_api;
use crate::browser;
use crate::frame::LanguageSwitch;
use crate::i18n::use_i18n;
use crate::parts::{Button, Field, Look, Notice, ProblemNotice, Submit, Tone, loaded};
use crate::say;
use crate::session::use_session;
use crate::visit::language_of;

/// The route `/setup`; `?token=` fills the token in.
pub fn page() -> AnyView {
    view! { <SetupSteps/> }.into_any()
}

#[derive(Clone, PartialEq)]
enum Step {
    Admin,
    Smtp,
    Folder,
    Alert(Folder),
}

#[component]
fn SetupSteps() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    if !session.setup_needed {
        return view! { <Redirect path="/folders"/> }.into_any();
    }
    let step = RwSignal::new(Step::Admin);
    let made = Callback::new(move |me: Me| {
        session.me.set(Some(me));
        step.set(Step::Smtp);
    });
    let face = move || match step.get() {
        Step::Admin => view! { <AdminStep done=made/> }.into_any(),
        Step::Smtp => {
            view! { <SmtpStep done=Callback::new(move |()| step.set(Step::Folder))/> }.into_any()
        }
        Step::Folder => {
            view! { <FolderStep done=Callback::new(move |folder| step.set(Step::Alert(folder)))/> }
                .into_any()
        }
        Step::Alert(folder) => view! { <AlertStep folder=folder/> }.into_any(),
    };
    view! {
        <Title text=format!("{} · Colombier", say!(i18n, setup.title))/>
        <main id="page" class="alone broad">
            <p class="brand">"Colombier"</p>
            <h1>{say!(i18n, setup.title)}</h1>
            <Steps step=step/>
            {face}
            <div class="foot"><LanguageSwitch/></div>
        </main>
    }
    .into_any()
}

#[component]
fn Steps(step: RwSignal<Step>) -> impl IntoView {
    let i18n = use_i18n();
    let names = [
        say!(i18n, setup.step_admin),
        say!(i18n, setup.step_smtp),
        say!(i18n, setup.step_folder),
        say!(i18n, setup.step_alert),
    ];
    let now = move || match *step.read() {
        Step::Admin => 0,
        Step::Smtp => 1,
        Step::Folder => 2,
        Step::Alert(_) => 3,
    };
    let items = names.into_iter().enumerate().map(|(at, name)| {
        view! { <li aria-current=move || (now() == at).then_some("step")>{name}</li> }
    });
    let items = items.collect_view();
    view! {
        <ol class="steps">{items}</ol>
        <h2>{move || names[now()]}</h2>
    }
    .into_any()
}

#[component]
fn AdminStep(done: Callback<Me>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let token = RwSignal::new(
        use_query_map().with_untracked(|query| query.get("token").unwrap_or_default()),
    );
    let (name, email, password) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let setup = Setup {
            token: token.get_untracked().trim().to_owned(),
            email: email.get_untracked(),
            name: name.get_untracked(),
            password: Secret(password.get_untracked()),
            language: Some(language_of(i18n)),
            time_zone: browser::time_zone(),
        };
        submit.run(async move { api.set_up(&setup).await }, move |me| {
            done.run(me)
        });
    };
    view! {
        <form class="form" on:submit=send>
            <Field name="token" label=say!(i18n, setup.token) hint=say!(i18n, setup.token_hint) value=token required=true error=submit.error_of("token")/>
            <Field name="name" label=say!(i18n, accounts.name) value=name autocomplete="name" error=submit.error_of("name")/>
            <Field name="email" kind="email" label=say!(i18n, accounts.email) value=email autocomplete="username" required=true error=submit.error_of("email")/>
            <Field name="password" kind="password" label=say!(i18n, accounts.password) hint=say!(i18n, accounts.password_hint) value=password autocomplete="new-password" required=true error=submit.error_of("password")/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, setup.create_admin)}</Button></footer>
        </form>
    }
    .into_any()
}

#[component]
fn SmtpStep(done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let settings = Resource::new(|| (), move |()| async move { api.smtp_settings().await });
    view! {
        <p>{say!(i18n, setup.smtp_text)}</p>
        {loaded(settings, move |settings| view! { <SmtpSettingsForm settings=settings saved=done/> }.into_any())}
        <p><Button look=Look::Quiet press=done>{say!(i18n, common.skip_step)}</Button></p>
    }
    .into_any()
}

#[component]
fn FolderStep(done: Callback<Folder>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let name = RwSignal::new(String::new());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let folder = NewFolder {
            parent: None,
            name: name.get_untracked(),
        };
        submit.run(
            async move { api.create_folder(&folder).await },
            move |folder| done.run(folder),
        );
    };
    view! {
        <form class="form" on:submit=send>
            <p>{say!(i18n, setup.folder_text)}</p>
            <Field name="folder-name" label=say!(i18n, setup.folder_name) value=name required=true autofocus=true error=submit.error_of("name")/>
            <ProblemNotice problem=submit.problem/>
            <footer>
                <Button look=Look::Primary busy=submit.busy>{say!(i18n, common.create)}</Button>
                <Button look=Look::Quiet press=Callback::new(|()| browser::go("/folders"))>{say!(i18n, common.skip_step)}</Button>
            </footer>
        </form>
    }
    .into_any()
}

#[component]
fn AlertStep(folder: Folder) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let id = folder.id;
    let subscribed = RwSignal::new(false);
    let open = Callback::new(|()| browser::go("/folders"));
    let subscribe = Callback::new(move |()| {
        let alert = NewAlert {
            principal: None,
            recursive: true,
            on: None,
            own_actions: false,
        };
        submit.run(
            async move { api.create_alert(id, &alert).await },
            move |_| subscribed.set(true),
        );
    });
    view! {
        <p>{say!(i18n, setup.alert_text, folder = folder.name)}</p>
        <Show when=move || subscribed.get()>
            <Notice tone=Tone::Good>{say!(i18n, folders.notify_on)}</Notice>
        </Show>
        <ProblemNotice problem=submit.problem/>
        <div class="toolbar">
            <Show when=move || !subscribed.get()>
                <Button look=Look::Primary busy=submit.busy press=subscribe>{say!(i18n, setup.alert_me)}</Button>
            </Show>
            <Button press=open>{say!(i18n, setup.finish)}</Button>
        </div>
    }
    .into_any()
}
