//! One line of an import: as `/events/export` writes it, or the benchmark's generator.

use std::net::IpAddr;

use domain::{
    address::EmailAddress,
    directory::Directory,
    event::{Action, Actor, Detail, Event, MailFacts, ObjectType, Reason, Stamp, Status, Via},
    id::{EventId, FolderId},
    time::Timestamp,
};
use serde::Deserialize;
use serde_json::Value;
use store::Draft;

/// Why a line cannot be taken, and what to write.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadLine {
    /// It is no JSON object, or a field has another shape.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// A field that is needed.
    #[error("{0} is missing: every event needs at, object_type and action")]
    Missing(&'static str),
    /// A word that is none of ours.
    #[error("{value:?} is no {field}: see the list in /api/docs")]
    Unknown { field: &'static str, value: String },
    /// A time that cannot be read.
    #[error("the time cannot be read: write at as 2026-11-21T22:00:00Z, or ts in milliseconds")]
    Time,
}

/// All that a line may say; what is not known is passed over.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(default)]
    id: Option<Value>,
    #[serde(default, alias = "ts")]
    at: Option<Value>,
    #[serde(borrow, default, alias = "type")]
    object_type: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default)]
    action: Option<std::borrow::Cow<'a, str>>,
    #[serde(default, alias = "subject")]
    summary: Option<String>,
    #[serde(default)]
    actor: Option<String>,
    #[serde(default)]
    actor_name: Option<String>,
    #[serde(default)]
    object_id: Option<Value>,
    #[serde(default)]
    folder_id: Option<Value>,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    target_path: Option<String>,
    #[serde(default)]
    trace: Option<Value>,
    #[serde(default)]
    causes: Vec<Value>,
    #[serde(default)]
    detail: Value,
    #[serde(default)]
    ip: Option<IpAddr>,
    #[serde(default)]
    via: Option<Via>,
    #[serde(default)]
    size: Option<u64>,
    #[serde(default)]
    status: Option<Status>,
    #[serde(default)]
    reason: Option<Reason>,
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    template: Option<String>,
    #[serde(default)]
    message_id: Option<String>,
    #[serde(default)]
    attempt: Option<u32>,
    #[serde(default)]
    smtp_code: Option<u16>,
    #[serde(default)]
    smtp_enhanced: Option<String>,
    #[serde(default)]
    smtp_text: Option<String>,
    #[serde(default)]
    delay_ms: Option<u64>,
}

/// The event of a line.
pub(super) fn draft(directory: &Directory, text: &str) -> Result<Draft, BadLine> {
    let mut line: Line<'_> = serde_json::from_str(text)?;
    let at = time(line.at.as_ref().ok_or(BadLine::Missing("at"))?).ok_or(BadLine::Time)?;
    let object_type: ObjectType = word(line.object_type.as_deref(), "object_type")?;
    let action: Action = word(line.action.as_deref(), "action")?;
    let stamp = Stamp {
        at,
        actor: actor(directory, line.actor.as_deref(), line.actor_name.as_deref()),
        ip: line.ip,
        via: line.via.unwrap_or(Via::Cli),
    };
    let mail = mail(&mut line);
    let number = |value: &Option<Value>| value.as_ref().and_then(number);
    let mut event = Event::draft(&stamp, object_type, action);
    event.object_id = number(&line.object_id);
    event.folder_id = number(&line.folder_id).map(FolderId);
    event.trace = EventId(number(&line.trace).unwrap_or(0));
    let causes = line.causes.iter().filter_map(self::number);
    event.causes = causes.map(EventId).collect();
    event.path = line.path;
    event.target_path = line.target_path;
    event.summary = line.summary.unwrap_or_default();
    event.detail = detail(line.detail);
    event.size = line.size;
    event.status = line.status.unwrap_or(Status::Ok);
    event.reason = line.reason;
    event.mail = mail.map(Box::new);
    let old = number(&line.id).map(EventId);
    Ok(Draft { old, event })
}

fn word<T: std::str::FromStr>(given: Option<&str>, field: &'static str) -> Result<T, BadLine> {
    let given = given.ok_or(BadLine::Missing(field))?;
    given.parse().map_err(|_| BadLine::Unknown {
        field,
        value: given.chars().take(60).collect(),
    })
}

/// RFC 3339, or milliseconds since 1970.
fn time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(ms) => ms.as_u64().map(Timestamp::from_ms),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Numbers are strings in our own lines, and numbers in others'.
fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A person only where one of that number and name is known here: elsewhere the number is another's.
fn actor(directory: &Directory, code: Option<&str>, name: Option<&str>) -> Actor {
    let Some(code) = code
        .map(str::trim)
        .filter(|code| !code.is_empty() && *code != "system")
    else {
        return Actor::System;
    };
    if let Some(id) = code.strip_prefix("user:").and_then(|id| id.parse().ok()) {
        let known = directory.person(id).filter(|person| {
            let names = [person.name.as_str(), person.email.as_str()];
            name.is_some_and(|name| names.contains(&name))
        });
        return known.map_or_else(
            || Actor::Other(code.to_owned()),
            |person| Actor::person(person),
        );
    }
    let bare = code.strip_prefix("mailto:").unwrap_or(code);
    match bare.parse::<EmailAddress>() {
        Ok(address) => match directory.person_by_email(&address) {
            Some(person) if bare == code => Actor::person(person),
            _ => Actor::Stranger(address),
        },
        Err(_) => Actor::Other(code.strip_prefix("other:").unwrap_or(code).to_owned()),
    }
}

fn mail(line: &mut Line<'_>) -> Option<MailFacts> {
    let address = |text: Option<String>| text.and_then(|text| text.parse::<EmailAddress>().ok());
    let facts = MailFacts {
        to: address(line.to.take()),
        from: address(line.from.take()),
        template: line.template.take(),
        message_id: line.message_id.take(),
        attempt: line.attempt,
        smtp_code: line.smtp_code,
        smtp_enhanced: line.smtp_enhanced.take(),
        smtp_text: line.smtp_text.take(),
        delay_ms: line.delay_ms,
    };
    (facts != MailFacts::default()).then_some(facts)
}

/// What is none of our details is kept as it was written.
fn detail(value: Value) -> Detail {
    if value.is_null() {
        return Detail::None;
    }
    let text = value.to_string();
    serde_json::from_value(value).unwrap_or(Detail::Note(text))
}

#[cfg(test)]
mod tests {
    use domain::wire;

    use super::*;

    fn read(text: &str) -> Result<Draft, BadLine> {
        draft(&Directory::default(), text)
    }

    #[test]
    fn three_fields_are_enough_and_others_words_are_understood() {
        let three = r#"{"at":"2026-11-21T22:00:00Z","object_type":"FILE","action":"ADD"}"#;
        assert_eq!(read(three).unwrap().event.object_type, ObjectType::File);
        let theirs = r#"{"id":7,"ts":1700000000000,"type":"EMAIL","action":"SEND","actor":"a@b.org","subject":"x"}"#;
        let Draft { old, event } = read(theirs).unwrap();
        assert_eq!((old, event.at.ms()), (Some(EventId(7)), 1_700_000_000_000));
        assert_eq!(
            (event.actor.code().as_str(), event.summary.as_str()),
            ("mailto:a@b.org", "x")
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, said) in [
            ("{", "EOF"),
            (r#"{"object_type":"FILE","action":"ADD"}"#, "at is missing"),
            (
                r#"{"at":"soon","object_type":"FILE","action":"ADD"}"#,
                "write at as",
            ),
            (
                r#"{"at":1,"object_type":"FILE","action":"EAT"}"#,
                "\"EAT\" is no action",
            ),
        ] {
            let error = read(text).err().unwrap().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn an_exported_line_comes_back_as_it_was() {
        let stamp = Stamp::system(Timestamp::from_ms(5));
        let mut event = Event::draft(&stamp, ObjectType::Email, Action::Send).object(3);
        event.id = EventId(9);
        event.trace = EventId(2);
        event.causes = vec![EventId(2), EventId(3)];
        event.mail = Some(Box::new(MailFacts {
            to: Some("a@b.org".parse().unwrap()),
            smtp_code: Some(250),
            ..MailFacts::default()
        }));
        event.detail = Detail::Note("n".to_owned());
        let line = serde_json::to_string(&wire::Event::from(event.clone())).unwrap();
        let mut draft = read(&line).unwrap();
        assert_eq!(draft.old, Some(EventId(9)));
        draft.event.id = EventId(9);
        assert_eq!(draft.event, event);
    }
}
