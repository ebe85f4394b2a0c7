//! A line of text to fill in, with its label, hint and error.

use leptos::prelude::*;

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
    view! {
        <div class="field">
            <label for=name.clone()>{label}</label>
            <input
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
                prop:value=value
                on:input:target=move |ev| value.set(ev.target().value())
            />
            {note(&name, hint, error)}
        </div>
    }
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
    view! {
        <div class="field">
            <label for=name.clone()>{label}</label>
            <textarea
                id=name.clone()
                name=name.clone()
                rows=rows
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=format!("{name}-note")
                prop:value=value
                on:input:target=move |ev| value.set(ev.target().value())
            >
                {value.get_untracked()}
            </textarea>
            {note(&name, hint, error)}
        </div>
    }
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
