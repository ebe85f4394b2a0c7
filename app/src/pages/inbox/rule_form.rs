//! One rule, as it is typed.

use domain::id::UserId;
use domain::right::Principal;
use domain::rule::{Rule, RuleActions, RuleConditions, RuleMoment};
use domain::wire::PrincipalName;
use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::pages::inboxes::lines;
use crate::parts::{
    Area, Button, Field, Look, ProblemNotice, Select, Submit, priority_options, status_options,
};
use crate::say;

/// The fields; lists are typed one a line.
#[derive(Clone, Copy)]
struct Typed {
    active: bool,
    name: RwSignal<String>,
    when: RwSignal<String>,
    to: RwSignal<String>,
    from: RwSignal<String>,
    words: RwSignal<String>,
    verified: RwSignal<String>,
    assign: RwSignal<String>,
    tags: RwSignal<String>,
    priority: RwSignal<String>,
    status: RwSignal<String>,
    answer: RwSignal<String>,
    forward: RwSignal<String>,
    /// The field in which an address cannot be read.
    wrong: RwSignal<Option<&'static str>>,
}

impl Typed {
    fn new(rule: Rule) -> Self {
        let Rule {
            name,
            active,
            when,
            conditions,
            actions,
        } = rule;
        let text = |text: String| RwSignal::new(text);
        let addresses = |all: Vec<domain::address::EmailAddress>| {
            let all: Vec<String> = all.iter().map(ToString::to_string).collect();
            RwSignal::new(all.join("\n"))
        };
        let verified = match conditions.verified {
            None => "",
            Some(true) => "yes",
            Some(false) => "no",
        };
        Self {
            active,
            name: text(name),
            when: text(
                if when == RuleMoment::New {
                    "new"
                } else {
                    "reply"
                }
                .to_owned(),
            ),
            to: addresses(conditions.to),
            from: text(conditions.from.join("\n")),
            words: text(conditions.words.join("\n")),
            verified: text(verified.to_owned()),
            assign: text(actions.assign.map(|id| id.to_string()).unwrap_or_default()),
            tags: text(actions.tags.join("\n")),
            priority: text(
                actions
                    .priority
                    .map(|p| p.code().to_owned())
                    .unwrap_or_default(),
            ),
            status: text(
                actions
                    .status
                    .map(|s| s.code().to_owned())
                    .unwrap_or_default(),
            ),
            answer: text(actions.answer.unwrap_or_default()),
            forward: addresses(actions.forward),
            wrong: RwSignal::new(None),
        }
    }

    fn rule(self) -> Option<Rule> {
        let list = |typed: RwSignal<String>| typed.with_untracked(|typed| lines(typed));
        let addresses = |typed: RwSignal<String>, field: &'static str| {
            let read = list(typed)
                .iter()
                .map(|one| one.parse().ok())
                .collect::<Option<Vec<_>>>();
            if read.is_none() {
                self.wrong.set(Some(field));
            }
            read
        };
        self.wrong.set(None);
        let answer = self.answer.get_untracked();
        Some(Rule {
            name: self.name.get_untracked(),
            active: self.active,
            when: match self.when.get_untracked().as_str() {
                "reply" => RuleMoment::Reply,
                _ => RuleMoment::New,
            },
            conditions: RuleConditions {
                to: addresses(self.to, "if-to")?,
                from: list(self.from),
                words: list(self.words),
                verified: match self.verified.get_untracked().as_str() {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
            },
            actions: RuleActions {
                assign: self.assign.get_untracked().parse::<UserId>().ok(),
                tags: list(self.tags),
                priority: self.priority.get_untracked().parse().ok(),
                status: self.status.get_untracked().parse().ok(),
                answer: (!answer.trim().is_empty()).then_some(answer),
                forward: addresses(self.forward, "then-forward")?,
            },
        })
    }

    fn error_of(self, field: &'static str) -> Signal<Option<String>> {
        let i18n = use_i18n();
        Signal::derive(move || {
            let here = self.wrong.get() == Some(field);
            here.then(|| say!(i18n, desk.bad_addresses).to_owned())
        })
    }
}

/// Hands over what is typed once it can be read.
#[component]
pub fn RuleForm(
    rule: Rule,
    names: StoredValue<Vec<PrincipalName>>,
    done: Callback<Rule>,
    submit: Submit,
) -> impl IntoView {
    let i18n = use_i18n();
    let typed = Typed::new(rule);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(rule) = typed.rule() {
            done.run(rule);
        }
    };
    let moments = [
        ("new".to_owned(), say!(i18n, desk.when_new).to_owned()),
        ("reply".to_owned(), say!(i18n, desk.when_reply).to_owned()),
    ];
    view! {
        <form on:submit=send>
            <Field name="rule-name" label=say!(i18n, common.name) value=typed.name required=true error=submit.error_of("name")/>
            <Select name="rule-when" label=say!(i18n, desk.rule_when) value=typed.when options=moments.to_vec()/>
            <Conditions typed=typed submit=submit/>
            <Actions typed=typed names=names submit=submit/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.save)}</Button></footer>
        </form>
    }
    .into_any()
}

#[component]
fn Conditions(typed: Typed, submit: Submit) -> impl IntoView {
    let i18n = use_i18n();
    let proofs = [
        (String::new(), say!(i18n, desk.any)),
        ("yes".to_owned(), say!(i18n, desk.if_verified)),
        ("no".to_owned(), say!(i18n, desk.if_unverified)),
    ];
    let proofs = proofs
        .map(|(code, words)| (code, words.to_owned()))
        .to_vec();
    view! {
        <fieldset>
            <legend>{say!(i18n, desk.rule_if)}</legend>
            <Area name="if-words" label=say!(i18n, desk.rule_words) hint=say!(i18n, desk.one_a_line) value=typed.words rows=2 error=submit.error_of("words")/>
            <Area name="if-from" label=say!(i18n, desk.rule_from) hint=say!(i18n, desk.rule_from_hint) value=typed.from rows=2 error=submit.error_of("from")/>
            <Area name="if-to" label=say!(i18n, desk.rule_to) hint=say!(i18n, desk.one_a_line) value=typed.to rows=2 error=typed.error_of("if-to")/>
            <Select name="if-verified" label=say!(i18n, desk.rule_proof) value=typed.verified options=proofs/>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Actions(typed: Typed, names: StoredValue<Vec<PrincipalName>>, submit: Submit) -> impl IntoView {
    let i18n = use_i18n();
    let none = || (String::new(), say!(i18n, desk.unchanged).to_owned());
    let people = names.with_value(|names| {
        let people = names.iter().filter_map(|known| match known.principal {
            Principal::User(id) => Some((id.to_string(), known.name.clone())),
            _ => None,
        });
        std::iter::once(none()).chain(people).collect::<Vec<_>>()
    });
    let with_none = |options| std::iter::once(none()).chain(options).collect::<Vec<_>>();
    let priorities = with_none(priority_options(i18n));
    let statuses = with_none(status_options(i18n));
    view! {
        <fieldset>
            <legend>{say!(i18n, desk.rule_then)}</legend>
            <Select name="then-assign" label=say!(i18n, desk.assignee) value=typed.assign options=people/>
            <Area name="then-tags" label=say!(i18n, desk.tags) hint=say!(i18n, desk.one_a_line) value=typed.tags rows=2 error=submit.error_of("tags")/>
            <Select name="then-priority" label=say!(i18n, desk.priority) value=typed.priority options=priorities/>
            <Select name="then-status" label=say!(i18n, desk.status) value=typed.status options=statuses/>
            <Area name="then-answer" label=say!(i18n, desk.then_answer) hint=say!(i18n, desk.then_answer_hint, field = "{{ customer.name }}") value=typed.answer rows=4
                error=submit.error_of("text")/>
            <Area name="then-forward" label=say!(i18n, desk.then_forward) hint=say!(i18n, desk.one_a_line) value=typed.forward rows=2
                error=typed.error_of("then-forward")/>
        </fieldset>
    }
    .into_any()
}
