//! Tickets as they change, while the page is open.

use domain::wire::Ticket;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::wanted::Wanted;
use crate::browser::{Following, follow};

/// Hears of each ticket that fits what is asked; a search by words follows nothing. The browser comes again by itself
/// after a break.
pub fn hear(asked: &Wanted, heard: impl Fn(Ticket) + Copy + 'static) {
    if !asked.q.is_empty() {
        return;
    }
    let path = asked.query().on("/api/v1/tickets/stream");
    let stream = StoredValue::new(None::<SendWrapper<Following>>);
    Effect::new(move |_| {
        let told = move |text: String| {
            // What cannot be read is shown once the list is fetched again.
            if let Ok(ticket) = serde_json::from_str::<Ticket>(&text) {
                heard(ticket);
            }
        };
        stream.set_value(follow(&path, told, || {}).map(SendWrapper::new));
    });
    on_cleanup(move || drop(stream.try_set_value(None)));
}
