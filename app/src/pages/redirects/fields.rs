//! What lists and forwards have in common in their forms.

use std::collections::BTreeSet;

use domain::id::UserId;
use domain::wire::User;
use leptos::prelude::*;

use super::whom::{joined, parted};
use crate::api::Problem;
use crate::i18n::use_i18n;
use crate::pages::group::Members;
use crate::pages::inboxes::lines;
use crate::parts::{Area, Field, Submit, Switch};
use crate::say;

/// What is typed, until it is saved.
#[derive(Clone, Copy)]
pub struct Fields {
    address: RwSignal<String>,
    people: RwSignal<BTreeSet<UserId>>,
    others: RwSignal<String>,
    max: RwSignal<String>,
    active: RwSignal<bool>,
}

impl Fields {
    /// Of one that is there.
    pub fn new(address: String, whom: &[String], max: Option<u32>, active: bool) -> Self {
        let (people, others) = parted(whom);
        Self {
            address: RwSignal::new(address),
            people: RwSignal::new(people),
            others: RwSignal::new(others.join("\n")),
            max: RwSignal::new(max.map(|max| max.to_string()).unwrap_or_default()),
            active: RwSignal::new(active),
        }
    }

    /// Of one to add.
    pub fn blank() -> Self {
        Self::new(String::new(), &[], None, true)
    }

    /// The address that mail comes to.
    pub fn address(self) -> String {
        self.address.with_untracked(|typed| typed.trim().to_owned())
    }

    /// Whom it goes to.
    pub fn whom(self) -> Vec<String> {
        let others = self.others.with_untracked(|typed| lines(typed));
        self.people.with_untracked(|people| joined(people, others))
    }

    /// The most recipients of a message; nothing typed is no limit.
    pub fn max(self) -> Result<Option<u32>, Problem> {
        self.max.with_untracked(|typed| limit(typed))
    }

    /// On or off.
    pub fn active(self) -> bool {
        self.active.get_untracked()
    }
}

fn limit(typed: &str) -> Result<Option<u32>, Problem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let limit = typed.parse().ok().filter(|limit| *limit > 0);
    limit
        .map(Some)
        .ok_or_else(|| Problem::of_field("max_recipients", "bad_field"))
}

/// A refusal at the field of ours that it is about; `whom` is the API's name for the recipients.
pub fn placed(problem: Problem, whom: &'static str) -> Problem {
    match problem.code.as_str() {
        "inbox_address_taken" => Problem {
            field: Some("address".to_owned()),
            ..problem
        },
        "into_itself" => Problem::of_field(whom, "sent_to_itself"),
        "user_not_found" => Problem {
            field: Some(whom.to_owned()),
            ..problem
        },
        _ => problem,
    }
}

/// The address, whom its mail goes to, how many at most.
#[component]
pub fn CommonFields(
    fields: Fields,
    people: StoredValue<Vec<User>>,
    submit: Submit,
    whom: &'static str,
    #[prop(into)] legend: String,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Field name="address" kind="email" label=say!(i18n, redirects.address) hint=say!(i18n, redirects.address_hint)
            value=fields.address required=true error=submit.error_of("address")/>
        <Members people=people.get_value() members=fields.people legend=legend/>
        <Area name=whom label=say!(i18n, redirects.others) hint=say!(i18n, redirects.others_hint) value=fields.others
            error=submit.error_of(whom)/>
        <Field name="max_recipients" label=say!(i18n, redirects.max) hint=say!(i18n, redirects.max_hint)
            value=fields.max error=submit.error_of("max_recipients")/>
        <Switch name="active" label=say!(i18n, redirects.active) hint=say!(i18n, redirects.active_hint) value=fields.active/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{limit, placed};
    use crate::api::Problem;

    #[test]
    fn a_limit_is_a_number_above_zero_or_none() {
        assert_eq!(limit("  ").ok(), Some(None));
        assert_eq!(limit(" 20 ").ok(), Some(Some(20)));
        assert!(limit("0").is_err() && limit("many").is_err());
    }

    #[test]
    fn a_refusal_stands_at_the_field_it_is_about() {
        let taken = Problem::of_field("external_addresses", "inbox_address_taken");
        assert_eq!(placed(taken, "to").field.as_deref(), Some("address"));
        let itself = Problem::read(422, r#"{"code":"into_itself"}"#);
        assert_eq!(placed(itself, "members").field.as_deref(), Some("members"));
    }
}
