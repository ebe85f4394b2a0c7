//! One line of what waits.

use domain::time::Timestamp;
use domain::wire::{OutboxItem, OutboxKind, Trouble};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::{Query, use_api};
use crate::i18n::use_i18n;
use crate::pages::events::address_link;
use crate::parts::{
    Button, Countdown, Look, Submit, Tag, Tone, principal_word, problem_words, reason_word,
    use_toasts,
};
use crate::say;

/// When, for whom, about what, how it stands, and what can be done.
#[component]
pub fn Row(
    item: OutboxItem,
    chosen: RwSignal<Option<OutboxItem>>,
    now: RwSignal<Option<Timestamp>>,
    reload: Callback<()>,
) -> impl IntoView {
    let whom = whom(&item);
    let folder = match (item.folder.zip(item.folder_path.clone()), item.ticket) {
        (Some((id, path)), _) => {
            Either::Left(view! { <A href=format!("/folders/{id}")>{path}</A> })
        }
        (None, Some(ticket)) => Either::Right(format!("#{ticket}")),
        (None, None) => Either::Right(say!(use_i18n(), mail.folder_hidden).to_owned()),
    };
    let files = match item.files {
        _ if item.ticket.is_some() => String::new(),
        1 => say!(use_i18n(), mail.file_one).to_owned(),
        files => say!(use_i18n(), mail.file_many, count = files),
    };
    view! {
        <tr>
            <td><Countdown at=item.due now=now/></td>
            <td class="name">{whom}</td>
            <td class="wide path">{folder}</td>
            <td class="wide">{files}</td>
            <td>{standing(&item)}</td>
            <td class="actions"><Actions item=item chosen=chosen reload=reload/></td>
        </tr>
    }
    .into_any()
}

/// The address of a mail; before that the person, the group, or everyone.
fn whom(item: &OutboxItem) -> AnyView {
    match &item.to {
        Some(to) => address_link(to.to_string()).into_any(),
        None => {
            let name = &item.principal_name;
            let word = |principal| principal_word(use_i18n(), principal, name);
            item.principal.map(word).into_any()
        }
    }
}

/// Where it stands, and why it is not gone yet.
fn standing(item: &OutboxItem) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let (tone, words) = match item.kind {
        OutboxKind::Notice => (Tone::Plain, say!(i18n, mail.kind_notice)),
        OutboxKind::Mail => (
            if item.last.is_some() {
                Tone::Warn
            } else {
                Tone::Plain
            },
            say!(i18n, mail.kind_mail),
        ),
        OutboxKind::Sending => (Tone::Good, say!(i18n, mail.kind_sending)),
    };
    let last = item.last.as_ref().map(|trouble| {
        let why = reason_word(i18n, trouble.reason.code());
        let tries = (item.attempt > 1)
            .then(|| format!(" · {}", say!(i18n, mail.tries, count = item.attempt)));
        view! { <p class="note" title=answer(trouble)>{why}{tries}</p> }
    });
    view! { <Tag tone=tone>{words}</Tag>{last} }.into_any()
}

/// What the relay said, as it said it.
pub fn answer(trouble: &Trouble) -> String {
    let code = trouble.smtp_code.map(|code| code.to_string());
    let parts = [
        code,
        trouble.smtp_enhanced.clone(),
        Some(trouble.smtp_text.clone()),
    ];
    parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[component]
fn Actions(
    item: OutboxItem,
    chosen: RwSignal<Option<OutboxItem>>,
    reload: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let (id, sending) = (item.id, item.kind == OutboxKind::Sending);
    let history = Query::new()
        .with("trace", &item.trace.to_string())
        .on("/events");
    let now = Callback::new(move |()| {
        submit.run(async move { api.send_now(id).await }, move |()| {
            toasts.say(say!(i18n, mail.sent_now));
            reload.run(());
        });
    });
    Effect::new(move |_| {
        if let Some(problem) = submit.problem.get() {
            toasts.say(problem_words(i18n, &problem));
        }
    });
    let whom = item
        .to
        .as_ref()
        .map_or_else(|| item.principal_name.clone(), ToString::to_string);
    let labelled = move |verb: &str| format!("{verb} {whom}").trim_end().to_owned();
    let (send_label, cancel_label) = (
        labelled(say!(i18n, mail.send_now)),
        labelled(say!(i18n, mail.cancel_mail)),
    );
    let cancel = Callback::new(move |()| chosen.set(Some(item.clone())));
    let buttons = (!sending).then(|| {
        view! {
            <Button look=Look::Quiet label=send_label busy=submit.busy press=now>{say!(i18n, mail.send_now)}</Button>
            <Button look=Look::Quiet label=cancel_label press=cancel>{say!(i18n, mail.cancel_mail)}</Button>
        }
    });
    view! {
        {buttons}
        <A href=history attr:class="button quiet">{say!(i18n, mail.history)}</A>
    }
    .into_any()
}
