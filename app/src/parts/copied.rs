//! A text to be taken elsewhere.

use leptos::prelude::*;

use super::{Button, Look, use_toasts};
use crate::browser;
use crate::i18n::use_i18n;
use crate::say;

/// The text, and a button that puts it on the clipboard; `label` names the button for ears.
#[component]
pub fn Copied(#[prop(into)] text: String, #[prop(into)] label: String) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let copied = text.clone();
    let copy = Callback::new(move |()| {
        browser::copy(&copied);
        toasts.say(say!(i18n, common.copied));
    });
    view! {
        <span class="copied">
            <code>{text}</code>
            <Button look=Look::Quiet label=label press=copy>{say!(i18n, common.copy)}</Button>
        </span>
    }
    .into_any()
}
