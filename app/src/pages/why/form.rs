//! Whom the question is about, and which deposit.

use domain::wire::User;
use leptos::prelude::*;

use super::Question;
use super::folder_select::FolderSelect;
use crate::api::use_api;
use crate::browser::{instant, local_minute};
use crate::i18n::use_i18n;
use crate::parts::{Button, Chip, Field, Look, Select, loaded};
use crate::say;
use crate::session::use_session;

/// What is chosen, until it is asked.
#[derive(Clone, Copy)]
struct Fields {
    user: RwSignal<String>,
    address: RwSignal<String>,
    folder: RwSignal<String>,
    /// A minute of the reader's clock.
    at: RwSignal<String>,
}

impl Fields {
    /// As the address has it, also after a step back.
    fn follow(question: Memo<Question>) -> Self {
        let start = question.get_untracked();
        let fields = Self {
            user: RwSignal::new(start.user),
            address: RwSignal::new(start.address),
            folder: RwSignal::new(start.folder),
            // Only a browser knows the reader's zone.
            at: RwSignal::new(String::new()),
        };
        Effect::new(move |before: Option<()>| {
            let now = question.get();
            fields.at.set(local_minute(&now.at).unwrap_or_default());
            if before.is_some() {
                fields.user.set(now.user);
                fields.address.set(now.address);
                fields.folder.set(now.folder);
            }
        });
        fields
    }

    /// With `now` for what the form does not ask.
    fn asked(self, now: &Question) -> Question {
        let folder = if now.file.is_empty() {
            self.folder.get_untracked()
        } else {
            String::new()
        };
        Question {
            user: self.user.get_untracked(),
            address: self.address.get_untracked().trim().to_owned(),
            file: now.file.clone(),
            folder,
            at: self.at.with_untracked(|typed| until(typed, &now.at)),
        }
    }
}

/// The end of the minute that was typed; where that is the minute of the address, its very instant.
fn until(typed: &str, now: &str) -> String {
    if local_minute(now).as_deref() == Some(typed) {
        return now.to_owned();
    }
    // An emptied field is no time.
    instant(&format!("{typed}:59.999")).unwrap_or_default()
}

/// Goes to the page that answers what is chosen.
#[component]
pub fn QuestionForm(question: Memo<Question>, go: Callback<Question>) -> impl IntoView {
    let i18n = use_i18n();
    let admin = use_session().is_admin();
    let fields = Fields::follow(question);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        go.run(fields.asked(&question.get_untracked()));
    };
    let whom = admin.then(|| {
        view! {
            <PersonSelect value=fields.user/>
            <Field name="address" label=say!(i18n, why.address) hint=say!(i18n, why.address_hint) value=fields.address/>
        }
    });
    let file = Memo::new(move |_| question.read().file.clone());
    let what = move || match file.get() {
        file if file.is_empty() => {
            view! { <FolderSelect value=fields.folder question=question/> }.into_any()
        }
        file => view! { <FileChosen id=file question=question go=go/> }.into_any(),
    };
    view! {
        <form class="ask" on:submit=send>
            {whom}
            {what}
            <Until at=fields.at/>
            <footer><Button look=Look::Primary>{say!(i18n, why.ask)}</Button></footer>
        </form>
    }
    .into_any()
}

/// Everyone with an account.
#[component]
fn PersonSelect(value: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let people = Resource::new(|| (), move |()| async move { api.users().await });
    loaded(people, move |people| {
        let none = (String::new(), say!(i18n, common.choose).to_owned());
        let people = people
            .into_iter()
            .map(|user| (user.id.to_string(), named(&user)));
        let options = std::iter::once(none).chain(people).collect();
        view! { <Select name="user" label=say!(i18n, common.person) value=value options=options/> }
            .into_any()
    })
}

fn named(user: &User) -> String {
    if user.name.is_empty() {
        user.email.to_string()
    } else {
        format!("{} <{}>", user.name, user.email)
    }
}

/// The file of the address, which can be let go.
#[component]
fn FileChosen(id: String, question: Memo<Question>, go: Callback<Question>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let number = id.clone();
    let name = Resource::new(
        || (),
        move |()| {
            let id = id.clone();
            // One that is gone for good can be asked about all the same.
            async move { api.file(&id).await.ok().map(|file| file.path) }
        },
    );
    let remove = Callback::new(move |()| {
        go.run(Question {
            file: String::new(),
            ..question.get_untracked()
        });
    });
    let chip = move || {
        name.get().map(|path| {
            let label =
                path.unwrap_or_else(|| say!(i18n, why.file_number, number = number.clone()));
            view! { <Chip label=label remove=remove/> }
        })
    };
    view! {
        <div class="field">
            <p class="label">{say!(i18n, codes.file)}</p>
            <p><Transition>{chip}</Transition></p>
        </div>
    }
    .into_any()
}

#[component]
fn Until(at: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="field">
            <label for="at">{say!(i18n, why.at)}</label>
            <input id="at" name="at" type="datetime-local" aria-describedby="at-note" prop:value=at on:input:target=move |ev| at.set(ev.target().value())/>
            <p class="note" id="at-note">{say!(i18n, why.at_hint)}</p>
        </div>
    }
    .into_any()
}
