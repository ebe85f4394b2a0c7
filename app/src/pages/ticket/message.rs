//! One message of the conversation.

use domain::id::TicketId;
use domain::ticket::{Correspondent, Delivery, MessageDirection};
use domain::wire::{Attachment, Authentication, TicketMessage};
use leptos::prelude::*;

use super::letter::Letter;
use crate::api::{attachment_path, original_path};
use crate::i18n::{Locale, use_i18n};
use crate::pages::desk_names::DeskNames;
use crate::pages::reasons::reason_words;
use crate::parts::{
    Tag, Time, Tone, attribution_tone, attribution_word, delivery_tone, delivery_word, size_text,
};
use crate::say;
use crate::session::use_session;

/// Who said what to whom; what a program wrote is folded.
#[component]
pub fn Message(
    ticket: TicketId,
    message: TicketMessage,
    names: StoredValue<DeskNames>,
) -> impl IntoView {
    let i18n = use_i18n();
    let class = match message.direction {
        MessageDirection::In => "message in",
        MessageDirection::Out => "message out",
        MessageDirection::Note => "message internal",
    };
    let head = head(i18n, &message, names);
    let delivery = message.delivery.clone().map(told);
    let automatic = message
        .automatic
        .then(|| format!("{} · {}", say!(i18n, desk.automatic_mail), message.subject));
    let (id, direction) = (format!("message-{}", message.id), message.direction);
    let body = body(ticket, message);
    let body = match automatic {
        Some(summary) => view! { <details><summary>{summary}</summary>{body}</details> }.into_any(),
        None => body,
    };
    view! {
        <article class=class id=id aria-label=direction_word(i18n, direction)>
            {head}
            {delivery}
            {body}
        </article>
    }
    .into_any()
}

fn direction_word(i18n: Locale, direction: MessageDirection) -> &'static str {
    match direction {
        MessageDirection::In => say!(i18n, desk.came),
        MessageDirection::Out => say!(i18n, desk.left),
        MessageDirection::Note => say!(i18n, desk.note),
    }
}

/// Who, when, and how sure that is.
fn head(i18n: Locale, message: &TicketMessage, names: StoredValue<DeskNames>) -> AnyView {
    let who = match (message.author, &message.from) {
        (Some(author), _) => names.with_value(|names| names.person(i18n, author)),
        (None, Some(from)) => written(from),
        (None, None) => say!(i18n, common.system).to_owned(),
    };
    let sender = message.attribution.map(|state| {
        let proof = message.authentication.as_ref().map(proof);
        view! { <span title=proof><Tag tone=attribution_tone(state)>{attribution_word(i18n, state)}</Tag></span> }
    });
    let tone = match message.direction {
        MessageDirection::Note => Tone::Warn,
        MessageDirection::In | MessageDirection::Out => Tone::Plain,
    };
    let (direction, at) = (
        direction_word(i18n, message.direction),
        message.at.to_string(),
    );
    let to = people(&message.to).map(|people| say!(i18n, desk.to_people, people = people));
    let cc = people(&message.cc).map(|people| say!(i18n, desk.cc_people, people = people));
    view! {
        <header>
            <strong class="who">{who}</strong>
            <Tag tone=tone>{direction}</Tag>
            {sender}
            <Time at=at/>
        </header>
        {to.map(|to| view! { <p class="note">{to}</p> })}
        {cc.map(|cc| view! { <p class="note">{cc}</p> })}
    }
    .into_any()
}

/// `SPF pass · DKIM none · …`, without what was not looked at.
fn proof(said: &Authentication) -> String {
    let checks = [
        ("SPF", &said.spf),
        ("DKIM", &said.dkim),
        ("DMARC", &said.dmarc),
        ("ARC", &said.arc),
    ];
    let known = checks.iter().filter(|(_, result)| !result.is_empty());
    known
        .map(|(name, result)| format!("{name} {result}"))
        .collect::<Vec<_>>()
        .join(" · ")
}

fn written(who: &Correspondent) -> String {
    if who.name.is_empty() {
        who.email.to_string()
    } else {
        format!("{} <{}>", who.name, who.email)
    }
}

fn people(people: &[Correspondent]) -> Option<String> {
    let list = people.iter().map(written).collect::<Vec<_>>().join(", ");
    (!people.is_empty()).then_some(list)
}

/// What became of a message that left, with the other server's own words.
fn told(delivery: Delivery) -> AnyView {
    let i18n = use_i18n();
    let code = delivery.smtp_code.map(|code| code.to_string());
    let said = [code, delivery.smtp_text]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let said = (!said.is_empty()).then(|| view! { " "<code>{said}</code> });
    view! {
        <p class="delivery">
            <Tag tone=delivery_tone(delivery.state)>{delivery_word(i18n, delivery.state)}</Tag>
            {said}" "<Time at=delivery.at.to_string()/>
        </p>
    }
    .into_any()
}

fn body(ticket: TicketId, message: TicketMessage) -> AnyView {
    let i18n = use_i18n();
    let id = message.id;
    let original = message.received.filter(|_| use_session().is_admin());
    let original = original.map(|id| {
        view! { <p><a href=original_path(id) rel="external" download="">{say!(i18n, desk.original)}</a></p> }
    });
    let files = message
        .attachments
        .iter()
        .map(|file| attached(i18n, &attachment_path(ticket, id, &file.id), file))
        .collect_view();
    let files = (!message.attachments.is_empty()).then(
        || view! { <ul class="attachments" aria-label=say!(i18n, desk.attachments)>{files}</ul> },
    );
    let remarks = message
        .remarks
        .iter()
        .map(|remark| view! { <p class="note">{reason_words(i18n, remark)}</p> })
        .collect_view();
    view! {
        <Letter ticket=ticket message=message/>
        {files}
        {remarks}
        {original}
    }
    .into_any()
}

fn attached(i18n: Locale, path: &str, file: &Attachment) -> impl IntoView + use<> {
    view! {
        <li>
            <a href=path.to_owned() rel="external" download=file.name.clone()>{file.name.clone()}</a>
            " "<span class="note size">{size_text(i18n, file.size)}</span>
        </li>
    }
}
