//! An input and its signal, kept the same.

use domain::time::Span;
use leptos::prelude::*;

use crate::api::Problem;

/// Keeps what `read` reads and `write` writes the same as `value`.
///
/// The first look comes when the server's page wakes up: what was typed until then is taken over,
/// not wiped out.
pub fn keep_typed(
    value: RwSignal<String>,
    read: impl Fn() -> Option<String> + 'static,
    write: impl Fn(&str) + 'static,
) {
    let waking = is_waking();
    Effect::new(move |looked: Option<bool>| {
        let wanted = value.get();
        let Some(typed) = read() else { return false };
        if typed != wanted {
            if waking && looked != Some(true) {
                value.set(typed);
            } else {
                write(&wanted);
            }
        }
        true
    });
}

/// Whether the page that the server rendered is being taken over right now.
pub fn is_waking() -> bool {
    Owner::current_shared_context().is_some_and(|shared| shared.during_hydration())
}

/// Off until the page is awake: a button pressed before would do nothing, or send a form the
/// browser's way.
pub fn awake() -> ReadSignal<bool> {
    let (awake, set_awake) = signal(false);
    Effect::new(move |_| set_awake.set(true));
    awake
}

/// The span typed into `field`.
pub fn typed_span(field: &str, typed: RwSignal<String>) -> Result<Span, Problem> {
    typed
        .with_untracked(|text| text.parse())
        .map_err(|_| Problem::of_field(field, "bad_span"))
}
