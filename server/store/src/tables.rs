//! All tables. Keys are big-endian composites ([`Key`]); values are `MessagePack` with field names, so that fields can
//! be added, unless said otherwise. Rows stay below 64 kB.
//!
//! A name carries its version: a table whose rows change shape in a way that old rows cannot be read as gets a new
//! name and a migration.

use std::marker::PhantomData;

use bytes::Bytes;
use domain::{
    alert::Alert,
    change::Counters,
    event::Event,
    file::{BlobKey, File, Version},
    folder::Folder,
    forwarding::ForwardingTest,
    id::{
        AlertId, EventId, FileId, FolderId, GroupId, InboxId, MailId, NoticeId, ReceivedId,
        RedirectId, SearchId, TicketId, TicketMessageId, UserId, VersionId,
    },
    inbox::Inbox,
    notice::{Line, Notice},
    outbox::{AddressHealth, OutboxMail},
    person::{Group, Person},
    received::Received,
    redirect::Redirect,
    rule::{InboxAnswers, InboxRules},
    search::SavedSearch,
    session::{SecretHash, Session, Token},
    settings::Settings,
    ticket::{Ticket, TicketMessage},
    time::Timestamp,
    watch::Watched,
};
use flow::port::StoreError;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    desk::{TextsRow, TicketHead},
    error::broken,
    journal::SealedRow,
    key::Key,
    outbox::Standing,
};

/// One table, by the types of its keys and values.
#[derive(Debug)]
pub(crate) struct Table<K, V> {
    slot: Slot,
    types: PhantomData<fn(K) -> V>,
}

impl<K: Key, V: Value> Table<K, V> {
    const fn at(slot: Slot) -> Self {
        Self {
            slot,
            types: PhantomData,
        }
    }

    /// Its place among [`NAMES`].
    pub(crate) const fn index(&self) -> usize {
        self.slot as usize
    }

    /// Its name in the file.
    pub(crate) const fn name(&self) -> &'static str {
        NAMES[self.index()]
    }
}

macro_rules! tables {
    ($($(#[$doc:meta])+ $table:ident: $key:ty => $value:ty = $name:literal;)+) => {
        #[derive(Clone, Copy, Debug)]
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "the names of the constants below")]
        enum Slot { $($table),+ }

        /// The names of all tables, each at its index.
        pub(crate) const NAMES: &[&str] = &[$($name),+];

        /// How many tables there are.
        pub(crate) const COUNT: usize = NAMES.len();

        $($(#[$doc])+ pub(crate) const $table: Table<$key, $value> = Table::at(Slot::$table);)+
    };
}

tables! {
    /// The version of the file's shape: how many migrations have run. Never renamed.
    SCHEMA: () => Row<u32> = "schema";
    /// The last number given to each noun.
    COUNTERS: () => Row<Counters> = "counters/v1";
    /// The settings of the installation.
    SETTINGS: () => Row<Settings> = "settings/v1";
    /// Person → itself.
    PEOPLE: UserId => Row<Person> = "people/v1";
    /// Group → itself, with its members.
    GROUPS: GroupId => Row<Group> = "groups/v1";
    /// Folder → itself, with the rights given on it.
    FOLDERS: FolderId => Row<Folder> = "folders/v1";
    /// Alert → itself.
    ALERTS: AlertId => Row<Alert> = "alerts/v1";
    /// Hash of a cookie → its session.
    SESSIONS: SecretHash => Row<Session> = "sessions/v1";
    /// Hash of an API token → itself.
    TOKENS: SecretHash => Row<Token> = "tokens/v1";
    /// Key of an address that was refused → what is known of it.
    HEALTH: String => Row<AddressHealth> = "address_health/v1";
    /// Person and saved search → itself.
    SEARCHES: (UserId, SearchId) => Row<SavedSearch> = "saved_searches/v1";

    /// File → itself, with its newest version.
    FILES: FileId => Row<File> = "files/v1";
    /// Folder and name key → the file of that name which is not in the trash.
    FILE_NAMES: (FolderId, String) => Row<FileId> = "file_names/v1";
    /// File in the trash itself → since when, and its folder.
    FILE_TRASH: FileId => Row<(Timestamp, FolderId)> = "file_trash/v1";
    /// File and version → the version; ids ascend, so the newest is the last.
    VERSIONS: (FileId, VersionId) => Row<Version> = "versions/v1";
    /// Key of a content → the version that holds it.
    BLOBS: BlobKey => Row<VersionId> = "blobs/v1";
    /// Version → its content, raw, at most 48 kB. By version and not by key: keys are random, and a tree of large
    /// values that grows at its end is written half as often.
    CONTENTS: VersionId => Raw = "contents/v1";

    /// Event that is in no segment yet → itself.
    EVENTS: EventId => Row<Event> = "events/v1";
    /// First event of a sealed segment → the file that holds it.
    SEGMENTS: EventId => Row<SealedRow> = "segments/v1";
    /// Address → the last test of its forwarding.
    FORWARDING: String => Row<ForwardingTest> = "forwarding/v1";
    /// How far administrators were told.
    WATCHED: () => Row<Watched> = "watched/v1";
    /// The last event the alert station has read.
    ALERT_CURSOR: () => Row<EventId> = "alert_cursor/v1";

    /// Notice → itself.
    NOTICES: NoticeId => Row<Notice> = "notices/v1";
    /// Notice and event → the line.
    NOTICE_LINES: (NoticeId, EventId) => Row<Line> = "notice_lines/v1";
    /// Due time and notice.
    NOTICES_DUE: (Timestamp, NoticeId) => Nothing = "notices_due/v1";
    /// Alert → its notice that still takes lines.
    OPEN_NOTICES: AlertId => Row<NoticeId> = "open_notices/v1";

    /// Mail → itself as it was made. What changes at each try is in its standing: a mail may be large.
    MAILS: MailId => Row<OutboxMail> = "mails/v1";
    /// Mail → where it stands.
    STANDINGS: MailId => Row<Standing> = "mail_standings/v1";
    /// Due time and mail.
    MAILS_DUE: (Timestamp, MailId) => Nothing = "mails_due/v1";
    /// Address key and mail.
    MAILS_TO: (String, MailId) => Nothing = "mails_to/v1";
    /// Mail, sent or not → the alerts it tells for, where they are too many for its unsubscribe link.
    MAIL_ALERTS: MailId => Row<Vec<AlertId>> = "mail_alerts/v1";

    /// Inbox → itself, with the rights given on it.
    INBOXES: InboxId => Row<Inbox> = "inboxes/v1";
    /// Inbox → its rules.
    RULES: InboxId => Row<InboxRules> = "inbox_rules/v1";
    /// Inbox → the answers kept ready in it.
    ANSWERS: InboxId => Row<InboxAnswers> = "inbox_answers/v1";
    /// Group or forward → itself.
    REDIRECTS: RedirectId => Row<Redirect> = "redirects/v1";
    /// Message that was received → its envelope, and what became of it.
    RECEIVED: ReceivedId => Row<Received> = "received/v1";
    /// The same → its bytes as they came, at most 48 kB.
    RECEIVED_RAW: ReceivedId => Raw = "received_raw/v1";
    /// Key of a larger one's bytes → the message.
    RECEIVED_OBJECTS: BlobKey => Row<ReceivedId> = "received_objects/v1";
    /// Key of the bytes of a file that was sent along → the message.
    SENT_OBJECTS: BlobKey => Row<(TicketId, TicketMessageId)> = "sent_objects/v1";
    /// Messages that nobody has read yet.
    UNREAD_MAIL: ReceivedId => Nothing = "unread_mail/v1";
    /// Messages of which it is not known yet who sent them.
    UNATTRIBUTED: ReceivedId => Nothing = "unattributed/v1";
    /// Inbox, Message-ID and hash of a message, as one text → where it is.
    COPIES: String => Row<(TicketId, TicketMessageId)> = "received_copies/v1";
    /// Ticket → itself.
    TICKETS: TicketId => Row<Ticket> = "tickets/v1";
    /// Time of the last change and ticket → what lists are narrowed by.
    TICKETS_CHANGED: (Timestamp, TicketId) => Row<TicketHead> = "tickets_changed/v2";
    /// Ticket and message → the message.
    TICKET_MESSAGES: (TicketId, TicketMessageId) => Row<TicketMessage> = "ticket_messages/v1";
    /// Message whose words are in no segment yet → its ticket.
    LOOSE_MESSAGES: TicketMessageId => Row<TicketId> = "loose_messages/v1";
    /// First message of a segment of words → the file that holds it.
    MESSAGE_SEGMENTS: TicketMessageId => Row<TextsRow> = "message_segments/v1";
    /// Message-ID → the message that has it.
    MESSAGE_IDS: String => Row<(TicketId, TicketMessageId)> = "message_ids/v1";
}

/// How a value is kept.
pub(crate) trait Value {
    /// What it is in memory.
    type Own;

    /// As bytes.
    fn encode(own: &Self::Own) -> Result<Bytes, StoreError>;

    /// From bytes; `doing` is for the error.
    fn decode(bytes: &[u8], doing: &'static str) -> Result<Self::Own, StoreError>;
}

/// `MessagePack` with field names.
#[derive(Debug)]
pub(crate) struct Row<T>(PhantomData<fn() -> T>);

impl<T: Serialize + DeserializeOwned> Value for Row<T> {
    type Own = T;

    fn encode(own: &T) -> Result<Bytes, StoreError> {
        encode_row(own)
    }

    fn decode(bytes: &[u8], doing: &'static str) -> Result<T, StoreError> {
        decode_row(bytes, doing)
    }
}

/// A row as bytes, from a reference: nothing is cloned to be written.
pub(crate) fn encode_row<T: Serialize + ?Sized>(own: &T) -> Result<Bytes, StoreError> {
    let mut out = Vec::with_capacity(512);
    rmp_serde::encode::write_named(&mut out, own)
        .map_err(|error| broken("encoding a row", error.to_string()))?;
    Ok(out.into())
}

/// A row from bytes.
pub(crate) fn decode_row<T: DeserializeOwned>(
    bytes: &[u8],
    doing: &'static str,
) -> Result<T, StoreError> {
    rmp_serde::from_slice(bytes)
        .map_err(|error| broken(doing, format!("a row cannot be read: {error}")))
}

/// Bytes as they are.
#[derive(Debug)]
pub(crate) struct Raw;

impl Value for Raw {
    type Own = Bytes;

    fn encode(own: &Bytes) -> Result<Bytes, StoreError> {
        Ok(own.clone())
    }

    fn decode(bytes: &[u8], _: &'static str) -> Result<Bytes, StoreError> {
        Ok(Bytes::copy_from_slice(bytes))
    }
}

/// The key says it all.
#[derive(Debug)]
pub(crate) struct Nothing;

impl Value for Nothing {
    type Own = ();

    fn encode((): &()) -> Result<Bytes, StoreError> {
        Ok(Bytes::new())
    }

    fn decode(_: &[u8], _: &'static str) -> Result<(), StoreError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_tables_have_one_name() {
        assert_eq!(NAMES.iter().collect::<BTreeSet<_>>().len(), COUNT);
        assert_eq!(MAILS_TO.name(), "mails_to/v1");
    }
}
