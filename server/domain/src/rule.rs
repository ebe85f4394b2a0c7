//! Rules of an inbox: what is done by itself with messages that come in, and answers kept ready.

use serde::{Deserialize, Serialize};

use crate::{
    address::EmailAddress,
    fold::fold,
    id::{InboxId, UserId},
    ticket::{TicketPriority, TicketStatus},
};

/// What is done by itself with messages. Each rule that fits acts, in order; what one does is no reason for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rule {
    /// What people call it.
    pub name: String,
    /// Off: it is kept and does nothing.
    #[serde(default = "on")]
    pub active: bool,
    /// With which messages.
    pub when: RuleMoment,
    /// All that is given must hold; nothing given: always.
    #[serde(default, rename = "if")]
    pub conditions: RuleConditions,
    /// What is done.
    #[serde(rename = "then")]
    pub actions: RuleActions,
}

const fn on() -> bool {
    true
}

/// The messages a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RuleMoment {
    /// Those that become a ticket.
    New,
    /// Those that join one.
    Reply,
}

/// What must hold. Of a list one is enough; an empty list says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleConditions {
    /// It was sent to one of these addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<EmailAddress>,
    /// By one of these senders: addresses, or `@example.org` for everyone there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// Subject or text have one of these words or phrases; case and accents do not count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// The sender is proved (or, with `false`, is not).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
}

/// What is done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleActions {
    /// Who is to answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assign: Option<UserId>,
    /// Tags to add.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// How urgent it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<TicketPriority>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TicketStatus>,
    /// Sent in place of the acknowledgement, with its fields and its limits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// To whom the message is sent on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forward: Vec<EmailAddress>,
}

/// The rules of an inbox, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxRules {
    /// Whose.
    pub inbox: InboxId,
    /// They.
    pub rules: Vec<Rule>,
}

/// An answer kept ready, with dynamic fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CannedAnswer {
    /// What agents call it.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// The answers kept ready in an inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxAnswers {
    /// Whose.
    pub inbox: InboxId,
    /// They, in order.
    pub answers: Vec<CannedAnswer>,
}

/// A message as rules look at it.
#[derive(Clone, Debug)]
pub struct RuleFacts {
    /// New or an answer.
    pub moment: RuleMoment,
    /// Where it was sent.
    pub to: Vec<EmailAddress>,
    /// Who wrote.
    pub from: EmailAddress,
    /// Subject and text, folded.
    pub folded: String,
    /// The sender is proved.
    pub verified: bool,
}

impl Rule {
    /// Whether it acts on a message.
    pub fn fits(&self, facts: &RuleFacts) -> bool {
        let Self {
            active,
            when,
            conditions,
            ..
        } = self;
        *active && *when == facts.moment && conditions.hold(facts)
    }
}

impl RuleConditions {
    fn hold(&self, facts: &RuleFacts) -> bool {
        let to = |wanted: &EmailAddress| facts.to.iter().any(|to| to.key() == wanted.key());
        let word = |wanted: &String| facts.folded.contains(&fold(wanted));
        one_of(&self.to, to)
            && one_of(&self.from, |wanted| is_from(wanted, &facts.from))
            && one_of(&self.words, word)
            && self.verified.is_none_or(|wanted| wanted == facts.verified)
    }
}

fn one_of<T>(wanted: &[T], holds: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(holds)
}

fn is_from(wanted: &str, from: &EmailAddress) -> bool {
    match wanted.strip_prefix('@') {
        Some(domain) => from.domain().eq_ignore_ascii_case(domain),
        None => from.key() == wanted.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> RuleFacts {
        RuleFacts {
            moment: RuleMoment::New,
            to: vec!["support@example.org".parse().unwrap()],
            from: "Zoe@Client.example".parse().unwrap(),
            folded: fold("Imprimante cassée\nElle ne démarre plus."),
            verified: true,
        }
    }

    fn rule(conditions: &str) -> Rule {
        let text = format!(r#"{{"name":"r","when":"new","if":{conditions},"then":{{}}}}"#);
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn every_condition_must_hold_and_of_a_list_one_is_enough() {
        for (conditions, fits) in [
            ("{}", true),
            (r#"{"from":["@client.example"]}"#, true),
            (r#"{"from":["zoe@client.example"]}"#, true),
            (r#"{"from":["@other.example","zoe@client.example"]}"#, true),
            (r#"{"from":["@lient.example"]}"#, false),
            (r#"{"words":["CASSEE"]}"#, true),
            (r#"{"words":["ne demarre"]}"#, true),
            (r#"{"words":["facture"]}"#, false),
            (r#"{"to":["Support@example.org"]}"#, true),
            (r#"{"to":["sales@example.org"]}"#, false),
            (r#"{"verified":false}"#, false),
            (r#"{"words":["cassée"],"verified":true}"#, true),
            (r#"{"words":["cassée"],"from":["@other.example"]}"#, false),
        ] {
            assert_eq!(rule(conditions).fits(&facts()), fits, "{conditions}");
        }
    }

    #[test]
    fn a_rule_that_is_off_or_for_replies_does_not_act_on_what_is_new() {
        let mut off = rule("{}");
        off.active = false;
        assert!(!off.fits(&facts()));
        let mut later = rule("{}");
        later.when = RuleMoment::Reply;
        assert!(!later.fits(&facts()));
    }
}
