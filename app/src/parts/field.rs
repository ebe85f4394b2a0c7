//! A line of text to fill in, with its label, hint and error.

use leptos::html;
use leptos::prelude::*;

use super::keep_typed;

/// A labelled input. `name` is its id too, so one page or dialog has each name once.
#[component]
pub fn Field(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    keep_typed(
        value,
        move || node.get().map(|input| input.value()),
        move |text| {
            if let Some(input) = node.get_untracked() {
                input.set_value(text);
            }
        },
    );
    view! {
        <div class="field">
            <label for=name.clone()>{label}</label>
            <input
                node_ref=node
                id=name.clone()
                name=name.clone()
                type=kind
                autocomplete=autocomplete
                placeholder=placeholder
                required=required
                autofocus=autofocus
                disabled=disabled
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=format!("{name}-note")
                value=value.get_untracked()
                on:input:target=move |ev| value.set(ev.target().value())
            />
            {note(&name, hint, error)}
        </div>
    }
    .into_any()
}

/// The same for several lines.
#[component]
pub fn Area(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = 3)] rows: u32,
) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    keep_typed(
        value,
        move || node.get().map(|area| area.value()),
        move |text| {
            if let Some(area) = node.get_untracked() {
                area.set_value(text);
            }
        },
    );
    view! {
        <div class="field">
            <label for=name.clone()>{label}</label>
            <textarea
                node_ref=node
                id=name.clone()
                name=name.clone()
                rows=rows
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=format!("{name}-note")
                on:input:target=move |ev| value.set(ev.target().value())
            >
                {value.get_untracked()}
            </textarea>
            {note(&name, hint, error)}
        </div>
    }
    .into_any()
}

/// The line below an input: what is wrong, else what to write.
fn note(name: &str, hint: Option<String>, error: Signal<Option<String>>) -> AnyView {
    let class = move || {
        if error.read().is_some() {
            "note error"
        } else {
            "note"
        }
    };
    let text = move || error.get().or_else(|| hint.clone());
    view! { <p class=class id=format!("{name}-note")>{text}</p> }.into_any()
}
