//! A choice that is kept elsewhere: in the address, or on the server.

use leptos::prelude::*;

/// The value of an input that shows `now`; what the reader picks instead goes to `choose`.
pub fn chosen(now: Signal<String>, choose: Callback<String>) -> RwSignal<String> {
    let value = RwSignal::new(now.get_untracked());
    Effect::new(move |_| {
        let now = now.get();
        if value.get_untracked() != now {
            value.set(now);
        }
    });
    Effect::new(move |_| {
        let picked = value.get();
        if picked != now.get_untracked() {
            choose.run(picked);
        }
    });
    value
}
