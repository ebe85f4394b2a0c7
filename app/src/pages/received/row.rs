//! One message that came.

use domain::wire::Received;
use leptos::prelude::*;
use leptos_router::components::A;

use super::replace;
use crate::api::{original_path, use_api};
use crate::i18n::use_i18n;
use crate::pages::reasons::reason_words;
use crate::parts::{
    Address, Button, Look, Pages, Submit, Tag, Time, Tone, problem_words, size_text, use_toasts,
    verdict_tone, verdict_word,
};
use crate::say;

/// From whom, to whom, what became of it and why, and what can be done.
#[component]
pub fn Row(received: Received, pages: Pages<Received>) -> impl IntoView {
    let i18n = use_i18n();
    let subject = if received.subject.is_empty() {
        say!(i18n, desk.no_subject).to_owned()
    } else {
        received.subject.clone()
    };
    let to = received
        .envelope_to
        .iter()
        .map(|one| view! { <div><Address text=one.to_string()/></div> })
        .collect_view();
    view! {
        <tr>
            <td class="name">{subject.clone()}</td>
            <td>{from(&received)}</td>
            <td class="wide">{to}</td>
            <td>{outcome(&received)}</td>
            <td class="wide size">{size_text(i18n, received.size)}</td>
            <td><Time at=received.at.to_string()/></td>
            <td class="actions"><Actions received=received subject=subject pages=pages/></td>
        </tr>
    }
    .into_any()
}

/// Who wrote, and the envelope's sender where it is another.
fn from(received: &Received) -> AnyView {
    let i18n = use_i18n();
    let envelope = if received.envelope_from.is_empty() {
        view! { <span class="note">{say!(i18n, desk.null_sender)}</span> }.into_any()
    } else {
        view! { <Address text=received.envelope_from.clone()/> }.into_any()
    };
    match &received.from {
        Some(from) if from.as_str() == received.envelope_from => envelope,
        Some(from) => {
            view! { <Address text=from.to_string()/><div class="note">{envelope}</div> }.into_any()
        }
        None => envelope,
    }
}

/// The verdict with its reasons, and the way to the ticket.
fn outcome(received: &Received) -> AnyView {
    let i18n = use_i18n();
    let (tone, words) = received
        .verdict
        .map_or((Tone::Plain, say!(i18n, desk.not_read_yet)), |verdict| {
            (verdict_tone(verdict), verdict_word(i18n, verdict))
        });
    let reasons = received
        .reasons
        .iter()
        .map(|reason| view! { <p class="note">{reason_words(i18n, reason)}</p> })
        .collect_view();
    let ticket = received
        .ticket_id
        .map(|id| view! { " "<A href=format!("/tickets/{id}")>{format!("#{id}")}</A> });
    view! { <Tag tone=tone>{words}</Tag>{ticket}{reasons} }.into_any()
}

#[component]
fn Actions(received: Received, subject: String, pages: Pages<Received>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let id = received.id;
    let again = Callback::new(move |()| {
        submit.run(async move { api.run_again(id).await }, move |now| {
            toasts.say(say!(i18n, desk.ran_again));
            replace(pages, now);
        });
    });
    Effect::new(move |_| {
        if let Some(problem) = submit.problem.get() {
            toasts.say(problem_words(i18n, &problem));
        }
    });
    let labelled = |verb: &str| format!("{verb} {subject}");
    let label = labelled(say!(i18n, desk.run_again));
    // What has a ticket, or is being read, would only stay as it is.
    let button = (received.ticket_id.is_none() && received.verdict.is_some()).then(|| {
        view! { <Button look=Look::Quiet label=label busy=submit.busy press=again>{say!(i18n, desk.run_again)}</Button> }
    });
    view! {
        {button}
        <a class="button quiet" aria-label=labelled(say!(i18n, desk.original)) href=original_path(id) rel="external" download="">
            {say!(i18n, desk.original)}
        </a>
    }
    .into_any()
}
