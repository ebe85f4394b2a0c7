//! Answers kept ready in an inbox.

use domain::id::InboxId;
use domain::rule::CannedAnswer;
use leptos::prelude::*;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Area, Button, Empty, Field, Look, ProblemNotice, Submit, use_toasts};
use crate::say;

/// What may stand in an answer between double braces.
const FIELDS: [&str; 10] = [
    "customer.name",
    "customer.first_name",
    "ticket.ref",
    "ticket.subject",
    "ticket.url",
    "agent.name",
    "agent.signature",
    "inbox.name",
    "inbox.email",
    "company.name",
];

#[derive(Clone, Copy)]
struct Line {
    key: usize,
    name: RwSignal<String>,
    text: RwSignal<String>,
}

impl Line {
    fn new(key: usize, answer: CannedAnswer) -> Self {
        Self {
            key,
            name: RwSignal::new(answer.name),
            text: RwSignal::new(answer.text),
        }
    }
}

/// All of them, saved together.
#[component]
pub fn AnswersSection(id: InboxId, answers: Vec<CannedAnswer>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let next = StoredValue::new(answers.len());
    let lines = answers.into_iter().enumerate();
    let lines = lines.map(|(key, answer)| Line::new(key, answer));
    let lines = RwSignal::new(lines.collect::<Vec<_>>());
    let add = Callback::new(move |()| {
        let key = next.get_value();
        next.set_value(key + 1);
        let empty = CannedAnswer {
            name: String::new(),
            text: String::new(),
        };
        lines.update(|lines| lines.push(Line::new(key, empty)));
    });
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let answer = |line: &Line| CannedAnswer {
            name: line.name.get_untracked(),
            text: line.text.get_untracked(),
        };
        let answers: Vec<_> = lines.with_untracked(|lines| lines.iter().map(answer).collect());
        let saved = async move { api.save_canned_answers(id, &answers).await };
        submit.run(saved, move |()| toasts.say(say!(i18n, common.saved)));
    };
    let fields = FIELDS.map(|field| view! { <code>{format!("{{{{ {field} }}}}")}</code>" " });
    view! {
        <section class="section">
            <h2>{say!(i18n, desk.ready_answers)}</h2>
            <p class="note">{say!(i18n, desk.ready_text)}" "{fields.collect_view()}</p>
            <form class="form" on:submit=send>
                <Show when=move || lines.read().is_empty()>
                    <Empty title=say!(i18n, desk.no_ready)/>
                </Show>
                <For each=move || lines.get() key=|line| line.key let(line)>
                    <AnswerLine line=line lines=lines/>
                </For>
                <ProblemNotice problem=submit.problem/>
                <footer>
                    <Button look=Look::Primary busy=submit.busy>{say!(i18n, desk.save_ready)}</Button>
                    <Button press=add>{say!(i18n, desk.add_ready)}</Button>
                </footer>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn AnswerLine(line: Line, lines: RwSignal<Vec<Line>>) -> impl IntoView {
    let i18n = use_i18n();
    let remove = Callback::new(move |()| {
        lines.update(|lines| lines.retain(|other| other.key != line.key));
    });
    let key = line.key;
    view! {
        <fieldset>
            <Field name=format!("ready-name-{key}") label=say!(i18n, common.name) value=line.name required=true/>
            <Area name=format!("ready-text-{key}") label=say!(i18n, desk.text) value=line.text rows=4/>
            <footer><Button look=Look::Danger press=remove>{say!(i18n, common.remove)}</Button></footer>
        </fieldset>
    }
    .into_any()
}
