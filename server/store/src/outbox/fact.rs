//! EMAIL events.

use domain::{
    directory::Directory,
    event::{Action, Event, MailFacts, ObjectType, Reason, Stamp},
    id::EventId,
    outbox::{MailContent, OutboxMail, TicketContent},
    time::Timestamp,
};

/// An EMAIL event about `mail`: `SEND: Email notification /Accounting → anna@example.org`.
pub(super) fn draft(
    directory: &Directory,
    stamp: &Stamp,
    action: Action,
    mail: &OutboxMail,
) -> Event {
    let content = match &mail.content {
        MailContent::Alert(content) => content,
        MailContent::Ticket(content) => {
            return of_ticket(directory, stamp, action, (mail, content));
        }
        MailContent::Password(content) => {
            let language = directory.settings().email.language;
            let what = if content.reset {
                language.pick("nouveau mot de passe", "new password")
            } else {
                language.pick("identifiants", "credentials")
            };
            return of_letter(directory, stamp, action, (mail, what));
        }
        MailContent::Probe(_) => {
            let language = directory.settings().email.language;
            let what = language.pick("essai de renvoi", "test of forwarding");
            return of_letter(directory, stamp, action, (mail, what));
        }
        MailContent::Notice(_) => {
            let language = directory.settings().email.language;
            let what = language.pick("avis aux administrateurs", "notice to administrators");
            return of_letter(directory, stamp, action, (mail, what));
        }
        MailContent::Forward(content) => {
            let by = content.redirect.and_then(|id| directory.redirect(id));
            let what = by.map_or("", |redirect| redirect.address.as_str());
            return of_letter(directory, stamp, action, (mail, what));
        }
    };
    let path = directory.path(content.folder);
    let mut draft = Event::draft(stamp, ObjectType::Email, action)
        .object(mail.id.0)
        .folder(content.folder)
        .says(
            directory.settings().email.language,
            &format!("notification {path} → {}", mail.to),
        )
        .tells(mail.trace, mail.causes.clone());
    // A purged folder has no path any more.
    draft.path = Some(path).filter(|path| !path.is_empty());
    draft
}

/// An EMAIL event about a message of a ticket: `SEND: Email ticket #12 → anna@example.org`.
fn of_ticket(
    directory: &Directory,
    stamp: &Stamp,
    action: Action,
    (mail, content): (&OutboxMail, &TicketContent),
) -> Event {
    Event::draft(stamp, ObjectType::Email, action)
        .object(mail.id.0)
        .says(
            directory.settings().email.language,
            &format!("ticket #{} → {}", content.ticket, mail.to),
        )
        .tells(mail.trace, mail.causes.clone())
}

/// An EMAIL event about a mail that concerns no folder: `SEND: Email credentials → anna@example.org`.
fn of_letter(
    directory: &Directory,
    stamp: &Stamp,
    action: Action,
    (mail, what): (&OutboxMail, &str),
) -> Event {
    Event::draft(stamp, ObjectType::Email, action)
        .object(mail.id.0)
        .says(
            directory.settings().email.language,
            format!("{what} → {}", mail.to).trim_start(),
        )
        .tells(mail.trace, mail.causes.clone())
}

/// EMAIL SKIP: `causes` are not told of.
pub(super) fn skipped(
    directory: &Directory,
    stamp: &Stamp,
    mail: &OutboxMail,
    reason: Reason,
    causes: Vec<EventId>,
) -> Event {
    draft(directory, stamp, Action::Skip, mail)
        .tells(mail.trace, causes)
        .because(reason)
}

/// EMAIL RETRY `in_doubt`: the try before may have succeeded, the same Message-ID goes out again.
pub(super) fn in_doubt(directory: &Directory, now: Timestamp, mail: &OutboxMail) -> Event {
    draft(directory, &Stamp::system(now), Action::Retry, mail)
        .because(Reason::InDoubt)
        .with_mail(of(mail))
}

/// What is known of a mail that nothing was heard of from a relay.
pub(super) fn of(mail: &OutboxMail) -> MailFacts {
    MailFacts {
        to: Some(mail.to.clone()),
        template: Some(mail.content.template().to_owned()),
        message_id: Some(mail.message_id.clone()),
        attempt: Some(mail.attempt).filter(|attempt| *attempt > 0),
        ..MailFacts::default()
    }
}
