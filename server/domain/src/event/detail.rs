//! What an event carries beyond its common fields.

use serde::{Deserialize, Serialize};

use crate::{
    address::EmailAddress,
    alert::Alert,
    id::{AlertId, FolderId, NoticeId, UserId},
    person::{Group, Person},
    right::Right,
    settings::Settings,
    timing::MailTiming,
};

/// What an EMAIL event knows of the mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailFacts {
    /// The recipient.
    pub to: Option<EmailAddress>,
    /// What stood in From.
    pub from: Option<EmailAddress>,
    /// The template, such as `alert`.
    pub template: Option<String>,
    /// Our Message-ID, with its angle brackets.
    pub message_id: Option<String>,
    /// 1 for the first try.
    pub attempt: Option<u32>,
    /// The relay's reply code (RFC 5321), such as 250.
    pub smtp_code: Option<u16>,
    /// The enhanced status code (RFC 3463), such as `5.1.1`.
    pub smtp_enhanced: Option<String>,
    /// The relay's own words, at most 1,000 characters.
    pub smtp_text: Option<String>,
    /// From the first event told of to the relay's answer, in milliseconds.
    pub delay_ms: Option<u64>,
}

/// The state of a noun before or after a change: what lets `why` speak of the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Snapshot {
    /// A person, without its password.
    User(Box<Person>),
    /// A group with its members.
    Group(Group),
    /// A folder's name, place and restriction.
    Folder {
        /// Folder above.
        parent: Option<FolderId>,
        /// Whole path.
        path: String,
        /// Whether inheritance stops here.
        restricted: bool,
        /// When the mails of its alerts leave, where it says so itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mail_timing: Option<MailTiming>,
    },
    /// The rights given on a folder.
    Rights(Vec<Right>),
    /// An alert.
    Alert(Box<Alert>),
    /// A file's place and content.
    File {
        /// Its folder.
        folder: FolderId,
        /// Whole path.
        path: String,
        /// Bytes.
        size: u64,
        /// SHA-256, hexadecimal.
        sha256: String,
        /// Version number.
        version: u32,
    },
    /// Settings, without secrets.
    Settings(Box<Settings>),
    /// A session or token, by its name only.
    Name(String),
}

/// What an event carries beyond its common fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Nothing.
    #[default]
    None,
    /// A change.
    Change {
        /// As it was; `None`: it was not.
        before: Option<Snapshot>,
        /// As it is; `None`: it is no more.
        after: Option<Snapshot>,
    },
    /// What became of a notice, or of a part of it.
    Notice {
        /// The notice.
        notice: NoticeId,
        /// Its alert.
        alert: AlertId,
        /// The people meant by this event.
        people: Vec<UserId>,
        /// Number of lines (files) meant.
        lines: u32,
    },
    /// Words, such as why the relay is paused.
    Note(String),
}
