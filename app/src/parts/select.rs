//! One of a few.

use leptos::html;
use leptos::prelude::*;

use super::keep_typed;

/// A labelled choice; `options` are value and words.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    options: Vec<(String, String)>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] bare: bool,
) -> impl IntoView {
    let now = value.get_untracked();
    let items = options
        .into_iter()
        .map(|(code, words)| {
            let chosen = code == now;
            view! { <option value=code selected=chosen>{words}</option> }
        })
        .collect_view();
    let node = NodeRef::<html::Select>::new();
    keep_typed(
        value,
        move || node.get().map(|select| select.value()),
        move |code| {
            if let Some(select) = node.get_untracked() {
                select.set_value(code);
            }
        },
    );
    view! {
        <div class="field" class:bare=bare>
            <label for=name.clone()>{label}</label>
            <select
                id=name.clone()
                name=name.clone()
                node_ref=node
                on:change:target=move |ev| value.set(ev.target().value())
            >
                {items}
            </select>
            {hint.map(|hint| view! { <p class="note">{hint}</p> })}
        </div>
    }
    .into_any()
}
