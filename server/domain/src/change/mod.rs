//! Changes of the small state: pure decisions on a [`Directory`], planned before anything is written.

mod accounts;
mod alerts;
mod folders;
mod forwarding;
mod groups;
mod inboxes;
mod redirects;
mod rights;
mod rules;
mod searches;
mod sessions;
mod settings;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use accounts::{
    NewPerson, PersonChange, add_person, change_person, remove_person, set_password,
};
pub use alerts::{AlertChange, NewAlert, add_alert, change_alert, remove_alert, unsubscribe};
pub use folders::{
    FolderChange, NewFolder, add_folder, change_folder, restore_folder, trash_folder,
};
pub use forwarding::{forwarding_is_back, forwarding_is_missed, test_forwarding, tested_inbox};
pub use groups::{GroupChange, NewGroup, add_group, change_group, remove_group};
pub use inboxes::{
    InboxChange, NewInbox, add_inbox, change_inbox, remove_inbox, set_inbox_rights, set_inbox_smtp,
};
pub use redirects::{RedirectChange, add_redirect, change_redirect, remove_redirect};
pub use rights::set_rights;
pub use rules::{set_answers, set_rules};
pub use searches::{NewSearch, add_search, remove_search};
pub use sessions::{
    NewSession, NewToken, add_token, close_session, open_session, remove_token, sign_in_failed,
    sweep_sessions, touch_session,
};
pub use settings::{change_settings, check_settings, resume_address};

#[cfg(test)]
mod tests;

use crate::{
    alert::Alert,
    event::Event,
    folder::Folder,
    forwarding::ForwardingTest,
    id::{EventId, FolderId, GroupId, InboxId, RedirectId, SearchId, UserId},
    inbox::Inbox,
    outbox::{AddressHealth, OutboxMail},
    person::{Group, Person},
    redirect::Redirect,
    rule::{InboxAnswers, InboxRules},
    search::SavedSearch,
    session::{SecretHash, Session, Token},
    settings::Settings,
    watch::Watched,
};

/// One row change of the small state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delta {
    /// A person as it is now.
    Person(Arc<Person>),
    /// A person was removed.
    PersonGone(UserId),
    /// A group as it is now.
    Group(Arc<Group>),
    /// A group is no more.
    GroupGone(GroupId),
    /// A folder as it is now.
    Folder(Arc<Folder>),
    /// A folder was purged.
    FolderGone(FolderId),
    /// An alert as it is now.
    Alert(Arc<Alert>),
    /// An alert is no more.
    AlertGone(crate::id::AlertId),
    /// A session as it is now.
    Session(Arc<Session>),
    /// A session is over.
    SessionGone(SecretHash),
    /// A token.
    Token(Arc<Token>),
    /// A token is revoked.
    TokenGone(SecretHash),
    /// The settings as they are now.
    Settings(Arc<Settings>),
    /// An address that was refused.
    Health(Arc<AddressHealth>),
    /// An address is healthy again.
    HealthGone(String),
    /// A saved search.
    Search(Arc<SavedSearch>),
    /// A saved search is no more.
    SearchGone(UserId, SearchId),
    /// An inbox as it is now.
    Inbox(Arc<Inbox>),
    /// An inbox is no more.
    InboxGone(InboxId),
    /// The rules of an inbox as they are now.
    Rules(Arc<InboxRules>),
    /// The answers kept ready in an inbox as they are now.
    Answers(Arc<InboxAnswers>),
    /// A group or forward as it is now.
    Redirect(Arc<Redirect>),
    /// A group or forward is no more.
    RedirectGone(RedirectId),
    /// The last test of forwarding of an address.
    Forwarding(Arc<ForwardingTest>),
    /// How far administrators were told.
    Watched(Arc<Watched>),
}

/// The last number given to each noun. Numbers are never given twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "one counter a noun")]
pub struct Counters {
    pub user: u64,
    pub group: u64,
    pub folder: u64,
    pub file: u64,
    pub version: u64,
    pub alert: u64,
    pub notice: u64,
    pub mail: u64,
    pub event: u64,
    pub session: u64,
    pub token: u64,
    pub search: u64,
    pub inbox: u64,
    pub ticket: u64,
    pub ticket_message: u64,
    pub received: u64,
    pub redirect: u64,
}

impl Counters {
    /// The next number of the counter that `pick` chooses, e.g. `counters.give(|c| &mut c.folder)`.
    pub fn give<T: From<u64>>(&mut self, pick: impl FnOnce(&mut Self) -> &mut u64) -> T {
        let counter = pick(self);
        *counter += 1;
        T::from(*counter)
    }
}

/// What a decision wants written: all of it, in one commit, or nothing.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    counters: Counters,
    deltas: Vec<Delta>,
    events: Vec<Event>,
    mails: Vec<OutboxMail>,
}

impl Plan {
    /// A plan that goes on counting from `counters`.
    pub fn new(counters: Counters) -> Self {
        Self {
            counters,
            ..Self::default()
        }
    }

    /// A new number; see [`Counters::give`].
    pub fn give<T: From<u64>>(&mut self, pick: impl FnOnce(&mut Counters) -> &mut u64) -> T {
        self.counters.give(pick)
    }

    /// Plans a row change.
    pub fn put(&mut self, delta: Delta) {
        self.deltas.push(delta);
    }

    /// Plans an event: gives it its number, and its own trace where it continues none.
    pub fn event(&mut self, mut draft: Event) -> EventId {
        draft.id = self.counters.give(|c| &mut c.event);
        if draft.trace == EventId(0) {
            draft.trace = draft.id;
        }
        let id = draft.id;
        self.events.push(draft);
        id
    }

    /// Plans a mail.
    pub fn mail(&mut self, mail: OutboxMail) {
        self.mails.push(mail);
    }

    /// Takes the planned mails out.
    pub fn take_mails(&mut self) -> Vec<OutboxMail> {
        std::mem::take(&mut self.mails)
    }

    /// Passes over `count` numbers of events: they were written another way.
    pub const fn pass_events(&mut self, count: u64) {
        self.counters.event += count;
    }

    /// The number that the next planned event will get.
    pub const fn next_event(&self) -> EventId {
        EventId(self.counters.event + 1)
    }

    /// The row changes planned so far.
    pub fn deltas(&self) -> &[Delta] {
        &self.deltas
    }

    /// Whether nothing is planned.
    pub const fn is_empty(&self) -> bool {
        self.deltas.is_empty() && self.events.is_empty() && self.mails.is_empty()
    }

    /// Takes the plan apart: counters to keep, rows and events to write.
    pub fn into_parts(self) -> (Counters, Vec<Delta>, Vec<Event>) {
        (self.counters, self.deltas, self.events)
    }
}
