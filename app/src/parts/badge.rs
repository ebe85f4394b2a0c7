//! Small coloured words.

use leptos::prelude::*;

use super::{action_word, object_word};
use crate::i18n::use_i18n;

/// What a word means for the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// It went well.
    Good,
    /// Look at it.
    Warn,
    /// It went wrong.
    Bad,
}

impl Tone {
    /// The class of `style/badge.css` and `style/notice.css`.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    fn of_action(action: &str) -> Self {
        match action {
            "SEND" | "ADD" | "RECEIVE" | "RESTORE" => Self::Good,
            "SKIP" | "RETRY" | "HOLD" | "DELETE" | "REVOKE" | "SUSPEND" => Self::Warn,
            "FAIL" | "BOUNCE" | "LOGIN_FAILED" => Self::Bad,
            _ => Self::Plain,
        }
    }
}

/// A word with a tone.
#[component]
pub fn Tag(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    view! { <span class=format!("badge {}", tone.class())>{children()}</span> }.into_any()
}

/// The type of an event's object, in the reader's words.
#[component]
pub fn ObjectBadge(#[prop(into)] code: String) -> impl IntoView {
    let words = object_word(use_i18n(), &code);
    view! { <span class="badge object" title=code>{words}</span> }.into_any()
}

/// What an event did, in the reader's words.
#[component]
pub fn ActionBadge(#[prop(into)] code: String) -> impl IntoView {
    let words = action_word(use_i18n(), &code);
    view! { <span class=format!("badge {}", Tone::of_action(&code).class()) title=code>{words}</span> }.into_any()
}
