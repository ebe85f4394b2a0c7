//! The answer: a mail to the customer, or a note among the agents.

use domain::id::TicketId;
use domain::wire::NewTicketMessage;
use leptos::prelude::*;

use super::conversation::Conversation;
use super::draft::Draft;
use super::files::{Attached, Attachments};
use crate::api::{Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{
    Area, Button, Field, Look, Notice, ProblemNotice, Select, Submit, Tone, loaded, use_toasts,
};
use crate::say;

/// Sends what is typed, unless a message came that is not on the page.
#[component]
pub fn Reply(conversation: Conversation) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let ticket = conversation.ticket.with_untracked(|ticket| ticket.id);
    let draft = Draft::new(ticket);
    let attached = Attached::default();
    // A message that was not seen is shown; what is typed stays.
    Effect::new(move |_| {
        if submit.problem.read().as_ref().is_some_and(is_newer) {
            conversation.show_all();
        }
    });
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let message = message(draft, conversation);
        let done = if message.note {
            say!(i18n, desk.noted)
        } else {
            say!(i18n, desk.sent)
        };
        let files = attached.read();
        let sent = async move {
            let attachments = files.await?;
            api.say(
                ticket,
                &NewTicketMessage {
                    attachments,
                    ..message
                },
            )
            .await
        };
        submit.run(sent, move |()| {
            draft.clear();
            attached.clear();
            toasts.say(done);
            conversation.show_all();
        });
    };
    view! {
        <form class="answer" class:internal=draft.note on:submit=send>
            <Kind draft=draft conversation=conversation/>
            <Show when=move || !draft.note.get()>
                <Field name="cc" label=say!(i18n, desk.cc) hint=say!(i18n, desk.cc_hint) value=draft.cc error=submit.error_of("cc")/>
            </Show>
            <Ready ticket=ticket draft=draft/>
            <Attachments attached=attached>
                <Area name="text" label=say!(i18n, desk.text) value=draft.text rows=7 error=submit.error_of("text")/>
            </Attachments>
            <Refused submit=submit/>
            <Foot draft=draft submit=submit/>
        </form>
    }
    .into_any()
}

#[component]
fn Foot(draft: Draft, submit: Submit) -> impl IntoView {
    let i18n = use_i18n();
    let verb = move || {
        if draft.note.get() {
            say!(i18n, desk.keep_note)
        } else {
            say!(i18n, desk.send)
        }
    };
    let kept = move || draft.is_kept.get().then(|| say!(i18n, desk.draft_kept));
    view! {
        <footer>
            <Button look=Look::Primary busy=submit.busy>{verb}</Button>
            <span class="note">{kept}</span>
        </footer>
    }
    .into_any()
}

fn message(draft: Draft, conversation: Conversation) -> NewTicketMessage {
    let note = draft.note.get_untracked();
    let typed = draft.cc.get_untracked();
    let cc = if note { "" } else { &typed };
    NewTicketMessage {
        text: draft.text.get_untracked(),
        html: None,
        cc: addresses(cc),
        note,
        seen_message: conversation.seen(),
        attachments: Vec::new(),
    }
}

/// As people write several: with commas, semicolons, spaces or lines between them.
fn addresses(typed: &str) -> Vec<String> {
    typed
        .split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .filter(|address| !address.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_newer(problem: &Problem) -> bool {
    problem.code == "newer_message"
}

#[component]
fn Kind(draft: Draft, conversation: Conversation) -> impl IntoView {
    let i18n = use_i18n();
    let choice = move |value: bool, id: &'static str, words: &'static str| {
        view! {
            <div class="choice">
                <input id=id type="radio" name="kind" prop:checked=move || draft.note.get() == value
                    checked=draft.note.get_untracked() == value on:change=move |_| draft.note.set(value)/>
                <label for=id>{words}</label>
            </div>
        }
    };
    let hint = move || {
        if draft.note.get() {
            return say!(i18n, desk.note_hint).to_owned();
        }
        let to = conversation
            .ticket
            .with(|ticket| ticket.customer.email.to_string());
        say!(i18n, desk.reply_hint, to = to)
    };
    view! {
        <fieldset>
            <legend>{say!(i18n, desk.answer)}</legend>
            <div class="choices">
                {choice(false, "kind-reply", say!(i18n, desk.reply))}
                {choice(true, "kind-note", say!(i18n, desk.note))}
            </div>
            <p class="note" aria-live="polite">{hint}</p>
        </fieldset>
    }
    .into_any()
}

/// The answers kept ready in the inbox, their fields filled in: chosen, one is added to what is typed.
#[component]
fn Ready(ticket: TicketId, draft: Draft) -> impl IntoView {
    let api = use_api();
    let answers = Resource::new(
        || (),
        move |()| async move { api.answers_for(ticket).await },
    );
    loaded(answers, move |answers| {
        let i18n = use_i18n();
        if answers.is_empty() {
            return ().into_any();
        }
        let chosen = RwSignal::new(String::new());
        let names = answers.iter().enumerate();
        let names = names.map(|(place, answer)| (place.to_string(), answer.name.clone()));
        let none = (String::new(), say!(i18n, common.choose).to_owned());
        let options = std::iter::once(none).chain(names).collect();
        Effect::new(move |_| {
            let place = chosen.get().parse::<usize>().ok();
            if let Some(answer) = place.and_then(|place| answers.get(place)) {
                draft.text.update(|text| add(text, &answer.text));
                chosen.set(String::new());
            }
        });
        view! { <Select name="ready" label=say!(i18n, desk.ready) value=chosen options=options/> }
            .into_any()
    })
}

/// What is typed stays; what is added begins a paragraph of its own.
fn add(typed: &mut String, text: &str) {
    if !typed.trim().is_empty() {
        typed.truncate(typed.trim_end().len());
        typed.push_str("\n\n");
    }
    typed.push_str(text);
}

#[component]
fn Refused(submit: Submit) -> impl IntoView {
    let i18n = use_i18n();
    let newer = move || {
        let newer = submit.problem.read().as_ref().is_some_and(is_newer);
        newer.then(|| {
            view! {
                <Notice tone=Tone::Bad>
                    <strong>{say!(i18n, desk.newer_title)}</strong>" "{say!(i18n, desk.newer_text)}
                </Notice>
            }
        })
    };
    let other = Signal::derive(move || submit.problem.get().filter(|problem| !is_newer(problem)));
    view! {
        {newer}
        <ProblemNotice problem=other/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{add, addresses};

    #[test]
    fn a_ready_answer_is_added_to_what_is_typed() {
        let mut typed = String::new();
        add(&mut typed, "Hello");
        add(&mut typed, "Goodbye");
        assert_eq!(typed, "Hello\n\nGoodbye");
    }

    #[test]
    fn addresses_may_be_written_with_anything_between_them() {
        assert_eq!(
            addresses(" a@x.org, b@x.org;c@x.org\n"),
            ["a@x.org", "b@x.org", "c@x.org"]
        );
        assert_eq!(addresses(" ").len(), 0);
    }
}
