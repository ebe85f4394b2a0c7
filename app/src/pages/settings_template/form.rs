//! The words, with what is wrong at each part.

use domain::template::Template;
use leptos::prelude::*;

use super::TemplateOf;
use super::draft::{Draft, Since};
use super::flaw::{flaw_words, is_flaw};
use crate::api::{Problem, use_api};
use crate::i18n::{Locale, use_i18n};
use crate::parts::{Area, Button, Lazily, Look, Notice, Submit, Tone, use_toasts};
use crate::say;

/// Subject, text and HTML; saved when they are sent.
#[component]
pub fn WordsForm(template_of: TemplateOf, draft: Draft, seen: Lazily<Template>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let (name, language) = template_of;
    let submit = Submit::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let form = draft.form(language);
        let sent = form.clone();
        submit.run(
            async move { api.set_template(name, &form).await },
            move |now| {
                draft.settle(&sent, &now);
                toasts.say(say!(i18n, common.saved));
            },
        );
    };
    let flaw = move |part: &'static str| {
        Signal::derive(move || {
            let answer = seen.answer.read();
            let problem = answer.as_ref()?.as_ref().err()?;
            let here = is_flaw(problem) && problem.field.as_deref() == Some(part);
            here.then(|| flaw_words(i18n, problem))
        })
    };
    view! {
        <form on:submit=send>
            <TakenUp draft=draft/>
            <Area name="subject" label=say!(i18n, templates.subject) value=draft.subject rows=4 error=flaw("subject")/>
            <Area name="text" label=say!(i18n, templates.body) hint=say!(i18n, templates.body_hint) value=draft.text rows=14 error=flaw("text")/>
            <Area name="html" label=say!(i18n, templates.html) value=draft.html rows=14 error=flaw("html")/>
            {move || submit.problem.get().map(|problem| refused(i18n, &problem))}
            <footer class="toolbar">
                <Button look=Look::Primary busy=submit.busy>{say!(i18n, common.save)}</Button>
                <Unsaved draft=draft/>
            </footer>
        </form>
    }
    .into_any()
}

/// Why nothing was saved.
fn refused(i18n: Locale, problem: &Problem) -> AnyView {
    let fault = flaw_words(i18n, problem);
    let part = match problem.field.as_deref() {
        Some("subject") => Some(say!(i18n, templates.subject)),
        Some("text") => Some(say!(i18n, templates.body)),
        Some("html") => Some(say!(i18n, templates.html)),
        _ => None,
    };
    let words = match part {
        Some(part) => say!(i18n, templates.refused, part = part, fault = fault),
        None => fault,
    };
    view! { <Notice tone=Tone::Bad>{words}</Notice> }.into_any()
}

/// These are not the saved words: they were typed the last time.
#[component]
fn TakenUp(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let words = match draft.taken_up.get()? {
            Since::Same => say!(i18n, templates.taken_up),
            Since::Changed => say!(i18n, templates.stale),
        };
        Some(view! { <Notice tone=Tone::Warn>{words}</Notice> })
    }
}

/// Something is not saved: whether it is kept, and the way back.
#[component]
fn Unsaved(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let discard = Callback::new(move |()| draft.discard());
    let kept = move || {
        if draft.is_kept.get() {
            say!(i18n, templates.unsaved)
        } else {
            say!(i18n, templates.unkept)
        }
    };
    view! {
        <Show when=move || draft.is_changed()>
            <Button press=discard>{say!(i18n, templates.discard)}</Button>
            <span class="note">{kept}</span>
        </Show>
    }
    .into_any()
}
