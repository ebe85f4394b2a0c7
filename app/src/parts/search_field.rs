//! Keywords that are asked as one types.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::say;

/// Letters that follow each other are asked once.
const REST: Duration = Duration::from_millis(40);

/// The search of a page, with id `q`; `asked` hears what was typed, `value` is what the address has.
#[component]
pub fn SearchField(
    #[prop(into)] hint: String,
    #[prop(into)] value: Signal<String>,
    asked: Callback<String>,
) -> impl IntoView {
    let typed = debounced(REST, move |text: String| asked.run(text));
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |known: Option<String>| {
        let q = value.get();
        let Some(input) = input.get() else {
            return known.unwrap_or_default();
        };
        match known {
            // What was typed before the page woke up is asked now.
            None if input.value() != q => typed(input.value()),
            // Letters that came while the last ones were on their way stay.
            Some(_) if !is_at(&input) => input.set_value(&q),
            _ => {}
        }
        q
    });
    view! {
        <div class="field bare">
            <label for="q">{say!(use_i18n(), common.keywords)}</label>
            <input
                id="q"
                node_ref=input
                type="search"
                autocomplete="off"
                placeholder=hint
                value=value.get_untracked()
                on:input:target=move |ev| typed(ev.target().value())
            />
        </div>
    }
    .into_any()
}

/// Whether the reader is typing there.
fn is_at(input: &web_sys::HtmlInputElement) -> bool {
    let active = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.active_element());
    active.is_some_and(|active| active.is_same_node(Some(input)))
}

/// `act` with the last value, once nothing came for `rest`.
fn debounced<T: Send + Sync + 'static>(
    rest: Duration,
    act: impl Fn(T) + Copy + 'static,
) -> impl Fn(T) + Copy {
    let pending = StoredValue::new(None::<TimeoutHandle>);
    move |value| {
        if let Some(handle) = pending.get_value() {
            handle.clear();
        }
        // Where no timer can be had the value is simply not used until the next one.
        pending.set_value(set_timeout_with_handle(move || act(value), rest).ok());
    }
}
