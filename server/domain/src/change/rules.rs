//! Changes of an inbox' rules and of the answers kept ready.

use std::sync::Arc;

use super::{Delta, Plan};
use crate::{
    directory::Directory,
    event::{Action, Event, ObjectType, Snapshot, Stamp},
    id::InboxId,
    inbox::Inbox,
    refusal::{Noun, Refusal},
    right::Level,
    rule::{CannedAnswer, InboxAnswers, InboxRules, Rule},
};

/// The most rules and answers of one inbox, and the most of anything in one rule.
const MOST: (usize, usize) = (100, 30);

/// The longest name.
const MAX_NAME: usize = 200;

/// All of them together, in bytes: a row stays small.
const MAX_SIZE: usize = 60_000;

/// Replaces the rules of an inbox, with SETTING MODIFY.
pub fn set_rules(
    directory: &Directory,
    plan: &mut Plan,
    id: InboxId,
    rules: &[Rule],
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let inbox = directory.inbox(id).ok_or(Refusal::Missing(Noun::Inbox))?;
    if rules.len() > MOST.0 {
        return Err(Refusal::TooMany("rules"));
    }
    for rule in rules {
        fit(directory, inbox, rule)?;
    }
    let size: usize = rules.iter().map(size_of).sum();
    if size > MAX_SIZE {
        return Err(Refusal::TooMany("rules"));
    }
    let names = |rules: &[Rule]| {
        let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
        Snapshot::Name(names.join(", "))
    };
    if rules != directory.rules_of(id) {
        let says = ("règles de", "rules of");
        let event = draft(directory, inbox, says, stamp)
            .change(Some(names(directory.rules_of(id))), Some(names(rules)));
        plan.event(event);
        plan.put(Delta::Rules(Arc::new(InboxRules {
            inbox: id,
            rules: rules.to_vec(),
        })));
    }
    Ok(())
}

/// Replaces the answers kept ready in an inbox, with SETTING MODIFY.
pub fn set_answers(
    directory: &Directory,
    plan: &mut Plan,
    id: InboxId,
    answers: &[CannedAnswer],
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let inbox = directory.inbox(id).ok_or(Refusal::Missing(Noun::Inbox))?;
    let named = |answer: &CannedAnswer| is_name(&answer.name) && !answer.text.trim().is_empty();
    let size: usize = answers.iter().map(|a| a.name.len() + a.text.len()).sum();
    if answers.len() > MOST.0 || size > MAX_SIZE {
        return Err(Refusal::TooMany("answers"));
    }
    if !answers.iter().all(named) {
        return Err(Refusal::BadField("name"));
    }
    if answers != directory.answers_of(id) {
        plan.event(draft(
            directory,
            inbox,
            ("réponses types de", "canned answers of"),
            stamp,
        ));
        plan.put(Delta::Answers(Arc::new(InboxAnswers {
            inbox: id,
            answers: answers.to_vec(),
        })));
    }
    Ok(())
}

fn draft(directory: &Directory, inbox: &Inbox, (fr, en): (&str, &str), stamp: &Stamp) -> Event {
    let language = directory.settings().email.language;
    let what = language.pick(fr, en);
    Event::draft(stamp, ObjectType::Setting, Action::Modify)
        .object(inbox.id.0)
        .says(language, &format!("{what} {}", inbox.name.as_str()))
}

/// Refuses a rule that nobody could name, that does nothing, or that assigns to who could not answer.
fn fit(directory: &Directory, inbox: &Inbox, rule: &Rule) -> Result<(), Refusal> {
    let (conditions, actions) = (&rule.conditions, &rule.actions);
    if !is_name(&rule.name) {
        return Err(Refusal::BadField("name"));
    }
    let lists = [
        conditions.to.len(),
        conditions.from.len(),
        conditions.words.len(),
        actions.tags.len(),
        actions.forward.len(),
    ];
    if lists.into_iter().any(|length| length > MOST.1) {
        return Err(Refusal::TooMany("rules"));
    }
    if conditions.words.iter().any(|word| word.trim().is_empty()) {
        return Err(Refusal::BadField("words"));
    }
    if !conditions.from.iter().all(|from| from.contains('@')) {
        return Err(Refusal::BadField("from"));
    }
    if actions.tags.iter().any(|tag| !is_name(tag)) {
        return Err(Refusal::BadField("tags"));
    }
    if let Some(id) = actions.assign {
        let person = directory.person(id).ok_or(Refusal::Missing(Noun::User))?;
        if directory.inbox_level(person, inbox.id) < Some(Level::Write) {
            return Err(Refusal::BadField("assign"));
        }
    }
    let loops = actions.forward.iter().any(|to| inbox.has(to));
    if loops {
        return Err(Refusal::BadField("forward"));
    }
    if *actions == crate::rule::RuleActions::default() {
        return Err(Refusal::BadField("then"));
    }
    Ok(())
}

fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= MAX_NAME && !text.contains(char::is_control)
}

fn size_of(rule: &Rule) -> usize {
    let words: usize = rule.conditions.words.iter().map(String::len).sum();
    let answer = rule.actions.answer.as_ref().map_or(0, String::len);
    rule.name.len() + words + answer + 200
}
