//! What happens again and again while a page is looked at.

use std::time::Duration;

use leptos::prelude::*;

/// Calls `beat` every `period` in the browser, until the page or part that asked is gone.
pub fn pulse(period: Duration, beat: impl Fn() + Clone + 'static) {
    let handle = StoredValue::new(None::<IntervalHandle>);
    Effect::new(move |_| {
        // Where no timer can be had the page is only as fresh as it was loaded.
        handle.set_value(set_interval_with_handle(beat.clone(), period).ok());
    });
    on_cleanup(move || {
        if let Some(handle) = handle.try_get_value().flatten() {
            handle.clear();
        }
    });
}
