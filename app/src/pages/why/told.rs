//! Everybody who was, or was not, told of one deposit.

use std::collections::HashSet;

use domain::event::{Action, ObjectType};
use domain::id::EventId;
use domain::wire::{Event, PrincipalName, WhyStep};
use leptos::prelude::*;
use leptos_router::components::A;
use serde::{Deserialize, Serialize};

use super::Question;
use super::question::people_meant;
use crate::api::{Api, Problem, Query};
use crate::i18n::use_i18n;
use crate::parts::{ActionBadge, Empty, Time, reason_word, spoken};
use crate::say;

/// One deposit, and what told of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// None: nothing was deposited there, or the journal does not reach back so far.
    deposit: Option<WhyStep>,
    /// The newest first.
    events: Vec<Event>,
    /// There are more than these.
    more: bool,
    names: Vec<PrincipalName>,
}

impl Told {
    /// The answer about oneself names the deposit, whoever asks; its chain names all the others.
    pub async fn fetch(api: Api, question: &Question) -> Result<Self, Problem> {
        let steps = api.why(question.query()).await?.steps.into_iter();
        let deposit = steps
            .into_iter()
            .find(|step| step.object_type == ObjectType::File);
        let mut told = Self {
            deposit,
            events: Vec::new(),
            more: false,
            names: Vec::new(),
        };
        if let Some(deposit) = &told.deposit {
            let list = api.events(chain(deposit.event_id)).await?;
            told.more = list.next_cursor.is_some();
            told.events = list.items;
            told.names = api.principals().await?;
        }
        Ok(told)
    }

    fn name_of(&self, user: &str) -> String {
        let principal = format!("user:{user}");
        let mut names = self.names.iter();
        names
            .find(|known| known.principal.to_string() == principal)
            .map_or(principal, |known| known.name.clone())
    }
}

/// The alerts and mails that tell of a deposit.
fn chain(deposit: EventId) -> Query {
    Query::new()
        .with_each("object_type", &["ALERT".to_owned(), "EMAIL".to_owned()])
        .with("trace", &deposit.to_string())
}

/// Whom one line is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Whom {
    Address(String),
    Person(String),
    /// All whom an alert means.
    Everyone,
}

/// A line for each address that a mail was for, and for each person that an alert left out; how it ended, not each try.
fn lines(events: &[Event], deposit: EventId) -> Vec<(Whom, &Event)> {
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    for event in events {
        if !event.causes.contains(&deposit) {
            continue;
        }
        for whom in meant(event) {
            if seen.insert(whom.clone()) {
                lines.push((whom, event));
            }
        }
    }
    lines
}

fn meant(event: &Event) -> Vec<Whom> {
    match (&event.to, event.object_type, event.action) {
        (Some(to), ObjectType::Email, _) => vec![Whom::Address(to.to_string())],
        (None, ObjectType::Alert, Action::Skip) => {
            let people = people_meant(event);
            if people.is_empty() {
                vec![Whom::Everyone]
            } else {
                people.into_iter().map(Whom::Person).collect()
            }
        }
        _ => Vec::new(),
    }
}

/// One line a person or address, each with its own "Why?".
#[component]
pub fn ToldList(told: Told, question: Question) -> impl IntoView {
    let i18n = use_i18n();
    let Some(deposit) = told.deposit.clone() else {
        return view! { <Empty title=say!(i18n, why.no_deposit)/> }.into_any();
    };
    let lines = lines(&told.events, deposit.event_id);
    let list = if lines.is_empty() {
        view! {
            <Empty title=say!(i18n, why.nobody) hint=say!(i18n, why.nobody_hint)>
                <A href="/outbox">{say!(i18n, common.outbox)}</A>
            </Empty>
        }
        .into_any()
    } else {
        let lines = lines
            .into_iter()
            .map(|(whom, event)| line(&told, whom, event, &question));
        view! { <ol class="chain">{lines.collect_view()}</ol> }.into_any()
    };
    let rest = told.more.then(|| {
        let href = chain(deposit.event_id).on("/events");
        view! { <p class="note"><A href=href>{say!(i18n, why.all_in_journal)}</A></p> }
    });
    view! {
        <article class="answer">
            <p class="verdict">{spoken(i18n, deposit.text)}</p>
            <h2>{say!(i18n, why.who)}</h2>
            {list}
            {rest}
        </article>
    }
    .into_any()
}

fn line(told: &Told, whom: Whom, event: &Event, question: &Question) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let mut asked = question.clone();
    let name = match whom {
        Whom::Address(address) => {
            asked.address.clone_from(&address);
            address
        }
        Whom::Person(id) => {
            let name = told.name_of(&id);
            asked.user = id;
            name
        }
        Whom::Everyone => say!(i18n, why.whole_alert).to_owned(),
    };
    let why = asked.names_somebody().then(|| {
        let label = say!(i18n, why.why_for, name = name.clone());
        view! { <A href=asked.href() attr:aria-label=label>{say!(i18n, why.title)}</A> }
    });
    let reason = event.reason.map(|reason| reason_word(i18n, reason.code()));
    let (href, at) = (format!("/events/{}", event.id), event.at.to_string());
    view! {
        <li>
            <A href=href><Time at=at/></A>
            <ActionBadge code=event.action.code()/>
            <span class="text">{name}{reason.map(|reason| view! { <span class="note">" · "{reason}</span> })}</span>
            {why}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::question::tests::event;
    use super::*;

    #[test]
    fn each_address_has_one_line_that_says_how_it_ended() {
        let mail = |id, action, more: &str| {
            let more = json!({"to": "bob@example.org", "causes": ["1"], "message_id": more});
            event(id, "EMAIL", action, more)
        };
        let alert = event(2, "ALERT", "SEND", json!({"causes": ["1"]}));
        let events = [mail(4, "SEND", "a"), mail(3, "RETRY", "a"), alert];
        let lines = lines(&events, EventId(1));
        let [(Whom::Address(address), ended)] = &lines[..] else {
            panic!("one line: {lines:?}");
        };
        assert_eq!(
            (address.as_str(), ended.action),
            ("bob@example.org", Action::Send)
        );
    }

    #[test]
    fn whoever_an_alert_left_out_has_a_line_and_other_deposits_have_none() {
        let skip = |id, cause: &str, people: &[&str]| {
            let detail =
                json!({"notice": {"notice": "1", "alert": "2", "people": people, "lines": 1}});
            event(
                id,
                "ALERT",
                "SKIP",
                json!({"causes": [cause], "detail": detail}),
            )
        };
        let events = [
            skip(5, "9", &["8"]),
            skip(4, "1", &["5", "6"]),
            skip(3, "1", &[]),
        ];
        let whom: Vec<_> = lines(&events, EventId(1))
            .into_iter()
            .map(|(whom, _)| whom)
            .collect();
        assert_eq!(
            whom,
            [
                Whom::Person("5".into()),
                Whom::Person("6".into()),
                Whom::Everyone
            ]
        );
    }
}
