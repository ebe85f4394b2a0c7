//! A ticket and its messages as the page shows them, kept fresh while it is looked at.

use std::time::Duration;

use domain::id::TicketMessageId;
use domain::wire::{Ticket, TicketMessage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use crate::api::{Api, Problem, use_api};
use crate::browser;
use crate::parts::{Submit, pulse};

/// How often it is read again.
const PERIOD: Duration = Duration::from_secs(5);

/// How many times it is read without anybody doing anything: a page left open must not keep a session alive.
const READINGS: u32 = 120;

/// A ticket and its messages, read together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Read {
    pub ticket: Ticket,
    /// Oldest first.
    pub messages: Vec<TicketMessage>,
}

impl Read {
    pub async fn fetch(api: Api, id: &str) -> Result<Self, Problem> {
        Ok(Self {
            ticket: api.ticket(id).await?,
            messages: api.ticket_messages(id).await?,
        })
    }

    fn newest(&self) -> Option<TicketMessageId> {
        self.messages.last().map(|message| message.id)
    }
}

/// What is shown.
#[derive(Clone, Copy)]
pub struct Conversation {
    pub ticket: RwSignal<Ticket>,
    /// Oldest first.
    pub messages: RwSignal<Vec<TicketMessage>>,
    /// Messages that came meanwhile: shown when the reader says so, since what is shown counts as seen.
    pub arrived: RwSignal<Option<Vec<TicketMessage>>>,
    /// Reading again.
    pub reading: Submit,
    api: Api,
    left: StoredValue<u32>,
}

impl Conversation {
    /// As it was first read.
    pub fn new(read: Read) -> Self {
        let conversation = Self {
            ticket: RwSignal::new(read.ticket),
            messages: RwSignal::new(read.messages),
            arrived: RwSignal::new(None),
            reading: Submit::new(),
            api: use_api(),
            left: StoredValue::new(READINGS),
        };
        pulse(PERIOD, move || conversation.keep_fresh());
        conversation
    }

    /// The last message on the page.
    pub fn seen(self) -> Option<TicketMessageId> {
        self.messages
            .with_untracked(|messages| messages.last().map(|message| message.id))
    }

    /// Reads it again and shows all of it.
    pub fn show_all(self) {
        self.left.set_value(READINGS);
        let (api, id) = (self.api, self.id());
        spawn_local(async move {
            let read = Read::fetch(api, &id).await;
            // The page may be gone by the time the answer comes.
            if self.left.try_get_value().is_none() {
                return;
            }
            match read {
                Ok(read) => self.show(read),
                Err(problem) => self.reading.problem.set(Some(problem)),
            }
        });
    }

    /// Shows what came meanwhile.
    pub fn show_arrived(self) {
        if let Some(messages) = self.arrived.get_untracked() {
            self.messages.set(messages);
            self.arrived.set(None);
        }
    }

    /// Reads it again by itself, while that helps. After a refusal it waits to be asked.
    fn keep_fresh(self) {
        let left = self.left.get_value();
        let refused = self.reading.problem.with_untracked(Option::is_some);
        if left > 0 && !refused && browser::is_looked_at() {
            self.left.set_value(left - 1);
            let (api, id) = (self.api, self.id());
            let work = async move { Read::fetch(api, &id).await };
            self.reading.run(work, move |read| self.compare(read));
        }
    }

    fn id(self) -> String {
        self.ticket.with_untracked(|ticket| ticket.id.to_string())
    }

    /// What is shown is brought up to date; what a person said since is announced.
    fn compare(self, read: Read) {
        let seen = self.seen();
        // It left before something that is shown came.
        if read.newest() < seen {
            return;
        }
        let unseen = |message: &TicketMessage| Some(message.id) > seen && !message.automatic;
        if !read.messages.iter().any(unseen) {
            self.show(read);
            return;
        }
        let shown = read
            .messages
            .iter()
            .filter(|message| Some(message.id) <= seen);
        let shown = shown.cloned().collect::<Vec<_>>();
        if self.messages.with_untracked(|known| *known != shown) {
            self.messages.set(shown);
        }
        self.ticket.set(read.ticket);
        self.arrived.set(Some(read.messages));
    }

    fn show(self, read: Read) {
        self.reading.problem.set(None);
        self.arrived.set(None);
        if self
            .messages
            .with_untracked(|known| *known != read.messages)
        {
            self.messages.set(read.messages);
        }
        if self.ticket.with_untracked(|known| *known != read.ticket) {
            self.ticket.set(read.ticket);
        }
    }
}
