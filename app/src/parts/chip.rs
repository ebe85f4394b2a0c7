//! A filter that is on, and can be taken off.

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::say;

/// `label` and a button that removes it.
#[component]
pub fn Chip(#[prop(into)] label: String, remove: Callback<()>) -> impl IntoView {
    let name = say!(use_i18n(), common.remove_filter, filter = label.clone());
    view! {
        <span class="chip">
            {label}
            <button type="button" aria-label=name on:click=move |_| remove.run(())>
                "×"
            </button>
        </span>
    }
    .into_any()
}
