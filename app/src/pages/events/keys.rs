//! The list by keys alone.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use web_sys::KeyboardEvent;

use super::reading::Reading;

/// The keys of the list: arrows, pages and ends move, Enter opens the event, right and left its proof.
pub fn keys(reading: &Reading) -> impl Fn(KeyboardEvent) + 'static {
    let (reading, navigate) = (*reading, use_navigate());
    let Reading {
        rows,
        active,
        open,
        ruler,
        ..
    } = reading;
    move |pressed: KeyboardEvent| {
        if pressed.ctrl_key() || pressed.meta_key() || pressed.alt_key() {
            return;
        }
        let now = active.get_untracked().map(|slot| reading.index(slot));
        let last = ruler.get_untracked().rows.saturating_sub(1);
        let page = reading.step();
        match (pressed.key().as_str(), now) {
            ("ArrowDown", now) => reading.go_to(now.map_or(0, |now| now + 1)),
            ("ArrowUp", now) => reading.go_to(now.unwrap_or(0).saturating_sub(1)),
            ("PageDown", now) => reading.go_to(now.unwrap_or(0) + page),
            ("PageUp", now) => reading.go_to(now.unwrap_or(0).saturating_sub(page)),
            ("Home", _) => reading.go_to(0),
            ("End", _) => reading.go_to(last),
            ("ArrowRight", Some(_)) => open.set(active.get_untracked()),
            ("ArrowLeft", Some(_)) => open.set(None),
            ("Enter", Some(_)) if is_the_list(&pressed) => {
                let event = active
                    .get_untracked()
                    .and_then(|slot| untrack(|| rows.event(slot)));
                if let Some(event) = event {
                    navigate(&format!("/events/{}", event.id), NavigateOptions::default());
                }
            }
            _ => return,
        }
        pressed.prevent_default();
    }
}

/// Enter on a link within the list belongs to the link.
fn is_the_list(pressed: &KeyboardEvent) -> bool {
    pressed.target() == pressed.current_target()
}
