//! The other language, one press away.

use leptos::prelude::*;
use leptos_i18n::Locale as _;

use crate::api::use_api;
use crate::browser;
use crate::i18n::{Locale, use_i18n};
use crate::parts::{Button, Look, Submit};
use crate::session::use_session;
use crate::visit::language_of;

/// Keeps the choice with the person, or on this browser before sign-in, and loads the page again.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let (other, name) = match use_i18n() {
        Locale::fr => (Locale::en, "English"),
        Locale::en => (Locale::fr, "Français"),
    };
    let code = other.as_str();
    let api = use_api();
    let session = use_session();
    let submit = Submit::new();
    let switch = Callback::new(move |()| {
        browser::remember_language(code);
        if session.me.with_untracked(Option::is_some) {
            submit.run(
                async move { api.set_language(language_of(other)).await },
                |_| browser::reload(),
            );
        } else {
            browser::reload();
        }
    });
    view! {
        <span lang=code>
            <Button look=Look::Quiet busy=submit.busy press=switch>{name}</Button>
        </span>
    }
    .into_any()
}
