//! What is typed and not sent yet, kept in this browser, for one person and one ticket.

use std::time::Duration;

use domain::id::TicketId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::browser::{forget, keep, kept};
use crate::session::use_session;

/// The fields of an answer.
#[derive(Clone, Copy)]
pub struct Draft {
    pub note: RwSignal<bool>,
    pub cc: RwSignal<String>,
    pub text: RwSignal<String>,
    /// What is typed is kept.
    pub is_kept: RwSignal<bool>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    note: bool,
    cc: String,
    text: String,
}

impl Draft {
    /// Nothing typed; in the browser, what was kept.
    pub fn new(ticket: TicketId) -> Self {
        let draft = Self {
            note: RwSignal::new(false),
            cc: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            is_kept: RwSignal::new(false),
        };
        let person = use_session()
            .me
            .with_untracked(|me| me.as_ref().map(|me| me.id.to_string()));
        let key = format!("draft:{}:{ticket}", person.unwrap_or_default());
        let looked = RwSignal::new(false);
        let from = key.clone();
        Effect::new(move |_| {
            let from = from.clone();
            // After the inputs have taken over what was typed before the page woke up.
            let look = move || {
                draft.take_up(&from);
                looked.set(true);
            };
            set_timeout(look, Duration::ZERO);
        });
        Effect::new(move |_| {
            if looked.get() {
                draft.put_down(&key);
            }
        });
        draft
    }

    /// After it was sent: a reply goes on as a reply, a note as a note.
    pub fn clear(self) {
        self.cc.set(String::new());
        self.text.set(String::new());
    }

    fn take_up(self, key: &str) {
        let before = kept(key).and_then(|text| serde_json::from_str::<Kept>(&text).ok());
        if let Some(before) = before
            && self.text.try_with_untracked(String::is_empty) == Some(true)
        {
            self.note.set(before.note);
            self.cc.set(before.cc);
            self.text.set(before.text);
        }
    }

    fn put_down(self, key: &str) {
        let now = Kept {
            note: self.note.get(),
            cc: self.cc.get(),
            text: self.text.get(),
        };
        if now.text.is_empty() && now.cc.is_empty() {
            forget(key);
            self.is_kept.set(false);
        } else {
            let text = serde_json::to_string(&now);
            self.is_kept.set(text.is_ok_and(|text| keep(key, &text)));
        }
    }
}
