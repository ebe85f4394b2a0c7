//! The form of a person, new or known.

use domain::person::{Language, Role};
use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::parts::{AddressHint, Area, Field, Select, Submit, role_word};
use crate::say;

/// What is typed, until it is saved.
#[derive(Clone, Copy)]
pub struct PersonFields {
    pub email: RwSignal<String>,
    pub name: RwSignal<String>,
    pub role: RwSignal<String>,
    pub language: RwSignal<String>,
    pub addresses: RwSignal<String>,
    pub password: RwSignal<String>,
}

impl PersonFields {
    /// Nothing typed.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            email: empty(),
            name: empty(),
            role: RwSignal::new("member".to_owned()),
            language: empty(),
            addresses: empty(),
            password: empty(),
        }
    }

    pub fn role(self) -> Role {
        match self.role.get_untracked().as_str() {
            "admin" => Role::Admin,
            "guest" => Role::Guest,
            _ => Role::Member,
        }
    }

    /// None: the installation's.
    pub fn language(self) -> Option<Language> {
        self.language.with_untracked(|code| code.parse().ok())
    }

    pub fn addresses(self) -> Vec<String> {
        lines(self.addresses)
    }
}

/// The lines that have something in them.
pub fn lines(text: RwSignal<String>) -> Vec<String> {
    text.with_untracked(|text| {
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    })
}

/// The code of a role.
pub fn role_code(role: Role) -> &'static str {
    match role {
        Role::Admin => "admin",
        Role::Member => "member",
        Role::Guest => "guest",
    }
}

/// The choice of a language, or the installation's.
#[component]
pub fn LanguageSelect(value: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let options = [
        ("", say!(i18n, accounts.language_default)),
        ("fr", "Français"),
        ("en", "English"),
    ];
    let options = options
        .map(|(code, words)| (code.to_owned(), words.to_owned()))
        .to_vec();
    view! { <Select name="language" label=say!(i18n, accounts.language) value=value options=options/> }.into_any()
}

/// The inputs.
#[component]
pub fn PersonInputs(
    fields: PersonFields,
    submit: Submit,
    #[prop(into)] password_hint: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let roles = ["member", "admin", "guest"]
        .map(|code| (code.to_owned(), role_word(i18n, code)))
        .to_vec();
    view! {
        <Field name="person-email" kind="email" label=say!(i18n, people.email) value=fields.email required=true error=submit.error_of("email")/>
        <AddressHint address=fields.email/>
        <Field name="person-name" label=say!(i18n, people.name) value=fields.name error=submit.error_of("name")/>
        <Select name="person-role" label=say!(i18n, people.role) value=fields.role options=roles/>
        <LanguageSelect value=fields.language/>
        <Area name="person-addresses" label=say!(i18n, people.addresses) hint=say!(i18n, people.addresses_hint) value=fields.addresses error=submit.error_of("addresses")/>
        <Field name="person-password" kind="password" autocomplete="new-password" label=say!(i18n, accounts.password) hint=password_hint value=fields.password error=submit.error_of("password")/>
    }
    .into_any()
}
