//! One event on the way, in words.

use domain::{
    alert::Alert,
    directory::Directory,
    event::{Action, Event, ObjectType},
    time::Span,
    wire::{WhyStep, Words},
};

use super::sentence::{Told, answer, because, time};
use crate::accounts::principal_name;

/// The deposit itself.
pub(super) fn deposit(event: &Event, told: &Told) -> WhyStep {
    let Words { fr, en } = told.file();
    let by = event.actor.name().unwrap_or("Colombier");
    let (done_fr, done_en) = match event.action {
        Action::Modify => (
            "une nouvelle version a été déposée",
            "a new version was deposited",
        ),
        _ => ("le fichier a été déposé", "the file was added"),
    };
    step(
        event,
        Words {
            fr: format!("{fr} : {done_fr} par {by}."),
            en: format!("{en}: {done_en} by {by}."),
        },
    )
}

/// The alert that was on then.
pub(super) fn alert(then: &Directory, alert: &Alert, told: &Told) -> WhyStep {
    let whom = principal_name(then, alert.principal);
    let (whom_fr, whom_en) = if whom.is_empty() {
        ("tout le monde".to_owned(), "everyone".to_owned())
    } else {
        (whom.clone(), whom)
    };
    let on = if told.what.is_empty() {
        String::new()
    } else {
        then.path(alert.folder)
    };
    WhyStep {
        at: alert.created_at,
        event_id: alert.since,
        object_type: ObjectType::Alert,
        action: Action::Add,
        text: Words {
            fr: format!(
                "L’alerte {on} → {whom_fr} existait déjà, depuis le {}.",
                time(alert.created_at)
            ),
            en: format!(
                "The alert {on} → {whom_en} was on, since {}.",
                time(alert.created_at)
            ),
        },
    }
}

/// READ was lost, or came back.
pub(super) fn turn(event: &Event, reads: bool, told: &Told) -> WhyStep {
    let by = event.actor.name().unwrap_or("Colombier");
    let who = &told.who;
    let text = if reads {
        Words {
            fr: format!("{who} a reçu le droit de lecture sur le dossier, par {by}."),
            en: format!("{who} was given the right to read the folder, by {by}."),
        }
    } else {
        Words {
            fr: format!("{who} a perdu le droit de lecture sur le dossier, par {by}."),
            en: format!("{who} lost the right to read the folder, by {by}."),
        }
    };
    step(event, text)
}

/// An ALERT or EMAIL event.
pub(super) fn told(event: &Event, told: &Told) -> WhyStep {
    let to = event.mail.as_ref().and_then(|mail| mail.to.as_ref());
    let to = to.map_or_else(|| told.who.clone(), ToString::to_string);
    let because = event.reason.map(because).unwrap_or_default();
    let said = answer(event);
    let (fr, en) = match (event.object_type, event.action) {
        (ObjectType::Alert, Action::Send) => (
            format!("L’alerte est arrivée à échéance : un mail a été préparé pour {to}."),
            format!("The alert was due: a mail was made ready for {to}."),
        ),
        (ObjectType::Email, Action::Send) => sent(event, &to, &said),
        (_, Action::Retry) => (
            format!(
                "Essai sans succès pour {to} : {}{said}. Un autre suit.",
                because.fr
            ),
            format!(
                "A try to {to} did not succeed: {}{said}. Another follows.",
                because.en
            ),
        ),
        (_, Action::Fail) => (
            format!("Le mail pour {to} est abandonné : {}{said}.", because.fr),
            format!("The mail to {to} was given up: {}{said}.", because.en),
        ),
        (_, Action::Suspend) => (
            format!("L’adresse {to} est suspendue après plusieurs refus{said}."),
            format!("The address {to} was suspended after several refusals{said}."),
        ),
        (_, Action::Bounce) => (
            format!("Le mail pour {to} est revenu{said}."),
            format!("The mail to {to} came back{said}."),
        ),
        (_, Action::Skip) => (
            format!("Rien n’a été envoyé à {to} : {}.", because.fr),
            format!("Nothing was sent to {to}: {}.", because.en),
        ),
        (_, other) => (format!("{other} {to}{said}"), format!("{other} {to}{said}")),
    };
    step(event, Words { fr, en })
}

fn sent(event: &Event, to: &str, said: &str) -> (String, String) {
    let mail = event.mail.as_ref();
    let id = mail
        .and_then(|mail| mail.message_id.clone())
        .unwrap_or_default();
    let delay = mail.and_then(|mail| mail.delay_ms).unwrap_or_default();
    // Whole seconds: `310s`, `5m`.
    let delay = Span::from_secs(delay / 1_000);
    (
        format!(
            "Le relais a pris le mail pour {to}{said} ; Message-ID {id}, {delay} après le dépôt."
        ),
        format!(
            "The relay took the mail to {to}{said}; Message-ID {id}, {delay} after the deposit."
        ),
    )
}

fn step(event: &Event, text: Words) -> WhyStep {
    WhyStep {
        at: event.at,
        event_id: event.id,
        object_type: event.object_type,
        action: event.action,
        text,
    }
}
