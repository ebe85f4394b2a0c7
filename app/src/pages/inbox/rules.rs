//! What is done by itself with the messages of an inbox.

use domain::id::InboxId;
use domain::rule::{Rule, RuleMoment};
use domain::wire::{PrincipalName, RuleTrial};
use leptos::prelude::*;
use leptos_router::components::A;

use super::rule_form::RuleForm;
use super::rule_words::sentence;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Button, Dialog, Empty, Look, ProblemNotice, Submit, Tag, Tone, use_toasts};
use crate::say;

type Names = StoredValue<Vec<PrincipalName>>;

/// The rules as they are kept, and how they are saved.
#[derive(Clone, Copy)]
struct List {
    rules: RwSignal<Vec<Rule>>,
    names: Names,
    save: Callback<Vec<Rule>>,
    submit: Submit,
}

/// The list in order; each change is saved at once.
#[component]
pub fn RulesSection(id: InboxId, rules: Vec<Rule>, names: Vec<PrincipalName>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let names = StoredValue::new(names);
    let rules = RwSignal::new(rules);
    let submit = Submit::new();
    let trial = RwSignal::new(None);
    let save = Callback::new(move |now: Vec<Rule>| {
        let kept = now.clone();
        let saved = async move { api.save_rules(id, &kept).await };
        submit.run(saved, move |()| {
            rules.set(now.clone());
            trial.set(None);
            toasts.say(say!(i18n, common.saved));
        });
    });
    let attempt = Callback::new(move |()| {
        let now = rules.get_untracked();
        let tried = async move { api.try_rules(id, &now).await };
        submit.run(tried, move |found| trial.set(Some(found)));
    });
    let list = List {
        rules,
        names,
        save,
        submit,
    };
    let lines = move || {
        let all = rules.get();
        let last = all.len().saturating_sub(1);
        let line = |(place, rule): (usize, Rule)| {
            view! { <RuleLine place=place last=last rule=rule list=list/> }
        };
        all.into_iter().enumerate().map(line).collect_view()
    };
    view! {
        <section class="section">
            <h2>{say!(i18n, desk.rules)}</h2>
            <p class="note">{say!(i18n, desk.rules_text)}</p>
            <Show when=move || rules.read().is_empty()>
                <Empty title=say!(i18n, desk.no_rules)/>
            </Show>
            <ol class="rules">{lines}</ol>
            <ProblemNotice problem=submit.problem/>
            <div>
                <Change verb=say!(i18n, desk.add_rule) look=Look::Primary place=None rule=blank() list=list/>
                " "
                <Button busy=submit.busy press=attempt disabled=Signal::derive(move || rules.read().is_empty())>
                    {say!(i18n, desk.try_rules)}
                </Button>
            </div>
            {move || trial.get().map(|trial| view! { <Tried trial=trial/> })}
        </section>
    }
    .into_any()
}

fn blank() -> Rule {
    Rule {
        name: String::new(),
        active: true,
        when: RuleMoment::New,
        conditions: domain::rule::RuleConditions::default(),
        actions: domain::rule::RuleActions::default(),
    }
}

#[component]
fn RuleLine(place: usize, last: usize, rule: Rule, list: List) -> impl IntoView {
    let i18n = use_i18n();
    let edited = move |edit: &dyn Fn(&mut Vec<Rule>)| {
        let mut now = list.rules.get_untracked();
        edit(&mut now);
        list.save.run(now);
    };
    let up = Callback::new(move |()| edited(&|all| all.swap(place - 1, place)));
    let down = Callback::new(move |()| edited(&|all| all.swap(place, place + 1)));
    let remove = Callback::new(move |()| edited(&|all| drop(all.remove(place))));
    let switch = Callback::new(move |()| {
        edited(&|all| all[place].active = !all[place].active);
    });
    let off = (!rule.active)
        .then(|| view! { " "<Tag tone=Tone::Warn>{say!(i18n, desk.switched_off)}</Tag> });
    let verb = if rule.active {
        say!(i18n, desk.switch_off)
    } else {
        say!(i18n, desk.switch_on)
    };
    let (name, sentence) = (rule.name.clone(), sentence(i18n, &rule, list.names));
    view! {
        <li>
            <strong>{name.clone()}</strong>{off}
            <p>{sentence}</p>
            <div>
                <Change verb=say!(i18n, desk.edit) look=Look::Quiet place=Some(place) rule=rule list=list/>
                <Button look=Look::Quiet press=switch>{verb}</Button>
                <Button look=Look::Quiet press=up disabled=place == 0 label=say!(i18n, desk.move_up, name = name.clone())>"↑"</Button>
                <Button look=Look::Quiet press=down disabled=place == last label=say!(i18n, desk.move_down, name = name)>"↓"</Button>
                <Button look=Look::Danger press=remove>{say!(i18n, common.remove)}</Button>
            </div>
        </li>
    }
    .into_any()
}

/// A button that opens the rule, or a new one.
#[component]
fn Change(
    verb: &'static str,
    look: Look,
    place: Option<usize>,
    rule: Rule,
    list: List,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let press = Callback::new(move |()| open.set(true));
    let done = Callback::new(move |rule: Rule| {
        let mut now = list.rules.get_untracked();
        match place {
            Some(place) => now[place] = rule,
            None => now.push(rule),
        }
        list.save.run(now);
    });
    // Saved: the list is drawn anew, and this with it; a new rule leaves an empty form behind.
    Effect::new(move |before: Option<usize>| {
        let now = list.rules.read().len();
        if before.is_some_and(|before| before != now) {
            open.set(false);
        }
        now
    });
    view! {
        <Button look=look press=press>{verb}</Button>
        <Dialog open=open title=verb wide=true>
            <RuleForm rule=rule.clone() names=list.names done=done submit=list.submit/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Tried(trial: RuleTrial) -> impl IntoView {
    let i18n = use_i18n();
    let head = say!(
        i18n,
        desk.tried,
        found = trial.items.len(),
        tickets = trial.tickets
    );
    let rows = trial.items.into_iter().take(50).map(|item| {
        view! {
            <li>
                <A href=format!("/tickets/{}", item.ticket)>{format!("#{} {}", item.ticket, item.subject)}</A>
                " "<span class="note">{item.from.to_string()}" → "{item.rules.join(", ")}</span>
            </li>
        }
    });
    view! { <p role="status">{head}</p><ul>{rows.collect_view()}</ul> }.into_any()
}
