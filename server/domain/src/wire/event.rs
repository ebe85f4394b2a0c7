use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    address::EmailAddress,
    event::{self, Action, MailFacts, ObjectType, Reason, Status, Via},
    filter::Scope,
    id::{EventId, FolderId, UserId},
    time::Timestamp,
};

/// An event of the journal: the same line in `/events`, its detail and its export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Event {
    /// Its number; ascending as written.
    pub id: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// What it is about.
    pub object_type: ObjectType,
    /// What happened.
    pub action: Action,
    /// `user:ID`, `mailto:…` or `system`.
    pub actor: String,
    /// The actor's name then; `null` for the system.
    pub actor_name: Option<String>,
    /// Id of the object.
    pub object_id: Option<String>,
    /// The folder it is in or is.
    pub folder_id: Option<FolderId>,
    /// Its path then. A move is two events, one at each end; `null` where one may not read the end it left.
    pub path: Option<String>,
    /// The path it was moved or renamed to; `null` where one may not read the end it came to.
    pub target_path: Option<String>,
    /// One line in the installation's language.
    pub summary: String,
    /// What ties FILE, ALERT and EMAIL together: `?trace=` gives the whole chain.
    pub trace: EventId,
    /// The FILE events it tells of.
    pub causes: Vec<EventId>,
    /// Typed by the action: before and after, ids, counts.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub detail: Value,
    /// From where.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub ip: Option<IpAddr>,
    /// Which way.
    pub via: Via,
    /// Bytes.
    pub size: Option<u64>,
    /// Whether it went well.
    pub status: Status,
    /// Why not, or why so.
    pub reason: Option<Reason>,
    /// EMAIL: the recipient.
    pub to: Option<EmailAddress>,
    /// EMAIL: what stood in From.
    pub from: Option<EmailAddress>,
    /// EMAIL: the template, such as `alert`.
    pub template: Option<String>,
    /// EMAIL: our Message-ID, with its angle brackets.
    pub message_id: Option<String>,
    /// EMAIL: 1 for the first try.
    pub attempt: Option<u32>,
    /// EMAIL: the relay's reply code.
    pub smtp_code: Option<u16>,
    /// EMAIL: the enhanced status code.
    pub smtp_enhanced: Option<String>,
    /// EMAIL: the relay's own words.
    pub smtp_text: Option<String>,
    /// EMAIL: from the first event told of to the relay's answer.
    pub delay_ms: Option<u64>,
}

impl Event {
    /// The person who did it, if one with an account did.
    pub fn actor_id(&self) -> Option<UserId> {
        self.actor.strip_prefix("user:")?.parse().ok()
    }
}

impl Event {
    /// An event as `scope` may see it: of a move, the other end only where it may be read.
    pub fn seen_by(scope: &Scope, event: event::Event) -> Self {
        Self::of(event.seen_by(scope))
    }

    fn of(event: event::Event) -> Self {
        let mail = event.mail.map_or_else(MailFacts::default, |mail| *mail);
        Self {
            id: event.id,
            at: event.at,
            object_type: event.object_type,
            action: event.action,
            actor: event.actor.code(),
            actor_name: event.actor.name().map(str::to_owned),
            object_id: event.object_id.map(|id| id.to_string()),
            folder_id: event.folder_id,
            path: event.path,
            target_path: event.target_path,
            summary: event.summary,
            trace: event.trace,
            causes: event.causes,
            detail: detail(&event.detail),
            ip: event.ip,
            via: event.via,
            size: event.size,
            status: event.status,
            reason: event.reason,
            to: mail.to,
            from: mail.from,
            template: mail.template,
            message_id: mail.message_id,
            attempt: mail.attempt,
            smtp_code: mail.smtp_code,
            smtp_enhanced: mail.smtp_enhanced,
            smtp_text: mail.smtp_text,
            delay_ms: mail.delay_ms,
        }
    }
}

/// As nobody in particular may see it: of a move, this end only.
impl From<event::Event> for Event {
    fn from(event: event::Event) -> Self {
        Self::seen_by(&Scope::Nothing, event)
    }
}

fn detail(detail: &event::Detail) -> Value {
    match detail {
        event::Detail::None => Value::Null,
        // All keys of a detail are strings, so that this cannot fail.
        some => serde_json::to_value(some).unwrap_or(Value::Null),
    }
}

/// `GET /events/count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Count {
    /// How many events the filter shows, exactly.
    pub count: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Stamp;

    #[test]
    fn an_event_is_one_flat_line_with_ids_as_strings() {
        let stamp = Stamp::system(Timestamp::from_ms(0));
        let mut event = event::Event::draft(&stamp, ObjectType::Email, Action::Send).object(7);
        event.causes = vec![EventId(3)];
        event.mail = Some(Box::new(MailFacts {
            smtp_code: Some(250),
            ..MailFacts::default()
        }));
        let line = serde_json::to_value(Event::from(event)).unwrap();
        assert_eq!(line["object_id"], "7");
        assert_eq!(line["causes"][0], "3");
        assert_eq!(line["smtp_code"], 250);
        assert_eq!(line["actor"], "system");
        assert_eq!(line["at"], "1970-01-01T00:00:00.000Z");
    }
}
