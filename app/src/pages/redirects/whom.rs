//! Whom mail goes to: people with an account, and other addresses.

use std::collections::BTreeSet;

use domain::id::UserId;
use domain::wire::User;
use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::parts::Address;
use crate::say;

/// How many a row names.
const SHOWN: usize = 4;

/// The people and the other addresses of what the API gives as `user:ID` or an address.
pub fn parted(whom: &[String]) -> (BTreeSet<UserId>, Vec<String>) {
    let (mut people, mut others) = (BTreeSet::new(), Vec::new());
    for one in whom {
        match person(one) {
            Some(id) => drop(people.insert(id)),
            None => others.push(one.clone()),
        }
    }
    (people, others)
}

/// The same the other way.
pub fn joined(people: &BTreeSet<UserId>, others: Vec<String>) -> Vec<String> {
    let people = people.iter().map(|id| format!("user:{id}"));
    people.chain(others).collect()
}

fn person(one: &str) -> Option<UserId> {
    // What is no id is an address: the field says so when it is neither.
    one.strip_prefix("user:")?.parse().ok()
}

/// The first of them by name, and how many more there are.
#[component]
pub fn Whom(whom: Vec<String>, people: StoredValue<Vec<User>>) -> impl IntoView {
    let i18n = use_i18n();
    if whom.is_empty() {
        return view! { <span class="note">{say!(i18n, redirects.nobody)}</span> }.into_any();
    }
    let more = whom.len().saturating_sub(SHOWN);
    let name = |one: &String| match person(one) {
        Some(id) => people
            .with_value(|people| people.iter().find(|user| user.id == id).map(shown))
            .unwrap_or_else(|| say!(i18n, redirects.gone).to_owned()),
        None => one.clone(),
    };
    let names = whom.iter().take(SHOWN).map(name);
    let names = names.map(|name| view! { <div><Address text=name/></div> });
    let names = names.collect_view();
    let more = (more > 0)
        .then(|| view! { <div class="note">{say!(i18n, redirects.more, count = more)}</div> });
    view! {
        {names}
        {more}
    }
    .into_any()
}

fn shown(user: &User) -> String {
    if user.name.is_empty() {
        user.email.to_string()
    } else {
        user.name.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{joined, parted};

    #[test]
    fn people_and_addresses_are_told_apart_and_put_together_again() {
        let whom = ["user:7", "zoe@x.org", "user:no"].map(str::to_owned);
        let (people, others) = parted(&whom);
        assert_eq!((people.len(), others.len()), (1, 2));
        assert_eq!(joined(&people, others), whom);
    }
}
