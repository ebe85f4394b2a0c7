//! Tickets as agents see and change them.

use domain::{
    fold::fold,
    id::{EventId, InboxId, TicketId, TicketMessageId, UserId},
    inbox::Inbox,
    refusal::{Noun, Refusal},
    right::Level,
    ticket::{
        Correspondent, MAX_TEXT, MessageDirection, Ticket, TicketMessage, TicketPriority,
        TicketStatus,
    },
    time::Timestamp,
    wire::{self, List},
};

use super::reply::blank;
use crate::{
    Flow, FlowError,
    access::{MayAnswer, MayReadTicket, Viewer},
    page::{ChangedPlace, Page, TicketPlace},
    port::{TicketEdit, TicketFilter},
};

/// The most tags of a ticket, and the longest one.
const MAX_TAGS: (usize, usize) = (30, 60);

/// Which tickets are asked for.
#[derive(Clone, Debug, Default)]
pub struct TicketQuestion {
    /// Of this inbox.
    pub inbox: Option<InboxId>,
    /// With one of these.
    pub status: Vec<TicketStatus>,
    /// `me`, `none` or a person's id.
    pub assignee: Option<String>,
    /// Words.
    pub words: String,
}

impl Flow {
    /// Tickets of the inboxes that the viewer reads, those changed last first; with words, those that said them last.
    pub async fn tickets(
        &self,
        viewer: &Viewer,
        question: &TicketQuestion,
        page: &Page<TicketPlace>,
    ) -> Result<List<wire::Ticket>, FlowError> {
        let filter = self.filter(viewer, question)?;
        let words = fold(&question.words);
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let (store, enough) = (&self.world.store, page.enough());
        if words.is_empty() {
            let after = match page.after() {
                Some(TicketPlace::Changed(place)) => Some((place.at, TicketId(place.id))),
                _ => None,
            };
            let found = store.tickets(filter, after, enough).await?;
            let place = |ticket: &Ticket| {
                let (at, id) = (ticket.updated_at, ticket.id.0);
                ChangedPlace { at, id }.to_string()
            };
            return Ok(page.of(found, place).map(Into::into));
        }
        let before = match page.after() {
            Some(TicketPlace::Said(message)) => Some(*message),
            _ => None,
        };
        let found = store.search_tickets(filter, words, before, enough).await?;
        let place = |(_, message): &(_, TicketMessageId)| TicketPlace::Said(*message).to_string();
        Ok(page.of(found, place).map(|(ticket, _)| ticket.into()))
    }

    pub(super) fn filter(
        &self,
        viewer: &Viewer,
        question: &TicketQuestion,
    ) -> Result<TicketFilter, FlowError> {
        let readable = self.readable_inboxes(viewer);
        let inboxes = match (question.inbox, readable) {
            (Some(one), None) => Some(vec![one]),
            (Some(one), Some(readable)) => {
                Some(readable.into_iter().filter(|id| *id == one).collect())
            }
            (None, readable) => readable,
        };
        let assignee = match question.assignee.as_deref() {
            None => None,
            Some("me") => Some(Some(viewer.person().id)),
            Some("none") => Some(None),
            Some(id) => Some(Some(
                id.parse::<UserId>()
                    .map_err(|_| Refusal::BadField("assignee"))?,
            )),
        };
        Ok(TicketFilter {
            inboxes,
            status: question.status.clone(),
            assignee,
        })
    }

    /// The inboxes the viewer reads; `None`: all.
    fn readable_inboxes(&self, viewer: &Viewer) -> Option<Vec<InboxId>> {
        let directory = self.directory();
        let reads = |inbox: &&std::sync::Arc<Inbox>| {
            directory.inbox_level(viewer.person(), inbox.id).is_some()
        };
        (!viewer.is_admin()).then(|| directory.inboxes().filter(reads).map(|i| i.id).collect())
    }

    /// One ticket.
    pub fn ticket(&self, may: &MayReadTicket) -> wire::Ticket {
        may.ticket().clone().into()
    }

    /// Its messages, oldest first.
    pub async fn ticket_messages(
        &self,
        may: &MayReadTicket,
        page: &Page<TicketMessageId>,
    ) -> Result<List<wire::TicketMessage>, FlowError> {
        let found = self
            .world
            .store
            .ticket_messages(may.ticket().id, page.after().copied(), page.enough())
            .await?;
        let list = page.of(found, |message| message.id.to_string());
        let mut items = Vec::with_capacity(list.items.len());
        for message in &list.items {
            let html = self.html_of(message, false).await?;
            items.push(shown_message(message, html));
        }
        Ok(List {
            items,
            next_cursor: list.next_cursor,
        })
    }

    /// The HTML of a message made safe; `None`: it has none.
    async fn html_of(
        &self,
        message: &TicketMessage,
        remote_images: bool,
    ) -> Result<Option<String>, FlowError> {
        let Some(received) = message.received else {
            return Ok(message.html.clone());
        };
        let Some(received) = self.world.store.received(received).await? else {
            return Ok(None);
        };
        let read = self.read_message(self.raw_of(&received).await?).await?;
        let images = format!(
            "/api/v1/tickets/{}/messages/{}/images/",
            message.ticket, message.id
        );
        let reader = &self.world.mail_in.reader;
        Ok(read
            .html
            .map(|html| reader.sanitise(&html, &images, remote_images)))
    }

    /// One message of a ticket.
    async fn message_of(
        &self,
        may: &MayReadTicket,
        id: TicketMessageId,
    ) -> Result<TicketMessage, FlowError> {
        let message = self.message_in(may.ticket().id, id).await?;
        message.ok_or(FlowError::missing(Noun::Message))
    }

    /// The same, whoever asks.
    pub(super) async fn message_in(
        &self,
        ticket: TicketId,
        id: TicketMessageId,
    ) -> Result<Option<TicketMessage>, FlowError> {
        let before = TicketMessageId(id.0.saturating_sub(1));
        let store = &self.world.store;
        let found = store.ticket_messages(ticket, Some(before), 1).await?;
        Ok(found.into_iter().find(|message| message.id == id))
    }

    /// A message as a page of its own.
    pub async fn message_html(
        &self,
        may: &MayReadTicket,
        id: TicketMessageId,
        remote_images: bool,
    ) -> Result<String, FlowError> {
        let message = self.message_of(may, id).await?;
        let html = self.html_of(&message, remote_images).await?;
        html.ok_or(FlowError::missing(Noun::Message))
    }

    /// Name and bytes of an attachment.
    pub async fn attachment(
        &self,
        may: &MayReadTicket,
        id: TicketMessageId,
        part: u32,
    ) -> Result<(String, Vec<u8>), FlowError> {
        let message = self.message_of(may, id).await?;
        let named = message.attachments.iter().find(|one| one.part == part);
        let named = named.ok_or(FlowError::missing(Noun::Message))?;
        if let Some(key) = named.object {
            let bytes = self.object(key, named.size).await?;
            return Ok((named.name.clone(), bytes.into()));
        }
        let received = message.received.ok_or(FlowError::missing(Noun::Message))?;
        let received = self.world.store.received(received).await?;
        let received = received.ok_or(FlowError::missing(Noun::Message))?;
        let raw = self.raw_of(&received).await?;
        let bytes = self.world.mail_in.reader.attachment(&raw, part);
        Ok((
            named.name.clone(),
            bytes.ok_or(FlowError::missing(Noun::Message))?,
        ))
    }

    /// Media type and bytes of an image within a message's HTML. Only types that are pictures and nothing else.
    pub async fn inline_image(
        &self,
        may: &MayReadTicket,
        id: TicketMessageId,
        content_id: &str,
    ) -> Result<(&'static str, Vec<u8>), FlowError> {
        const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
        let message = self.message_of(may, id).await?;
        let found = message.attachments.iter().find_map(|one| {
            let named = one.content_id.as_deref() == Some(content_id);
            let kind = PICTURES.iter().find(|kind| **kind == one.media_type)?;
            named.then_some((one.part, *kind))
        });
        let (part, kind) = found.ok_or(FlowError::missing(Noun::Message))?;
        let (_, bytes) = self.attachment(may, id, part).await?;
        Ok((kind, bytes))
    }

    /// Changes a ticket.
    pub async fn change_ticket(
        &self,
        may: &MayAnswer,
        form: &wire::TicketChange,
    ) -> Result<wire::Ticket, FlowError> {
        let directory = self.directory();
        if let Some(Some(person)) = form.assignee {
            let person = directory
                .person(person)
                .ok_or(Refusal::Missing(Noun::User))?;
            if directory.inbox_level(person, may.ticket().inbox) < Some(Level::Write) {
                return Err(Refusal::BadField("assignee").into());
            }
        }
        if let Some(tags) = &form.tags
            && (tags.len() > MAX_TAGS.0 || tags.iter().any(|tag| tag.len() > MAX_TAGS.1))
        {
            return Err(Refusal::TooMany("tags").into());
        }
        let edit = TicketEdit {
            subject: form.subject.as_deref().map(one_line),
            status: form.status,
            priority: form.priority,
            assignee: form.assignee,
            tags: form.tags.clone(),
            further_tags: Vec::new(),
        };
        let stamp = may.viewer().stamp(self.now());
        let changed = self
            .world
            .store
            .change_ticket(may.ticket().id, edit, stamp)
            .await?;
        Ok(changed.into())
    }

    /// Opens a ticket by hand.
    pub async fn open_ticket(
        &self,
        viewer: &Viewer,
        form: &wire::NewTicket,
    ) -> Result<wire::Ticket, FlowError> {
        self.may_write_inbox(viewer, form.inbox)?;
        let email = form
            .customer
            .parse()
            .map_err(|_| Refusal::BadField("customer"))?;
        if form.text.len() > MAX_TEXT {
            return Err(Refusal::BadField("text").into());
        }
        let customer = Correspondent {
            email,
            name: one_line(&form.customer_name),
        };
        let ticket = opened(form, customer, self.now());
        let mut note = blank(&ticket, MessageDirection::Note, self.now());
        note.author = Some(viewer.person().id);
        note.text.clone_from(&form.text);
        let stamp = viewer.stamp(self.now());
        let ticket = self.world.store.open_ticket(ticket, note, stamp).await?;
        Ok(ticket.into())
    }
}

/// A message as agents see it.
pub(super) fn shown_message(message: &TicketMessage, html: Option<String>) -> wire::TicketMessage {
    use domain::received::MessageClass::{Auto, Bounce};
    let came = message.direction == MessageDirection::In;
    wire::TicketMessage {
        id: message.id,
        at: message.at,
        direction: message.direction,
        author: message.author,
        from: message.from.clone(),
        to: message.to.clone(),
        cc: message.cc.clone(),
        subject: message.subject.clone(),
        text: message.text.clone(),
        quoted_from: message.quoted_from,
        html: html.or_else(|| message.html.clone()),
        message_id: message.message_id.clone(),
        attachments: message.attachments.iter().map(Into::into).collect(),
        delivery: message.delivery.clone(),
        attribution: came.then_some(message.attribution.state),
        authentication: came.then(|| (&message.attribution).into()),
        received: message.received,
        automatic: matches!(message.class, Auto | Bounce),
        remarks: message.remarks.clone(),
    }
}

fn opened(form: &wire::NewTicket, customer: Correspondent, now: Timestamp) -> Ticket {
    let mut ticket = Ticket {
        id: TicketId(0),
        inbox: form.inbox,
        subject: one_line(&form.subject),
        status: TicketStatus::Open,
        priority: TicketPriority::Normal,
        assignee: None,
        tags: Vec::new(),
        customer: customer.clone(),
        participants: Vec::new(),
        created_at: now,
        updated_at: now,
        messages: 0,
        last_message: None,
        // Who opened it by hand has spoken to the customer.
        acknowledged: true,
        reopened: Vec::new(),
        trace: EventId(0),
    };
    ticket.meets([customer]);
    ticket
}

fn one_line(text: &str) -> String {
    let line: String = text.chars().filter(|c| !c.is_control()).take(300).collect();
    line.trim().to_owned()
}
