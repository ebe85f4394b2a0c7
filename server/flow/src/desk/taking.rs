//! Second station: a message is read, classified, routed, compared with those that are here, and becomes a ticket or
//! joins one, in one commit with its verdict.

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use domain::{
    address::EmailAddress,
    id::{EventId, InboxId, TicketId, TicketMessageId},
    inbox::Inbox,
    received::{Attribution, Envelope, MessageClass, Received, Verdict},
    ticket::{
        Correspondent, MAX_TEXT, MessageDirection, Ticket, TicketAttachment, TicketMessage,
        TicketPriority, TicketStatus,
    },
    time::{Span, Timestamp},
};
use futures::future::{join_all, try_join_all};
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;

use super::forwarding::judge_return;
use crate::{
    Flow, FlowError,
    port::{Mailbox, ReadMessage, StoreError, TakenInto, Taking},
};

/// Messages looked at before the queue is asked again.
const BATCH: usize = 50;

/// The bytes of messages read at once.
const MOST_AT_ONCE: u64 = 32 * 1024 * 1024;

/// The longest wait without a look.
const LOOK_AGAIN: Span = Span::from_secs(30);

/// The longest subject kept.
const MAX_SUBJECT: usize = 500;

/// Stands for a sender whom a message does not name.
const UNKNOWN: &str = "unknown@sender.invalid";

impl Flow {
    /// Makes tickets of what was received, until `stop`.
    pub async fn run_desk(&self, stop: CancellationToken) -> Result<(), FlowError> {
        loop {
            let rung = self.desk_bell.notified();
            while !stop.is_cancelled() && self.take_unread().await? {}
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = rung => {}
                () = self.world.clock.sleep_until(self.now() + LOOK_AGAIN) => {}
            }
        }
    }

    /// Takes the next messages; `false` when there were none. Those that have nothing to do with each other are judged
    /// together, and become tickets in one commit.
    pub async fn take_unread(&self) -> Result<bool, FlowError> {
        let unread = within_budget(self.world.store.unread_received(BATCH).await?);
        let read = join_all(unread.iter().map(|received| self.read_kept(received))).await;
        let all: Vec<_> = unread.iter().zip(&read).collect();
        let mut rest = &all[..];
        while !rest.is_empty() {
            let (together, later) = rest.split_at(strangers(rest));
            let judged = together
                .iter()
                .map(|(received, read)| self.judge(received, read.as_ref()));
            let judged = try_join_all(judged).await?;
            try_join_all(judged.into_iter().map(|taking| self.settle_taking(taking))).await?;
            self.senders_bell.notify_one();
            // What is sent on waits in the outbox.
            self.outbox_bell.notify_one();
            rest = later;
        }
        Ok(!unread.is_empty())
    }

    /// `None`: the disk does not give back its bytes.
    async fn read_kept(&self, received: &Received) -> Option<ReadMessage> {
        let read = match self.raw_of(received).await {
            Ok(raw) => self.read_message(raw).await,
            Err(error) => Err(error),
        };
        read.inspect_err(|error| {
            tracing::error!(
                error = error as &dyn std::error::Error,
                received = received.id.0,
                "reading a message"
            );
        })
        .ok()
    }

    /// What becomes of a message. One that cannot be read waits for someone, and stops no other.
    async fn judge(
        &self,
        received: &Received,
        read: Option<&ReadMessage>,
    ) -> Result<Taking, FlowError> {
        let Some(read) = read else {
            let why = "its bytes cannot be read from the disk";
            return Ok(held(blank(received, self.now()), why));
        };
        self.judge_read(received, read).await
    }

    async fn settle_taking(&self, taking: Taking) -> Result<(), FlowError> {
        let alone = Taking {
            copy_key: None,
            ..held(taking.clone(), "the ticket it belongs to is gone")
        };
        match self.world.store.take(taking).await {
            // Another server on the same store was faster.
            Ok(_) | Err(StoreError::Conflict(_)) => Ok(()),
            Err(StoreError::Refused(_)) => Ok(self.world.store.take(alone).await.map(drop)?),
            Err(error) => Err(error.into()),
        }
    }

    async fn judge_read(
        &self,
        received: &Received,
        read: &ReadMessage,
    ) -> Result<Taking, FlowError> {
        let directory = self.directory();
        let mut taking = Taking {
            class: read.class,
            reasons: read.reasons.iter().chain(&read.faults).cloned().collect(),
            from: read.from.as_ref().map(|(address, _)| address.clone()),
            subject: shortened(&read.subject),
            ..blank(received, self.now())
        };
        if let Some(id) = received.redirect {
            return Ok(match directory.redirect(id) {
                Some(redirect) => self.judge_redirect(received, read, redirect, taking),
                None => held(taking, "the group or forward it was for is gone"),
            });
        }
        let inbox = routes(&received.envelope, read)
            .find_map(|address| directory.inbox_of(address))
            .cloned();
        taking.inbox = inbox.as_ref().map(|inbox| inbox.id);
        let mut returned = received.envelope.to.iter();
        let returned = returned.find_map(|to| self.home_of(to));
        if let Some(home) = returned.filter(|_| inbox.is_none()) {
            return Ok(judge_return(received, read, home, taking));
        }
        if self.is_own(read) {
            taking.class = MessageClass::Own;
            taking.verdict = Verdict::Own;
            let why = if self.note_forwarding(read, received.envelope.at).await? {
                "the test of forwarding came back"
            } else {
                "our own mail came back"
            };
            taking.reasons.push(why.to_owned());
            return Ok(taking);
        }
        if read.class == MessageClass::Bounce {
            self.judge_bounce(read, &mut taking).await?;
            return Ok(taking);
        }
        let Some(inbox) = inbox else {
            return Ok(held(taking, "none of its addresses is an inbox's"));
        };
        self.assign(received, (read, &inbox), &mut taking).await?;
        Ok(taking)
    }

    /// Second copy, answer, or something new.
    async fn assign(
        &self,
        received: &Received,
        (read, inbox): (&ReadMessage, &Arc<Inbox>),
        taking: &mut Taking,
    ) -> Result<(), FlowError> {
        taking.copy_key = copy_key(inbox.id, read);
        if let Some(key) = &taking.copy_key
            && let Some((ticket, message)) = self.world.store.known_copy(key.clone()).await?
        {
            let to: Vec<&str> = received
                .envelope
                .to
                .iter()
                .map(EmailAddress::as_str)
                .collect();
            let remark = format!("a second copy came to {}", to.join(", "));
            taking.verdict = Verdict::Duplicate;
            taking.reasons.push(remark.clone());
            taking.into = TakenInto::Copy(ticket, message, remark);
            return Ok(());
        }
        let message = message(received, read);
        let automatic = read.class == MessageClass::Auto;
        if let Some((ticket, why)) = self.thread(&received.envelope, read).await? {
            taking.verdict = if automatic {
                Verdict::Automatic
            } else {
                Verdict::Reply
            };
            taking.reasons.push(why);
            taking.into = TakenInto::Join {
                ticket,
                message: Box::new(message),
                reopens: !automatic,
            };
            return Ok(());
        }
        if !inbox.automatic_tickets && !received.asked_for {
            taking
                .reasons
                .push("the inbox makes no tickets by itself".to_owned());
            return Ok(());
        }
        taking.verdict = Verdict::Ticket;
        let ticket = self.ticket_of(inbox, read, &received.envelope);
        taking.into = TakenInto::New(Box::new(ticket), Box::new(message));
        Ok(())
    }

    /// Reading is work for a thread of its own: a stranger wrote it.
    pub(super) async fn read_message(&self, raw: Bytes) -> Result<ReadMessage, FlowError> {
        let reader = Arc::clone(&self.world.mail_in.reader);
        tokio::task::spawn_blocking(move || reader.read(&raw))
            .await
            .map_err(|source| FlowError::Store {
                doing: "reading a message",
                source: source.into(),
            })
    }

    /// Our loop marker, or a Message-ID that we made. What we only sent on for others is not ours.
    fn is_own(&self, read: &ReadMessage) -> bool {
        let ours = |id: &String| self.world.keys.read_message_id(id).is_some();
        let marked =
            read.loop_marker.as_deref().map(str::trim) == Some(self.world.instance.as_str());
        marked && self.hop(read).is_none() || read.message_id.as_ref().is_some_and(ours)
    }

    fn ticket_of(&self, inbox: &Inbox, read: &ReadMessage, envelope: &Envelope) -> Ticket {
        let now = self.now();
        let from = from(read, envelope);
        let customer = self.customer(read, &from);
        let mut ticket = Ticket {
            id: TicketId(0),
            inbox: inbox.id,
            subject: shortened(&read.subject),
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
            acknowledged: false,
            reopened: Vec::new(),
            trace: EventId(0),
        };
        ticket.meets([customer, from]);
        ticket
    }

    /// Whom a new ticket is about: whom an agent forwarded, who is to be answered, else who wrote.
    fn customer(&self, read: &ReadMessage, from: &Correspondent) -> Correspondent {
        let agent = self.directory().person_by_email(&from.email).is_some();
        let forwarded = read.forwarded_from.as_ref().filter(|_| agent);
        forwarded
            .or_else(|| read.reply_to.first())
            .map_or_else(|| from.clone(), correspondent)
    }
}

/// The first messages, as many as may be in memory together; at least one.
fn within_budget(mut unread: Vec<Received>) -> Vec<Received> {
    let mut size = 0;
    let within = unread.iter().take_while(|received| {
        size += received.size;
        size <= MOST_AT_ONCE
    });
    let within = within.count().max(1);
    unread.truncate(within);
    unread
}

/// How many of the first messages neither name nor repeat one another: whichever comes first, the same becomes of them.
fn strangers(messages: &[(&Received, &Option<ReadMessage>)]) -> usize {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let known = |read: &ReadMessage, seen: &BTreeSet<&str>| {
        let own = read.message_id.iter();
        let named = own.chain(&read.in_reply_to).chain(&read.references);
        named.into_iter().any(|id| seen.contains(id.as_str()))
    };
    let alone = messages.iter().take_while(|(_, read)| {
        let Some(read) = read else {
            return true;
        };
        let stranger = !known(read, &seen);
        seen.extend(read.message_id.as_deref());
        stranger
    });
    alone.count()
}

/// A message of which nothing is known yet.
fn blank(received: &Received, at: Timestamp) -> Taking {
    Taking {
        received: received.id,
        class: MessageClass::Normal,
        verdict: Verdict::Held,
        reasons: Vec::new(),
        from: None,
        subject: String::new(),
        inbox: None,
        copy_key: None,
        message_id: None,
        reached: None,
        into: TakenInto::Nothing,
        at,
    }
}

/// Stays in Received for someone to decide.
pub(super) fn held(taking: Taking, why: &str) -> Taking {
    let mut reasons = taking.reasons;
    reasons.push(why.to_owned());
    Taking {
        verdict: Verdict::Held,
        reasons,
        into: TakenInto::Nothing,
        ..taking
    }
}

/// Who wrote: From, else the envelope's sender.
fn from(read: &ReadMessage, envelope: &Envelope) -> Correspondent {
    if let Some(from) = &read.from {
        return correspondent(from);
    }
    let email = envelope.from.clone().or_else(|| UNKNOWN.parse().ok());
    Correspondent {
        // A constant that is an address.
        email: email.unwrap_or_else(|| envelope.to[0].clone()),
        name: String::new(),
    }
}

pub(super) fn correspondent((email, name): &Mailbox) -> Correspondent {
    Correspondent {
        email: email.clone(),
        name: name.clone(),
    }
}

/// The addresses by which a message is routed, the surest first.
fn routes<'a>(
    envelope: &'a Envelope,
    read: &'a ReadMessage,
) -> impl Iterator<Item = &'a EmailAddress> {
    let named = read.to.iter().chain(&read.cc).map(|(address, _)| address);
    envelope.to.iter().chain(&read.routes).chain(named)
}

/// By what a second copy is known: Message-ID and what it says. Two messages without an id are never one.
fn copy_key(inbox: InboxId, read: &ReadMessage) -> Option<String> {
    let id = read.message_id.as_ref()?;
    let mut hash = Sha256::new();
    hash.update(&read.subject);
    hash.update([0]);
    hash.update(&read.text);
    for attachment in &read.attachments {
        hash.update([0]);
        hash.update(&attachment.name);
        hash.update(attachment.size.to_be_bytes());
    }
    let hash = data_encoding::HEXLOWER.encode(&hash.finalize()[..16]);
    let id: String = id.chars().filter(|c| *c != '\0').take(500).collect();
    Some(format!("{inbox} {hash} {id}"))
}

fn message(received: &Received, read: &ReadMessage) -> TicketMessage {
    let all = |list: &[Mailbox]| list.iter().take(100).map(correspondent).collect();
    let (text, cut) = cut(&read.text, MAX_TEXT);
    let mut remarks = read.faults.clone();
    if cut {
        remarks.push("the text goes on in the original".to_owned());
    }
    TicketMessage {
        id: TicketMessageId(0),
        ticket: TicketId(0),
        at: received.envelope.at,
        direction: MessageDirection::In,
        author: None,
        from: Some(from(read, &received.envelope)),
        to: all(&read.to),
        cc: all(&read.cc),
        subject: shortened(&read.subject),
        quoted_from: read
            .quoted_from
            .filter(|at| *at < text.len())
            .and_then(|at| u32::try_from(at).ok()),
        text,
        html: None,
        message_id: read.message_id.clone().filter(|id| !id.contains('\0')),
        references: Vec::new(),
        attachments: read.attachments.iter().take(200).map(attachment).collect(),
        delivery: None,
        attribution: Attribution::default(),
        received: Some(received.id),
        class: read.class,
        remarks,
    }
}

fn attachment(read: &crate::port::ReadAttachment) -> TicketAttachment {
    TicketAttachment {
        part: read.part,
        name: cut(&read.name, 255).0,
        media_type: cut(&read.media_type, 100).0,
        size: read.size,
        content_id: read.content_id.as_ref().map(|id| cut(id, 200).0),
        object: None,
    }
}

/// At most so many bytes, at a border between letters; whether something was cut off.
fn cut(text: &str, most: usize) -> (String, bool) {
    if text.len() <= most {
        return (text.to_owned(), false);
    }
    let end = (0..=most).rev().find(|at| text.is_char_boundary(*at));
    (text[..end.unwrap_or(0)].to_owned(), true)
}

fn shortened(subject: &str) -> String {
    cut(subject.trim(), MAX_SUBJECT).0
}
