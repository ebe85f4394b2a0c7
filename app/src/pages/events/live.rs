//! New events as they are written.

use std::time::Duration;

use domain::wire::Event;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::{Filtering, Rows};
use crate::browser::{Following, follow};

/// After an error of the server the stream is asked for again so much later.
const COME_AGAIN: Duration = Duration::from_secs(3);

/// Charts and counts follow new events, not each one.
const NEWS: Duration = Duration::from_secs(3);

/// The open stream, if any.
#[derive(Clone, Copy)]
pub struct Live {
    /// Changes when charts and counts are worth asking for again.
    pub news: RwSignal<u32>,
    /// The stream has broken off and will be asked for again.
    pub broken: RwSignal<bool>,
    pending: StoredValue<bool>,
    stream: StoredValue<Option<SendWrapper<Following>>>,
    tries: RwSignal<u32>,
}

impl Live {
    /// Nothing followed yet.
    pub fn new() -> Self {
        Self {
            news: RwSignal::new(0),
            broken: RwSignal::new(false),
            pending: StoredValue::new(false),
            stream: StoredValue::new(None),
            tries: RwSignal::new(0),
        }
    }

    /// While the address says so, what is new comes into `rows`, on top of `newest`.
    pub fn feeds(self, rows: Rows, newest: Option<&Event>) {
        let Filtering { wanted, .. } = expect_context();
        let newest = newest.map_or_else(|| "0".to_owned(), |event| event.id.to_string());
        let on = Memo::new(move |_| {
            let wanted = wanted.read();
            !wanted.live.is_empty() && !wanted.is_oldest_first()
        });
        Effect::new(move |_| {
            self.tries.track();
            self.stream.set_value(None);
            self.broken.set(false);
            if on.get() {
                let last = rows
                    .fresh
                    .with_untracked(|fresh| fresh.last().map(|event| event.id));
                let last = last.map_or_else(|| newest.clone(), |id| id.to_string());
                let query = wanted.get_untracked().query().with("cursor", &last);
                self.open(&query.on("/api/v1/events/stream"), rows);
            }
        });
        on_cleanup(move || drop(self.stream.try_set_value(None)));
    }

    fn open(self, path: &str, rows: Rows) {
        let heard = move |text: String| {
            // What cannot be read is shown once the list is fetched again.
            if let Ok(event) = serde_json::from_str::<Event>(&text)
                && !rows.fresh.is_disposed()
            {
                rows.fresh.update(|fresh| fresh.push(event));
                self.tell();
            }
        };
        let ended = move || {
            self.broken.set(true);
            set_timeout(
                move || {
                    self.tries.try_update(|tries| *tries += 1);
                },
                COME_AGAIN,
            );
        };
        let stream = follow(path, heard, ended).map(SendWrapper::new);
        self.stream.set_value(stream);
    }

    fn tell(self) {
        if self.pending.get_value() {
            return;
        }
        self.pending.set_value(true);
        set_timeout(
            move || {
                if self.pending.try_set_value(false).is_none() {
                    self.news.update(|times| *times += 1);
                }
            },
            NEWS,
        );
    }
}
