//! A dialog, the browser's own.

use leptos::html;
use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::say;

/// Shown while `open`; its content is made anew each time. Escape closes it.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] wide: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let i18n = use_i18n();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            // It is in the document and not open, which is all that `showModal` asks for.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog node_ref=node class="dialog" class:wide=wide aria-label=title on:close=move |_| open.set(false)>
            <Show when=move || open.get()>
                <header>
                    <h2>{title}</h2>
                    <button
                        type="button"
                        class="button quiet close"
                        aria-label=say!(i18n, common.close)
                        on:click=move |_| open.set(false)
                    >
                        "×"
                    </button>
                </header>
                {children()}
            </Show>
        </dialog>
    }
    .into_any()
}
