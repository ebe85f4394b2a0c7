//! The answer: a mail to the customer, or a note among the agents.

use domain::wire::NewTicketMessage;
use leptos::prelude::*;

use super::conversation::Conversation;
use super::draft::Draft;
use crate::api::{Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Area, Button, Field, Look, Notice, ProblemNotice, Submit, Tone, use_toasts};
use crate::say;

/// Sends what is typed, unless a message came that is not on the page.
#[component]
pub fn Reply(conversation: Conversation) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let ticket = conversation.ticket.with_untracked(|ticket| ticket.id);
    let draft = Draft::new(ticket);
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
        submit.run(async move { api.say(ticket, &message).await }, move |()| {
            draft.clear();
            toasts.say(done);
            conversation.show_all();
        });
    };
    let verb = move || {
        if draft.note.get() {
            say!(i18n, desk.keep_note)
        } else {
            say!(i18n, desk.send)
        }
    };
    let kept = move || draft.is_kept.get().then(|| say!(i18n, desk.draft_kept));
    view! {
        <form class="answer" class:internal=draft.note on:submit=send>
            <Kind draft=draft conversation=conversation/>
            <Show when=move || !draft.note.get()>
                <Field name="cc" label=say!(i18n, desk.cc) hint=say!(i18n, desk.cc_hint) value=draft.cc error=submit.error_of("cc")/>
            </Show>
            <Area name="text" label=say!(i18n, desk.text) value=draft.text rows=7 error=submit.error_of("text")/>
            <Refused submit=submit/>
            <footer>
                <Button look=Look::Primary busy=submit.busy>{verb}</Button>
                <span class="note">{kept}</span>
            </footer>
        </form>
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
    use super::addresses;

    #[test]
    fn addresses_may_be_written_with_anything_between_them() {
        assert_eq!(
            addresses(" a@x.org, b@x.org;c@x.org\n"),
            ["a@x.org", "b@x.org", "c@x.org"]
        );
        assert_eq!(addresses(" ").len(), 0);
    }
}
