//! What is asked, as the address has it.

use domain::event::{Action, ObjectType};
use domain::wire::Event;
use leptos_router::params::ParamsMap;

use crate::api::Query;

/// Whom a question is about, and which deposit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// A person, by id.
    pub user: String,
    /// Or an address; with a person: only this one of theirs.
    pub address: String,
    /// A file, by id.
    pub file: String,
    /// Or a folder: the last deposit in it or below.
    pub folder: String,
    /// The deposit of this instant, or the last before it.
    pub at: String,
}

impl Question {
    /// From the address.
    pub fn read(params: &ParamsMap) -> Self {
        let one = |name: &str| params.get(name).unwrap_or_default();
        Self {
            user: one("user"),
            address: one("address"),
            file: one("file"),
            folder: one("folder"),
            at: one("at"),
        }
    }

    /// For the API.
    pub fn query(&self) -> Query {
        Query::new()
            .with("user", &self.user)
            .with("address", &self.address)
            .with("file", &self.file)
            .with("folder", &self.folder)
            .with("at", &self.at)
    }

    /// The page that answers it.
    pub fn href(&self) -> String {
        self.query().on("/why")
    }

    /// About a file, whoever was told of it.
    pub fn of_file(id: &str) -> Self {
        Self {
            file: id.to_owned(),
            ..Self::default()
        }
    }

    /// What an event makes one ask: about the deposit that it is or tells of, and whom it told. `chain` are the events
    /// that it belongs to.
    pub fn of_event(event: &Event, chain: &[Event]) -> Option<Self> {
        let deposit = chain.iter().find(|told| {
            is_deposit(told) && (told.id == event.id || event.causes.contains(&told.id))
        })?;
        let mut people = people_meant(event);
        let only = if people.len() == 1 {
            people.pop()
        } else {
            None
        };
        Some(Self {
            user: only.unwrap_or_default(),
            address: event
                .to
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            file: deposit.object_id.clone()?,
            folder: String::new(),
            at: deposit.at.to_string(),
        })
    }

    /// The same deposit, about oneself.
    pub fn about_oneself(self) -> Self {
        Self {
            user: String::new(),
            address: String::new(),
            ..self
        }
    }

    /// Whether it says whom it is about.
    pub fn names_somebody(&self) -> bool {
        !self.user.is_empty() || !self.address.is_empty()
    }

    /// Whether it says what was deposited.
    pub fn names_something(&self) -> bool {
        !self.file.is_empty() || !self.folder.is_empty()
    }
}

fn is_deposit(event: &Event) -> bool {
    event.object_type == ObjectType::File && matches!(event.action, Action::Add | Action::Modify)
}

/// The ids of the people whom an event of an alert is about; none: all whom the alert means.
pub fn people_meant(event: &Event) -> Vec<String> {
    let people = event.detail.pointer("/notice/people");
    let ids = people.and_then(|people| people.as_array()).into_iter();
    ids.flatten()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
pub mod tests {
    use serde_json::json;

    use super::*;

    /// An event of which only these fields matter.
    pub fn event(id: u64, object_type: &str, action: &str, more: serde_json::Value) -> Event {
        let mut event = json!({
            "id": id.to_string(), "at": "2026-11-22T14:05:00.123Z", "object_type": object_type, "action": action,
            "actor": "system", "summary": "", "trace": "1", "causes": [], "detail": null, "via": "web", "status": "ok",
        });
        if let (Some(event), serde_json::Value::Object(more)) = (event.as_object_mut(), more) {
            event.extend(more);
        }
        serde_json::from_value(event).unwrap()
    }

    #[test]
    fn a_mail_asks_about_its_recipient_and_the_file_it_tells_of() {
        let file = event(1, "FILE", "ADD", json!({"object_id": "7"}));
        let mail = event(
            3,
            "EMAIL",
            "SEND",
            json!({"to": "bob@example.org", "causes": ["1"]}),
        );
        let asked = Question::of_event(&mail, &[file, mail.clone()]).unwrap();
        assert_eq!(
            asked.href(),
            "/why?address=bob%40example.org&file=7&at=2026-11-22T14%3A05%3A00.123Z"
        );
    }

    #[test]
    fn an_alert_names_its_person_only_where_it_is_one() {
        let file = event(1, "FILE", "MODIFY", json!({"object_id": "7"}));
        let skip = |people: &[&str]| {
            let detail =
                json!({"notice": {"notice": "1", "alert": "2", "people": people, "lines": 1}});
            event(
                2,
                "ALERT",
                "SKIP",
                json!({"causes": ["1"], "detail": detail}),
            )
        };
        let user = |skip: &Event| {
            Question::of_event(skip, std::slice::from_ref(&file)).map(|asked| asked.user)
        };
        assert_eq!(user(&skip(&["5"])).as_deref(), Some("5"));
        assert_eq!(user(&skip(&["5", "6"])).as_deref(), Some(""));
    }

    #[test]
    fn an_event_that_tells_of_no_deposit_asks_nothing() {
        let gone = event(1, "FILE", "DELETE", json!({"object_id": "7"}));
        assert_eq!(Question::of_event(&gone, std::slice::from_ref(&gone)), None);
    }
}
