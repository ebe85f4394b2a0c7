//! The list of what waits, kept fresh while it is looked at.

use domain::wire::{List, OutboxItem, OutboxState};
use leptos::prelude::*;

use super::{READINGS, Waiting};
use crate::api::{Api, use_api};
use crate::browser;
use crate::parts::Submit;
use crate::session::use_session;

/// What is shown, and how it is read again.
#[derive(Clone, Copy)]
pub struct Queue {
    pub items: RwSignal<Vec<OutboxItem>>,
    pub cursor: RwSignal<Option<String>>,
    /// How the relay does, for admins.
    pub state: RwSignal<Option<OutboxState>>,
    /// Reading on, at the end of the list.
    pub submit: Submit,
    /// Reading again, from its top.
    pub reading: Submit,
    api: Api,
    admin: bool,
    /// Someone reads further down: what stands there is left in peace.
    read_on: StoredValue<bool>,
    left: StoredValue<u32>,
}

impl Queue {
    /// As it was first read.
    pub fn new(waiting: Waiting) -> Self {
        Self {
            items: RwSignal::new(waiting.first.items),
            cursor: RwSignal::new(waiting.first.next_cursor),
            state: RwSignal::new(waiting.state),
            submit: Submit::new(),
            reading: Submit::new(),
            api: use_api(),
            admin: use_session().is_admin(),
            read_on: StoredValue::new(false),
            left: StoredValue::new(READINGS),
        }
    }

    /// The next due first.
    pub fn by_due(self) -> Vec<OutboxItem> {
        let mut items = self.items.get();
        items.sort_by_key(|item| item.due);
        items
    }

    /// Reads the top of the list again, as somebody asked.
    pub fn read_again(self) {
        self.left.set_value(READINGS);
        self.read();
    }

    /// Reads it again by itself, while that helps. After a refusal it waits to be asked.
    pub fn keep_fresh(self) {
        let left = self.left.get_value();
        let idle = self.read_on.get_value() || self.reading.problem.with_untracked(Option::is_some);
        if left > 0 && !idle && browser::is_looked_at() {
            self.left.set_value(left - 1);
            self.read();
        }
    }

    fn read(self) {
        let work = Waiting::fetch(self.api, self.admin);
        self.reading.run(work, move |waiting| {
            self.read_on.set_value(false);
            self.cursor.set(waiting.first.next_cursor);
            self.items.set(waiting.first.items);
            self.state.set(waiting.state);
        });
    }

    /// Reads the next page.
    pub fn read_on(self) {
        let Some(at) = self.cursor.get_untracked() else {
            return;
        };
        self.read_on.set_value(true);
        let api = self.api;
        self.submit.run(
            async move { api.outbox(&at).await },
            move |page: List<OutboxItem>| {
                self.cursor.set(page.next_cursor);
                self.items.update(|items| items.extend(page.items));
            },
        );
    }
}
