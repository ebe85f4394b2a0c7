//! A line that the reader should know of.

use leptos::prelude::*;

use super::Tone;

/// A banner; bad ones are announced at once.
#[component]
pub fn Notice(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    view! { <div class=format!("notice {}", tone.class()) role=role>{children()}</div> }.into_any()
}
