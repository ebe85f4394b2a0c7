//! A rule in one sentence.

use domain::address::EmailAddress;
use domain::right::Principal;
use domain::rule::{Rule, RuleActions, RuleConditions, RuleMoment};
use domain::wire::PrincipalName;
use leptos::prelude::*;

use crate::i18n::Locale;
use crate::parts::{priority_word, status_word};
use crate::say;

/// `New message, with invoice, from @client.example → tag money, priority high`
pub fn sentence(i18n: Locale, rule: &Rule, names: StoredValue<Vec<PrincipalName>>) -> String {
    let when = match rule.when {
        RuleMoment::New => say!(i18n, desk.when_new),
        RuleMoment::Reply => say!(i18n, desk.when_reply),
    };
    let mut parts = vec![when.to_owned()];
    parts.extend(conditions(i18n, &rule.conditions));
    let acts = names.with_value(|names| actions(i18n, &rule.actions, names));
    format!("{} → {}", parts.join(", "), acts.join(", "))
}

fn conditions(i18n: Locale, conditions: &RuleConditions) -> Vec<String> {
    let proof = conditions.verified.map(|proved| {
        if proved {
            say!(i18n, desk.if_verified).to_owned()
        } else {
            say!(i18n, desk.if_unverified).to_owned()
        }
    });
    let parts = [
        some(say!(i18n, desk.if_words), &conditions.words),
        some(say!(i18n, desk.if_from), &conditions.from),
        some(say!(i18n, desk.if_to), &texts(&conditions.to)),
        proof,
    ];
    parts.into_iter().flatten().collect()
}

fn actions(i18n: Locale, actions: &RuleActions, names: &[PrincipalName]) -> Vec<String> {
    let assign = actions.assign.map(|id| {
        let known = names
            .iter()
            .find(|name| name.principal == Principal::User(id));
        let name = known.map_or_else(|| id.to_string(), |known| known.name.clone());
        format!("{} {name}", say!(i18n, desk.then_assign))
    });
    let priority = actions.priority.map(|one| {
        let word = priority_word(i18n, one);
        format!("{} {word}", say!(i18n, desk.then_priority))
    });
    let status = actions.status.map(|one| {
        let word = status_word(i18n, one);
        format!("{} {word}", say!(i18n, desk.then_status))
    });
    let answer = actions.answer.is_some();
    let parts = [
        assign,
        some(say!(i18n, desk.then_tags), &actions.tags),
        priority,
        status,
        answer.then(|| say!(i18n, desk.then_answer).to_lowercase()),
        some(
            &say!(i18n, desk.then_forward).to_lowercase(),
            &texts(&actions.forward),
        ),
    ];
    parts.into_iter().flatten().collect()
}

fn texts(all: &[EmailAddress]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

/// A word and a list, if there is something in it.
fn some(word: &str, list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| format!("{word} {}", list.join(", ")))
}
