use std::time::{Duration, UNIX_EPOCH};

use domain::{text::HeaderText, time::Timestamp};
use flow::port::{AttachedFile, ComposeError};
use lettre::message::{
    Attachment, Mailbox, Message, MessageBuilder, MultiPart,
    header::{ContentType, HeaderName, HeaderValue},
};

use super::headers;

/// A mail whose headers are being gathered.
pub(super) struct Draft(MessageBuilder);

impl Draft {
    pub(super) fn new(subject: &str, date: Timestamp, message_id: &str) -> Self {
        let date = UNIX_EPOCH + Duration::from_millis(date.ms());
        let subject = HeaderText::from(subject);
        Self(Message::builder().date(date).subject(subject.as_str()))
            .raw("Message-ID", headers::message_id(message_id))
    }

    pub(super) fn from(self, mailbox: Mailbox) -> Self {
        Self(self.0.from(mailbox))
    }

    pub(super) fn sender(self, mailbox: Mailbox) -> Self {
        Self(self.0.sender(mailbox))
    }

    pub(super) fn reply_to(self, mailbox: Mailbox) -> Self {
        Self(self.0.reply_to(mailbox))
    }

    pub(super) fn to(self, mailbox: Mailbox) -> Self {
        Self(self.0.to(mailbox))
    }

    pub(super) fn cc(self, mailbox: Mailbox) -> Self {
        Self(self.0.cc(mailbox))
    }

    /// What marks a mail that no person wrote (RFC 3834), and our own marker against loops.
    pub(super) fn automatic(self, instance: &str) -> Self {
        self.raw("Auto-Submitted", "auto-generated".to_owned())
            .raw("X-Auto-Response-Suppress", "All".to_owned())
            .marked(instance)
    }

    /// Our own marker against loops.
    pub(super) fn marked(self, instance: &str) -> Self {
        self.raw("X-Colombier-Loop", headers::graphic(instance))
    }

    /// A header whose value is ASCII, folded, and without line breaks of a stranger: see [`headers`].
    pub(super) fn raw(self, name: &'static str, value: String) -> Self {
        let name = HeaderName::new_from_ascii_str(name);
        Self(self.0.raw_header(HeaderValue::dangerous_new_pre_encoded(
            name,
            value.clone(),
            value,
        )))
    }

    /// The bytes of the mail, its two parts saying the same.
    pub(super) fn build(self, text: String, html: String) -> Result<Vec<u8>, ComposeError> {
        self.build_with(text, html, &[])
    }

    /// …and the files that are sent along.
    pub(super) fn build_with(
        self,
        text: String,
        html: String,
        files: &[AttachedFile],
    ) -> Result<Vec<u8>, ComposeError> {
        let mut parts = MultiPart::alternative_plain_html(text, html);
        if !files.is_empty() {
            let mut mixed = MultiPart::mixed().multipart(parts);
            for file in files {
                let kind = ContentType::parse(&file.media_type);
                let kind = kind.map_err(|error| ComposeError(error.to_string()))?;
                let name = HeaderText::from(file.name.as_str()).to_string();
                mixed = mixed.singlepart(Attachment::new(name).body(file.bytes.to_vec(), kind));
            }
            parts = mixed;
        }
        self.0
            .multipart(parts)
            .map(|mail| mail.formatted())
            .map_err(|error| ComposeError(error.to_string()))
    }
}
