use async_trait::async_trait;
use domain::{
    address::EmailAddress,
    received::{Attribution, Envelope, MessageClass},
    time::Timestamp,
};

/// A mailbox as a header names it: the address, and the name before it (decoded, may be empty).
pub type Mailbox = (EmailAddress, String);

/// What was read out of a raw message. Every field is as good as the message allows: reading never fails, a message
/// that is no message gives empty fields, `faults` say what was wrong, and its text is the raw bytes as text.
#[derive(Clone, Debug)]
pub struct ReadMessage {
    /// The first From; `None`: absent or not an address.
    pub from: Option<Mailbox>,
    /// Reply-To.
    pub reply_to: Vec<Mailbox>,
    /// To.
    pub to: Vec<Mailbox>,
    /// Cc.
    pub cc: Vec<Mailbox>,
    /// Delivered-To, X-Original-To, X-Forwarded-To, Envelope-To, in this order.
    pub routes: Vec<EmailAddress>,
    /// Subject, decoded (RFC 2047), one line.
    pub subject: String,
    /// Message-ID with angle brackets.
    pub message_id: Option<String>,
    /// In-Reply-To, each with angle brackets.
    pub in_reply_to: Vec<String>,
    /// References, oldest first, each with angle brackets.
    pub references: Vec<String>,
    /// Date, as the sender says.
    pub date: Option<Timestamp>,
    /// The text to show: the text part, else the HTML as text. LF line ends.
    pub text: String,
    /// Where the quoted text begins in `text` (byte offset); it is folded, never deleted. `None`: nothing quoted.
    pub quoted_from: Option<usize>,
    /// The HTML part as it came: to be sanitised by [`MessageReader::sanitise`] before anyone sees it.
    pub html: Option<String>,
    /// Attachments and inline images, in order; `part` finds the bytes again.
    pub attachments: Vec<ReadAttachment>,
    /// What kind of message it is. Whether it is our own is decided by the station, which holds the keys; here `Own`
    /// never stands.
    pub class: MessageClass,
    /// Why it is of that class, in words for the verdict (`auto-submitted: auto-replied`), and what else was seen on the
    /// way (Exchange loop headers).
    pub reasons: Vec<String>,
    /// `X-Colombier-Loop` as it came.
    pub loop_marker: Option<String>,
    /// `X-Colombier-Forwarded` as it came, the newest.
    pub forwarded: Option<String>,
    /// `X-Auto-Response-Suppress` asks for no automatic answer.
    pub suppress_auto_response: bool,
    /// What a delivery status says.
    pub bounce: Option<BounceReport>,
    /// The customer, when someone forwarded the mail by hand and the text names whom it was from.
    pub forwarded_from: Option<Mailbox>,
    /// What could not be read as it should be, in plain words.
    pub faults: Vec<String>,
}

/// An attachment as the message describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAttachment {
    /// Number of the part within the message, for [`MessageReader::attachment`].
    pub part: u32,
    /// File name, decoded (RFC 2231), without folders; made up when absent.
    pub name: String,
    /// Media type, lower case.
    pub media_type: String,
    /// Bytes, decoded.
    pub size: u64,
    /// Content-ID without angle brackets, of images within the HTML.
    pub content_id: Option<String>,
    /// Shown within the text.
    pub inline: bool,
}

/// A delivery status notification (RFC 3464), or what a daemon wrote instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BounceReport {
    /// What it says of each recipient.
    pub recipients: Vec<BouncedRecipient>,
    /// Message-ID of the mail it tells of, with angle brackets, from the returned headers.
    pub original_message_id: Option<String>,
}

/// What a delivery status says of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BouncedRecipient {
    /// Final-Recipient (else Original-Recipient).
    pub address: Option<EmailAddress>,
    /// Whether it will still be tried (`delayed`) or is over (`failed`).
    pub delayed: bool,
    /// Enhanced status code, `5.1.1`.
    pub status: Option<String>,
    /// Diagnostic-Code: the other server's words.
    pub diagnostic: Option<String>,
}

/// Reads messages (RFC 5322, MIME).
pub trait MessageReader: Send + Sync {
    /// All there is to know of one.
    fn read(&self, raw: &[u8]) -> ReadMessage;

    /// The decoded bytes of one attachment.
    fn attachment(&self, raw: &[u8], part: u32) -> Option<Vec<u8>>;

    /// HTML from a stranger made safe to show on a page of its own: no script, no form, no style that reaches out. Images
    /// by `cid:` become `cid_url` + content id; remote ones are dropped unless `remote_images`.
    fn sanitise(&self, html: &str, cid_url: &str, remote_images: bool) -> String;
}

/// Asks the DNS who a message's sender is (RFC 7208, 6376, 7489, 8617).
#[async_trait]
pub trait Attributor: Send + Sync {
    /// Never fails: what could not be asked is `temperror`.
    async fn attribute(&self, raw: &[u8], envelope: &Envelope) -> Attribution;
}

/// What the receiver asks of the station behind it.
#[async_trait]
pub trait Intake: Send + Sync {
    /// Whether mail to this address is ours; anything else is refused with 550 5.1.1.
    fn is_ours(&self, rcpt: &EmailAddress) -> bool;

    /// The largest message taken, in bytes.
    fn size_limit(&self) -> u64;

    /// Keeps the raw message with its envelope, durably; only then is 250 answered. What follows (parse, classify, route,
    /// thread) is done by a job that finds it again after a crash.
    async fn keep(&self, envelope: Envelope, raw: Vec<u8>) -> Result<(), IntakeError>;
}

/// The message could not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// Out of room: 452 4.3.1.
    #[error("there is no room for the message")]
    Full,
    /// The store failed: 451 4.3.0.
    #[error("the message cannot be kept now")]
    Broken,
}
