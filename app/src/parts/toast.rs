//! Short confirmations at the edge of the page.

use std::time::Duration;

use leptos::prelude::*;

/// The confirmations on the page.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u64, String)>>,
    next: StoredValue<u64>,
}

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }

    /// Shows `text` for six seconds.
    pub fn say(self, text: impl Into<String>) {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        self.shown.update(|shown| shown.push((number, text.into())));
        set_timeout(
            move || {
                self.shown
                    .update(|shown| shown.retain(|(at, _)| *at != number))
            },
            Duration::from_secs(6),
        );
    }
}

/// The confirmations of this page.
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(Toasts::new)
}

/// Where they appear; read aloud when the reader pauses.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|(number, _)| *number let((_, text))>
                <p>{text}</p>
            </For>
        </div>
    }
    .into_any()
}
