//! Events: facts of the journal, appended and never changed.

mod actor;
mod code;
mod detail;
mod moving;

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

pub use actor::{Actor, Stamp};
pub use code::{Action, ObjectType, Reason, Status, UnknownCode, Via};
pub use detail::{Detail, MailFacts, Snapshot};
pub use moving::End;

use crate::{
    id::{EventId, FolderId},
    person::Language,
    time::Timestamp,
};

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
    /// Path of the object, as it was then. Of a move, only in the event of the end it left.
    pub path: Option<String>,
    /// Path it was moved or renamed to. Of a move, only in the event of the end it came to.
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
