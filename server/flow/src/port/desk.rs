use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    address::EmailAddress,
    event::{Event, Stamp},
    file::BlobKey,
    id::{InboxId, ReceivedId, RedirectId, TicketId, TicketMessageId, UserId},
    received::{Attribution, Envelope, MessageClass, Received, Verdict},
    ticket::{Correspondent, Delivery, Ticket, TicketMessage, TicketPriority, TicketStatus},
    time::Timestamp,
};

use super::StoreError;

/// A message to keep, before anyone has read it.
#[derive(Clone, Debug)]
pub struct NewReceived {
    /// Its envelope.
    pub envelope: Envelope,
    /// The group or forward it is for.
    pub redirect: Option<RedirectId>,
    /// Bytes.
    pub size: u64,
    /// The raw message, where it is small.
    pub raw: Option<Bytes>,
    /// Where it is, where it is large: durable already.
    pub object: Option<BlobKey>,
}

/// What a message turned out to be: written in one commit with the ticket it makes or joins.
#[derive(Clone, Debug)]
pub struct Taking {
    /// Which.
    pub received: ReceivedId,
    /// Its class.
    pub class: MessageClass,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why.
    pub reasons: Vec<String>,
    /// From.
    pub from: Option<EmailAddress>,
    /// Subject.
    pub subject: String,
    /// The inbox it came to.
    pub inbox: Option<InboxId>,
    /// By what a second copy is known.
    pub copy_key: Option<String>,
    /// Its Message-ID, where it is sent on.
    pub message_id: Option<String>,
    /// The address it came to, where it is sent on.
    pub reached: Option<EmailAddress>,
    /// Where it goes.
    pub into: TakenInto,
    /// Now.
    pub at: Timestamp,
}

/// Where a message goes.
#[derive(Clone, Debug)]
pub enum TakenInto {
    /// Nowhere: it stays in Received.
    Nothing,
    /// A ticket of its own; ids are given by the store.
    New(Box<Ticket>, Box<TicketMessage>),
    /// On to others, an outbox row each.
    SentOn(SentOn),
    /// A ticket that is there. `reopens`: a closed or waiting one is open again, unless that happened too often.
    Join {
        /// The ticket.
        ticket: TicketId,
        /// The message.
        message: Box<TicketMessage>,
        /// Whether it is a person's.
        reopens: bool,
    },
    /// A remark on a message that is there: the second copy of it came.
    Copy(TicketId, TicketMessageId, String),
    /// A delivery status of a message that left.
    Bounced(TicketId, TicketMessageId, Returned),
    /// A delivery status of another mail: EMAIL BOUNCE, and the addresses that refuse it for good.
    Told(Box<Event>, Vec<Refusing>),
}

/// Whom a message is sent on to.
#[derive(Clone, Debug)]
pub struct SentOn {
    /// By which group or forward; `None`: a delivery status on its way home.
    pub redirect: Option<RedirectId>,
    /// To whom.
    pub recipients: Vec<(Option<UserId>, EmailAddress)>,
}

/// What a delivery status says of a message that left.
#[derive(Clone, Debug)]
pub struct Returned {
    /// Of its recipients the worst.
    pub delivery: Delivery,
    /// Who refuses it for good, as the status says: only those it went to count.
    pub refusing: Vec<Refusing>,
}

/// An address and the words of the server that refused it.
#[derive(Clone, Debug)]
pub struct Refusing {
    /// The address.
    pub to: EmailAddress,
    /// The other server's words.
    pub text: String,
}

/// What the store made of it.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// The ticket.
    pub ticket: Option<Ticket>,
    /// The message.
    pub message: Option<TicketMessageId>,
}

/// Which tickets to list, the ones changed last first.
#[derive(Clone, Debug, Default)]
pub struct TicketFilter {
    /// In these inboxes only; `None`: in all, also those that are gone.
    pub inboxes: Option<Vec<InboxId>>,
    /// With one of these; empty: any.
    pub status: Vec<TicketStatus>,
    /// Answered by this person; `Some(None)`: by nobody.
    pub assignee: Option<Option<UserId>>,
}

/// What to change of a ticket; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct TicketEdit {
    /// The subject.
    pub subject: Option<String>,
    /// Where it stands.
    pub status: Option<TicketStatus>,
    /// How urgent it is.
    pub priority: Option<TicketPriority>,
    /// Who answers it.
    pub assignee: Option<Option<UserId>>,
    /// All tags.
    pub tags: Option<Vec<String>>,
    /// Tags to add.
    pub further_tags: Vec<String>,
}

/// What rules do with a message, once it is known who sent it.
#[derive(Clone, Debug)]
pub struct Ruled {
    /// The rules that act, by name.
    pub rules: Vec<String>,
    /// What they change of the ticket.
    pub edit: TicketEdit,
    /// To whom they send the message on.
    pub forward: Vec<EmailAddress>,
}

/// A message of an agent, or the acknowledgement.
#[derive(Clone, Debug)]
pub struct Saying {
    /// The ticket.
    pub ticket: TicketId,
    /// The message; its id, Message-ID and references are given by the store.
    pub message: TicketMessage,
    /// Refused when someone else said something newer.
    pub seen: Option<TicketMessageId>,
    /// Where it goes by mail: one outbox row an address.
    pub recipients: Vec<Correspondent>,
    /// Written by Colombier.
    pub acknowledgement: bool,
    /// Makes Message-IDs.
    pub keys: domain::mac::MacKeys,
    /// The domain of its Message-ID.
    pub domain: String,
    /// Who, when.
    pub stamp: Stamp,
}

/// Messages that were received.
#[async_trait]
pub trait ReceivedMail: Send + Sync {
    /// Keeps a message, durably: once for each place its recipients belong to, all or none.
    async fn keep_received(&self, new: Vec<NewReceived>) -> Result<(), StoreError>;

    /// Those nobody has read yet, oldest first.
    async fn unread_received(&self, limit: usize) -> Result<Vec<Received>, StoreError>;

    /// Those of which it is not known yet who sent them, oldest first.
    async fn unattributed(&self, limit: usize) -> Result<Vec<Received>, StoreError>;

    /// One.
    async fn received(&self, id: ReceivedId) -> Result<Option<Received>, StoreError>;

    /// The raw message, where it is a row.
    async fn raw_received(&self, id: ReceivedId) -> Result<Option<Bytes>, StoreError>;

    /// Newest first, before `before`; with this verdict and all of these folded words.
    async fn received_list(
        &self,
        verdict: Option<Verdict>,
        words: Vec<String>,
        before: Option<ReceivedId>,
        limit: usize,
    ) -> Result<Vec<Received>, StoreError>;

    /// Settles what a message is, with its ticket and its events.
    async fn take(&self, taking: Taking) -> Result<Taken, StoreError>;

    /// Has it read again, unless it is part of a ticket already.
    async fn rerun_received(&self, id: ReceivedId) -> Result<Received, StoreError>;

    /// Who sent it, also on its message; and what rules do with that. Once: a second time nothing is changed.
    async fn attribute(
        &self,
        id: ReceivedId,
        attribution: Attribution,
        ruled: Option<Ruled>,
        at: Timestamp,
    ) -> Result<(), StoreError>;
}

/// Tickets and their messages.
#[async_trait]
pub trait Tickets: Send + Sync {
    /// One.
    async fn ticket(&self, id: TicketId) -> Result<Option<Ticket>, StoreError>;

    /// A page, those changed last first, after the one changed then.
    async fn tickets(
        &self,
        filter: TicketFilter,
        after: Option<(Timestamp, TicketId)>,
        limit: usize,
    ) -> Result<Vec<Ticket>, StoreError>;

    /// Tickets one of whose messages has all of these folded words in subject, people or text. The ticket whose newest
    /// such message is the newest comes first; with that message, after which the next page goes on.
    async fn search_tickets(
        &self,
        filter: TicketFilter,
        words: Vec<String>,
        before: Option<TicketMessageId>,
        limit: usize,
    ) -> Result<Vec<(Ticket, TicketMessageId)>, StoreError>;

    /// Messages of a ticket after `after`, oldest first.
    async fn ticket_messages(
        &self,
        ticket: TicketId,
        after: Option<TicketMessageId>,
        limit: usize,
    ) -> Result<Vec<TicketMessage>, StoreError>;

    /// The first of these Message-IDs that a ticket has.
    async fn known_message(
        &self,
        message_ids: Vec<String>,
    ) -> Result<Option<(TicketId, TicketMessageId)>, StoreError>;

    /// The message that this copy key belongs to.
    async fn known_copy(
        &self,
        key: String,
    ) -> Result<Option<(TicketId, TicketMessageId)>, StoreError>;

    /// Opens a ticket by hand, with a note.
    async fn open_ticket(
        &self,
        ticket: Ticket,
        note: TicketMessage,
        stamp: Stamp,
    ) -> Result<Ticket, StoreError>;

    /// Says something on a ticket: message, outbox rows and events.
    async fn say(&self, saying: Saying) -> Result<TicketMessage, StoreError>;

    /// Changes a ticket.
    async fn change_ticket(
        &self,
        id: TicketId,
        edit: TicketEdit,
        stamp: Stamp,
    ) -> Result<Ticket, StoreError>;
}
