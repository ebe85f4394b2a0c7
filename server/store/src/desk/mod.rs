//! The support desk: messages that were received, tickets, and their messages.

mod attribute;
mod fact;
mod say;
mod take;
mod texts;

use std::collections::BTreeSet;

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    event::Stamp,
    fold::fold,
    id::{InboxId, ReceivedId, TicketId, TicketMessageId, UserId},
    received::{Attribution, Received, Verdict},
    refusal::Noun,
    ticket::{Ticket, TicketMessage, TicketStatus},
    time::Timestamp,
};
use flow::port::{
    NewReceived, ReceivedMail, Ruled, Saying, StoreError, Taken, Taking, TicketEdit, TicketFilter,
    Tickets,
};
use serde::{Deserialize, Serialize};

pub(crate) use say::delivered;
pub(crate) use texts::{Texts, TextsRow};

use crate::{
    changes::Changes,
    range::Range,
    store::RedbStore,
    tables::{
        COPIES, LOOSE_MESSAGES, MESSAGE_IDS, RECEIVED, RECEIVED_OBJECTS, RECEIVED_RAW,
        TICKET_MESSAGES, TICKETS, TICKETS_CHANGED, UNATTRIBUTED, UNREAD_MAIL,
    },
    view::{Direction, View, go_on},
};

#[async_trait]
impl ReceivedMail for RedbStore {
    async fn keep_received(&self, new: Vec<NewReceived>) -> Result<(), StoreError> {
        self.write("keeping a message", move |_, changes| {
            new.into_iter().try_for_each(|one| keep(changes, one))
        })
        .await
    }

    async fn unread_received(&self, limit: usize) -> Result<Vec<Received>, StoreError> {
        self.read("listing messages that nobody has read", move |view| {
            let ids = view.list(&UNREAD_MAIL, &Range::all(), Direction::Up, limit)?;
            ids.into_iter()
                .map(|(id, ())| view.must(&RECEIVED, &id))
                .collect()
        })
        .await
    }

    async fn unattributed(&self, limit: usize) -> Result<Vec<Received>, StoreError> {
        self.read("listing messages of unknown senders", move |view| {
            let ids = view.list(&UNATTRIBUTED, &Range::all(), Direction::Up, limit)?;
            ids.into_iter()
                .map(|(id, ())| view.must(&RECEIVED, &id))
                .collect()
        })
        .await
    }

    async fn received(&self, id: ReceivedId) -> Result<Option<Received>, StoreError> {
        self.read("reading a message", move |view| view.get(&RECEIVED, &id))
            .await
    }

    async fn raw_received(&self, id: ReceivedId) -> Result<Option<Bytes>, StoreError> {
        self.read("reading a raw message", move |view| {
            view.get(&RECEIVED_RAW, &id)
        })
        .await
    }

    async fn received_list(
        &self,
        verdict: Option<Verdict>,
        words: Vec<String>,
        before: Option<ReceivedId>,
        limit: usize,
    ) -> Result<Vec<Received>, StoreError> {
        self.read("listing messages", move |view| {
            let range = before.map_or_else(Range::all, |before| Range::all().before(&before));
            let mut found = Vec::new();
            view.scan(&RECEIVED, &range, Direction::Down, |_, row: Received| {
                if found.len() < limit && has(&row, verdict, &words) {
                    found.push(row);
                }
                Ok(go_on(found.len() < limit))
            })?;
            Ok(found)
        })
        .await
    }

    async fn take(&self, taking: Taking) -> Result<Taken, StoreError> {
        self.write("making a ticket of a message", move |view, changes| {
            take::take(view, changes, taking)
        })
        .await
    }

    async fn rerun_received(&self, id: ReceivedId) -> Result<Received, StoreError> {
        self.write("running a message again", move |view, changes| {
            let before = view
                .get(&RECEIVED, &id)?
                .ok_or(StoreError::missing(Noun::Message))?;
            if before.ticket.is_some() || before.verdict.is_none() {
                return Ok(before);
            }
            let row = Received {
                verdict: None,
                reasons: Vec::new(),
                asked_for: true,
                ..before
            };
            changes.put(&UNREAD_MAIL, &id, &())?;
            changes.put(&RECEIVED, &id, &row)?;
            Ok(row)
        })
        .await
    }

    async fn attribute(
        &self,
        id: ReceivedId,
        attribution: Attribution,
        ruled: Option<Ruled>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("saying who sent a message", move |view, changes| {
            attribute::attribute(view, changes, (id, attribution), ruled, at)
        })
        .await
    }
}

#[async_trait]
impl Tickets for RedbStore {
    async fn ticket(&self, id: TicketId) -> Result<Option<Ticket>, StoreError> {
        self.read("reading a ticket", move |view| view.get(&TICKETS, &id))
            .await
    }

    async fn tickets(
        &self,
        filter: TicketFilter,
        after: Option<(Timestamp, TicketId)>,
        limit: usize,
    ) -> Result<Vec<Ticket>, StoreError> {
        self.read("listing tickets", move |view| {
            let range = after.map_or_else(Range::all, |after| Range::all().before(&after));
            let mut found = Vec::new();
            view.scan(
                &TICKETS_CHANGED,
                &range,
                Direction::Down,
                |(_, id), head| {
                    if found.len() < limit && head.fits(&filter) {
                        found.push(view.must(&TICKETS, &id)?);
                    }
                    Ok(go_on(found.len() < limit))
                },
            )?;
            Ok(found)
        })
        .await
    }

    async fn search_tickets(
        &self,
        filter: TicketFilter,
        words: Vec<String>,
        before: Option<TicketMessageId>,
        limit: usize,
    ) -> Result<Vec<(Ticket, TicketMessageId)>, StoreError> {
        // On the first page a ticket is met at its newest message; on a later one it may have stood on an earlier.
        let mut search = TicketSearch {
            filter,
            words,
            first: before.is_none(),
            seen: BTreeSet::new(),
            found: Vec::new(),
        };
        let mut before = before;
        while search.found.len() < limit {
            let (words, inboxes) = (search.words.clone(), search.filter.inboxes.clone());
            let hits = self.said(words, inboxes, before, HITS).await?;
            let Some((last, _)) = hits.last() else {
                break;
            };
            before = Some(*last);
            search = self
                .read("listing tickets", move |view| {
                    search.take(view, &hits, limit)?;
                    Ok(search)
                })
                .await?;
        }
        Ok(search.found)
    }

    async fn ticket_messages(
        &self,
        ticket: TicketId,
        after: Option<TicketMessageId>,
        limit: usize,
    ) -> Result<Vec<TicketMessage>, StoreError> {
        self.read("listing the messages of a ticket", move |view| {
            let mut range = Range::of(&ticket);
            if let Some(after) = after {
                range = range.after(&(ticket, after));
            }
            let rows = view.list(&TICKET_MESSAGES, &range, Direction::Up, limit)?;
            Ok(rows.into_iter().map(|(_, message)| message).collect())
        })
        .await
    }

    async fn known_message(
        &self,
        message_ids: Vec<String>,
    ) -> Result<Option<(TicketId, TicketMessageId)>, StoreError> {
        self.read("looking for a message by its id", move |view| {
            for id in &message_ids {
                if let Some(known) = view.get(&MESSAGE_IDS, id)? {
                    return Ok(Some(known));
                }
            }
            Ok(None)
        })
        .await
    }

    async fn known_copy(
        &self,
        key: String,
    ) -> Result<Option<(TicketId, TicketMessageId)>, StoreError> {
        self.read("looking for another copy of a message", move |view| {
            view.get(&COPIES, &key)
        })
        .await
    }

    async fn open_ticket(
        &self,
        ticket: Ticket,
        note: TicketMessage,
        stamp: Stamp,
    ) -> Result<Ticket, StoreError> {
        self.write("opening a ticket", move |view, changes| {
            take::open(view, changes, (ticket, note), &stamp)
        })
        .await
    }

    async fn say(&self, saying: Saying) -> Result<TicketMessage, StoreError> {
        self.write("answering a ticket", move |view, changes| {
            say::say(view, changes, &saying)
        })
        .await
    }

    async fn change_ticket(
        &self,
        id: TicketId,
        edit: TicketEdit,
        stamp: Stamp,
    ) -> Result<Ticket, StoreError> {
        self.write("changing a ticket", move |view, changes| {
            say::change(view, changes, id, edit, &stamp)
        })
        .await
    }
}

fn keep(changes: &mut Changes, new: NewReceived) -> Result<(), StoreError> {
    let id = changes.plan.give(|c| &mut c.received);
    if let Some(raw) = &new.raw {
        changes.put(&RECEIVED_RAW, &id, raw)?;
    }
    if let Some(object) = &new.object {
        changes.put(&RECEIVED_OBJECTS, object, &id)?;
    }
    let row = Received {
        id,
        envelope: new.envelope,
        size: new.size,
        object: new.object,
        redirect: new.redirect,
        from: None,
        subject: String::new(),
        inbox: None,
        class: None,
        verdict: None,
        reasons: Vec::new(),
        ticket: None,
        message: None,
        attribution: Attribution::default(),
        asked_for: false,
    };
    changes.put(&RECEIVED, &id, &row)?;
    changes.put(&UNREAD_MAIL, &id, &())
}

/// A ticket as it is now, in its place among those changed.
fn put_ticket(
    changes: &mut Changes,
    before: Option<&Ticket>,
    after: &Ticket,
) -> Result<(), StoreError> {
    if let Some(before) = before {
        changes.delete(&TICKETS_CHANGED, &(before.updated_at, before.id));
    }
    let head = TicketHead::of(after);
    changes.put(&TICKETS_CHANGED, &(after.updated_at, after.id), &head)?;
    changes.put(&TICKETS, &after.id, after)
}

/// A new message of a ticket of `inbox`.
fn put_message(
    changes: &mut Changes,
    inbox: InboxId,
    message: &TicketMessage,
) -> Result<(), StoreError> {
    let key = (message.ticket, message.id);
    changes.texts.push(texts::entry(inbox, message));
    changes.put(&LOOSE_MESSAGES, &message.id, &message.ticket)?;
    if let Some(id) = &message.message_id {
        changes.put(&MESSAGE_IDS, id, &key)?;
    }
    changes.put(&TICKET_MESSAGES, &key, message)
}

fn ticket_of(view: &View<'_>, id: TicketId) -> Result<Ticket, StoreError> {
    view.get(&TICKETS, &id)?
        .ok_or(StoreError::missing(Noun::Ticket))
}

fn has(row: &Received, verdict: Option<Verdict>, words: &[String]) -> bool {
    if verdict.is_some() && row.verdict != verdict {
        return false;
    }
    if words.is_empty() {
        return true;
    }
    let mut text = row.subject.clone();
    let addresses = row.envelope.to.iter().chain(&row.envelope.from);
    for address in addresses.chain(&row.from) {
        text.push('\n');
        text.push_str(address.as_str());
    }
    for reason in &row.reasons {
        text.push('\n');
        text.push_str(reason);
    }
    let text = fold(&text);
    words.iter().all(|word| text.contains(word.as_str()))
}

/// Messages looked at at once.
const HITS: usize = 500;

/// Tickets found by what their messages say.
struct TicketSearch {
    filter: TicketFilter,
    words: Vec<String>,
    /// It began with the newest message.
    first: bool,
    seen: BTreeSet<TicketId>,
    found: Vec<(Ticket, TicketMessageId)>,
}

impl TicketSearch {
    /// Takes the tickets of these messages, each at its newest one, until there are `limit`.
    fn take(
        &mut self,
        view: &View<'_>,
        hits: &[(TicketMessageId, TicketId)],
        limit: usize,
    ) -> Result<(), StoreError> {
        for (message, id) in hits {
            if self.found.len() >= limit {
                break;
            }
            if !self.seen.insert(*id) {
                continue;
            }
            let ticket = view.must(&TICKETS, id)?;
            let head = TicketHead::of(&ticket);
            let fits = head.fits(&self.filter);
            if fits && (self.first || !self.said_later(view, &ticket, *message)?) {
                self.found.push((ticket, *message));
            }
        }
        Ok(())
    }

    /// Whether a newer message of the ticket has all of the words: then the ticket stands further up.
    fn said_later(
        &self,
        view: &View<'_>,
        ticket: &Ticket,
        message: TicketMessageId,
    ) -> Result<bool, StoreError> {
        let range = Range::of(&ticket.id).after(&(ticket.id, message));
        let mut later = false;
        view.scan(
            &TICKET_MESSAGES,
            &range,
            Direction::Up,
            |_, newer: TicketMessage| {
                let text = texts::entry(ticket.inbox, &newer).text;
                let has = |word: &String| text.contains(word.as_str());
                later = self.words.iter().all(has);
                Ok(go_on(!later))
            },
        )?;
        Ok(later)
    }
}

/// What lists of tickets are narrowed by: inbox, status, assignee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TicketHead(InboxId, TicketStatus, Option<UserId>);

impl TicketHead {
    pub(crate) const fn of(ticket: &Ticket) -> Self {
        Self(ticket.inbox, ticket.status, ticket.assignee)
    }

    fn fits(self, filter: &TicketFilter) -> bool {
        let Self(inbox, status, assignee) = self;
        let inboxes = filter.inboxes.as_ref();
        inboxes.is_none_or(|inboxes| inboxes.contains(&inbox))
            && (filter.status.is_empty() || filter.status.contains(&status))
            && filter.assignee.is_none_or(|wanted| wanted == assignee)
    }
}
