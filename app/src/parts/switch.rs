//! On or off.

use leptos::html;
use leptos::prelude::*;

use super::is_waking;

/// A labelled checkbox. With `change` the caller decides what becomes of it.
#[component]
pub fn Switch(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<bool>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] change: Option<Callback<bool>>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let changed = move |on: bool| {
        value.set(on);
        if let Some(change) = change {
            change.run(on);
        }
    };
    let node = NodeRef::<html::Input>::new();
    let waking = is_waking();
    Effect::new(move |looked: Option<bool>| {
        let Some(input) = node.get() else {
            return false;
        };
        if waking && looked != Some(true) && input.checked() != value.get_untracked() {
            changed(input.checked());
        }
        true
    });
    view! {
        <div class="switch">
            <input
                node_ref=node
                id=name.clone()
                name=name.clone()
                type="checkbox"
                prop:checked=value
                checked=value.get_untracked()
                disabled=disabled
                on:change:target=move |ev| changed(ev.target().checked())
            />
            <label for=name.clone()>{label}</label>
            {hint.map(|hint| view! { <p class="note">{hint}</p> })}
        </div>
    }
    .into_any()
}
