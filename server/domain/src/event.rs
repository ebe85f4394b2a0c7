//! Events: facts of the journal, appended and never changed.

use std::{fmt, net::IpAddr, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    address::EmailAddress,
    alert::Alert,
    id::{AlertId, EventId, FolderId, NoticeId, UserId},
    person::{Group, Language, Person},
    right::Right,
    settings::Settings,
    text::HeaderText,
    time::Timestamp,
};

/// The word is none of the codes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a known code")]
pub struct UnknownCode(pub String);

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// All of them, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(UnknownCode(text.to_owned())),
                }
            }
        }
    };
}

codes! {
    /// What an event is about.
    #[allow(missing_docs, reason = "the codes are the words of the product's vocabulary")]
    ObjectType {
        File = "FILE", Folder = "FOLDER", Alert = "ALERT", Email = "EMAIL", Link = "LINK", Right = "RIGHT",
        User = "USER", Group = "GROUP", Session = "SESSION", Token = "TOKEN", Setting = "SETTING",
        Ticket = "TICKET", System = "SYSTEM",
    }
}

codes! {
    /// What happened to it.
    #[allow(missing_docs, reason = "the codes are the words of the product's vocabulary")]
    Action {
        Add = "ADD", Modify = "MODIFY", Delete = "DELETE", Restore = "RESTORE", Rename = "RENAME", Move = "MOVE",
        Download = "DOWNLOAD", Grant = "GRANT", Revoke = "REVOKE", Login = "LOGIN", LoginFailed = "LOGIN_FAILED",
        Send = "SEND", Skip = "SKIP", Retry = "RETRY", Fail = "FAIL", Bounce = "BOUNCE", Receive = "RECEIVE",
        Hold = "HOLD", Test = "TEST", Suspend = "SUSPEND", Resume = "RESUME", Subscribe = "SUBSCRIBE",
        Unsubscribe = "UNSUBSCRIBE", Assign = "ASSIGN", Close = "CLOSE", Reopen = "REOPEN",
    }
}

codes! {
    /// The way an action came in.
    #[allow(missing_docs, reason = "the codes are the words of the product's vocabulary")]
    Via { Web = "web", Api = "api", Link = "link", Dav = "dav", Smtp = "smtp", Cli = "cli", System = "system" }
}

codes! {
    /// Whether it went well.
    #[allow(missing_docs, reason = "two words")]
    Status { Ok = "ok", Ko = "ko" }
}

codes! {
    /// Why a mail was skipped, failed or is tried again.
    #[allow(missing_docs, reason = "the codes are the words of the product's vocabulary")]
    Reason {
        AlertRemoved = "alert_removed", UserDisabled = "user_disabled", OwnAction = "own_action",
        FolderDeleted = "folder_deleted", FileDeleted = "file_deleted", FileMoved = "file_moved",
        NoReadRight = "no_read_right", NoAddress = "no_address", AddressInvalid = "address_invalid",
        AddressSuspended = "address_suspended", Unsubscribed = "unsubscribed",
        SmtpNotConfigured = "smtp_not_configured", Cancelled = "cancelled", Duplicate = "duplicate",
        RefusedRecipient = "refused_recipient", RefusedSender = "refused_sender",
        RefusedContent = "refused_content", AuthFailed = "auth_failed", TlsFailed = "tls_failed",
        Unreachable = "unreachable", Expired = "expired", InDoubt = "in_doubt",
    }
}

impl ObjectType {
    /// The word in summaries.
    pub const fn label(self, language: Language) -> &'static str {
        match self {
            Self::File => language.pick("Fichier", "File"),
            Self::Folder => language.pick("Dossier", "Folder"),
            Self::Alert => language.pick("Alerte", "Alert"),
            Self::Email => "Email",
            Self::Link => language.pick("Lien", "Link"),
            Self::Right => language.pick("Droit", "Right"),
            Self::User => language.pick("Utilisateur", "User"),
            Self::Group => language.pick("Groupe", "Group"),
            Self::Session => "Session",
            Self::Token => language.pick("Jeton", "Token"),
            Self::Setting => language.pick("Réglage", "Setting"),
            Self::Ticket => "Ticket",
            Self::System => language.pick("Système", "System"),
        }
    }
}

/// Who did it. People keep the name they had then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// Someone with an account.
    Person {
        /// Who.
        id: UserId,
        /// The name then.
        name: HeaderText,
        /// The address then.
        email: EmailAddress,
    },
    /// Someone without.
    Stranger(EmailAddress),
    /// Colombier itself.
    System,
    /// Whatever an imported line named.
    Other(String),
}

impl Actor {
    /// `person`, as it is now.
    pub fn person(person: &Person) -> Self {
        Self::Person {
            id: person.id,
            name: person.name.clone(),
            email: person.email.clone(),
        }
    }

    /// The person's id, if it is one.
    pub const fn person_id(&self) -> Option<UserId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// `user:ID`, `mailto:…`, `system`, or what was imported.
    pub fn code(&self) -> String {
        match self {
            Self::Person { id, .. } => format!("user:{id}"),
            Self::Stranger(address) => format!("mailto:{address}"),
            Self::System => "system".to_owned(),
            Self::Other(text) => text.clone(),
        }
    }

    /// The name to show; `None` for the system.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Person { name, email, .. } => Some(if name.is_empty() {
                email.as_str()
            } else {
                name.as_str()
            }),
            Self::Stranger(address) => Some(address.as_str()),
            Self::System => None,
            Self::Other(text) => Some(text),
        }
    }
}

/// When, by whom and which way something is done: what every change carries into its event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// From where.
    pub ip: Option<IpAddr>,
    /// Which way.
    pub via: Via,
}

impl Stamp {
    /// Done by Colombier itself.
    pub const fn system(at: Timestamp) -> Self {
        Self {
            at,
            actor: Actor::System,
            ip: None,
            via: Via::System,
        }
    }
}

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

/// A fact of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number; ascending as written.
    pub id: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// What it is about.
    pub object_type: ObjectType,
    /// What happened.
    pub action: Action,
    /// Who did it.
    pub actor: Actor,
    /// The id of the object.
    pub object_id: Option<u64>,
    /// The folder it is in or is.
    pub folder_id: Option<FolderId>,
    /// Path of the object, as it was then.
    pub path: Option<String>,
    /// Path it was moved or renamed to.
    pub target_path: Option<String>,
    /// One line in the installation's language.
    pub summary: String,
    /// Its own id, or the id of the first FILE event of the notice it belongs to.
    pub trace: EventId,
    /// The FILE events it tells of.
    #[serde(default)]
    pub causes: Vec<EventId>,
    /// The rest.
    #[serde(default)]
    pub detail: Detail,
    /// From where.
    pub ip: Option<IpAddr>,
    /// Which way.
    pub via: Via,
    /// Bytes.
    pub size: Option<u64>,
    /// Whether it went well.
    pub status: Status,
    /// Why not, or why so.
    pub reason: Option<Reason>,
    /// For EMAIL events.
    #[serde(default)]
    pub mail: Option<Box<MailFacts>>,
}

impl Event {
    /// A draft: `id` and `trace` are given when it is planned.
    pub fn draft(stamp: &Stamp, object_type: ObjectType, action: Action) -> Self {
        Self {
            id: EventId(0),
            at: stamp.at,
            object_type,
            action,
            actor: stamp.actor.clone(),
            object_id: None,
            folder_id: None,
            path: None,
            target_path: None,
            summary: String::new(),
            trace: EventId(0),
            causes: Vec::new(),
            detail: Detail::None,
            ip: stamp.ip,
            via: stamp.via,
            size: None,
            status: Status::Ok,
            reason: None,
            mail: None,
        }
    }

    /// With the object's id.
    #[must_use]
    pub fn object(mut self, id: u64) -> Self {
        self.object_id = Some(id);
        self
    }

    /// With its folder.
    #[must_use]
    pub const fn folder(mut self, id: FolderId) -> Self {
        self.folder_id = Some(id);
        self
    }

    /// With its path.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// With the path it went to.
    #[must_use]
    pub fn target(mut self, path: impl Into<String>) -> Self {
        self.target_path = Some(path.into());
        self
    }

    /// With a summary `ACTION: Type subject`.
    #[must_use]
    pub fn says(mut self, language: Language, subject: &str) -> Self {
        self.summary = format!(
            "{}: {} {subject}",
            self.action,
            self.object_type.label(language)
        );
        self
    }

    /// With before and after.
    #[must_use]
    pub fn change(mut self, before: Option<Snapshot>, after: Option<Snapshot>) -> Self {
        self.detail = Detail::Change { before, after };
        self
    }

    /// With a reason, and ko.
    #[must_use]
    pub const fn because(mut self, reason: Reason) -> Self {
        self.reason = Some(reason);
        self.status = Status::Ko;
        self
    }

    /// With what is known of the mail.
    #[must_use]
    pub fn with_mail(mut self, facts: MailFacts) -> Self {
        self.mail = Some(Box::new(facts));
        self
    }

    /// As part of the trace of `trace`, telling of `causes`.
    #[must_use]
    pub fn tells(mut self, trace: EventId, causes: Vec<EventId>) -> Self {
        self.trace = trace;
        self.causes = causes;
        self
    }

    /// What keywords search: summary, paths, addresses, names, Message-ID, one a line.
    pub fn search_text(&self) -> String {
        let mut text = self.summary.clone();
        let mut line = |more: &str| {
            text.push('\n');
            text.push_str(more);
        };
        for path in [&self.path, &self.target_path].into_iter().flatten() {
            line(path);
        }
        match &self.actor {
            Actor::Person { name, email, .. } => {
                line(name.as_str());
                line(email.as_str());
            }
            Actor::Stranger(address) => line(address.as_str()),
            Actor::Other(other) => line(other),
            Actor::System => {}
        }
        if let Some(mail) = &self.mail {
            for address in [&mail.to, &mail.from].into_iter().flatten() {
                line(address.as_str());
            }
            if let Some(id) = &mail.message_id {
                line(id);
            }
        }
        text
    }
}
