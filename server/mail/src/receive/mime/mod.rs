//! Reading messages (RFC 5322, MIME): header fields, dates and charsets by `mail-parser`, the parts by our own walk, which
//! knows no recursion and no square, whatever a stranger sends.

mod bounce;
mod calendar;
mod charset;
mod classify;
mod content;
mod cost;
mod flowed;
mod forward;
mod headers;
mod plain;
mod quote;
mod sanitise;
mod structure;
mod tnef;
mod transfer;
mod uuencode;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::received::MessageClass;
use flow::port::{Mailbox, MessageReader, ReadMessage};

use content::{Content, Source};
use headers::Headers;
use structure::Structure;

/// [`MessageReader`] for what comes by SMTP.
#[derive(Clone, Copy, Debug, Default)]
pub struct MailReader;

/// Characters of a subject; one line of a message holds no more.
const LONGEST_SUBJECT: usize = 998;
/// How much of a message that cannot be read is shown as text.
const SHOWN_AS_IT_IS: usize = 64 * 1024;

impl MessageReader for MailReader {
    fn read(&self, raw: &[u8]) -> ReadMessage {
        // The libraries below are given what strangers wrote. A defect in them costs the reading, not the message.
        catch_unwind(AssertUnwindSafe(|| read(raw))).unwrap_or_else(|_| unreadable(raw))
    }

    fn attachment(&self, raw: &[u8], part: u32) -> Option<Vec<u8>> {
        catch_unwind(AssertUnwindSafe(|| attachment(raw, part))).unwrap_or_default()
    }

    fn sanitise(&self, html: &str, cid_url: &str, remote_images: bool) -> String {
        let clean = AssertUnwindSafe(|| sanitise::sanitise(html, cid_url, remote_images));
        catch_unwind(clean).unwrap_or_else(|_| sanitise::as_text(html))
    }
}

fn read(raw: &[u8]) -> ReadMessage {
    let mut structure = Structure::of(raw);
    let content = Content::of(&structure);
    let classified = classify::classify(&structure);
    for fault in &content.faults {
        structure.fault(fault);
    }
    let mut message = head(
        structure
            .parts
            .first()
            .map_or(&Headers::default(), |root| &root.headers),
    );
    if classified.class == MessageClass::Bounce {
        message.bounce = Some(bounce::report(&structure, &content.text));
    } else {
        message.forwarded_from = forwarded_from(&structure, &message.subject, &content.text);
    }
    if message.forwarded_from.is_none() {
        message.quoted_from = quote::begins(&content.text);
    }
    (message.class, message.reasons) = (classified.class, classified.reasons);
    message.suppress_auto_response = classified.suppress;
    message.attachments = content.files.into_iter().map(|file| file.shown).collect();
    (message.text, message.html) = (content.text, content.html);
    structure.faults.append(&mut message.faults);
    message.faults = structure.faults;
    message
}

/// What the headers say; everything else is empty.
fn head(headers: &Headers) -> ReadMessage {
    let routes = [
        "delivered-to",
        "x-original-to",
        "x-forwarded-to",
        "envelope-to",
    ];
    let routes = routes
        .iter()
        .flat_map(|name| headers.mailboxes(name))
        .map(|(address, _)| address);
    let from = headers.mailboxes("from").into_iter().next();
    let subject = headers.text("subject").unwrap_or_default();
    let mut faults = Vec::new();
    if headers.is_empty() {
        faults.push("it has no headers".to_owned());
    } else if from.is_none() {
        faults.push("it names no sender".to_owned());
    }
    ReadMessage {
        from,
        reply_to: headers.mailboxes("reply-to"),
        to: headers.mailboxes("to"),
        cc: headers.mailboxes("cc"),
        routes: routes.collect(),
        subject: subject.chars().take(LONGEST_SUBJECT).collect(),
        message_id: headers.ids("message-id").into_iter().next(),
        in_reply_to: headers.ids("in-reply-to"),
        references: headers.ids("references"),
        date: headers.date("date"),
        text: String::new(),
        quoted_from: None,
        html: None,
        attachments: Vec::new(),
        class: MessageClass::Normal,
        reasons: Vec::new(),
        loop_marker: headers.raw("x-colombier-loop"),
        forwarded: headers.raw("x-colombier-forwarded"),
        suppress_auto_response: false,
        bounce: None,
        forwarded_from: None,
        faults,
    }
}

/// Named in the text, or the sender of the one message that was attached to a forward without words.
fn forwarded_from(structure: &Structure<'_>, subject: &str, text: &str) -> Option<Mailbox> {
    let named = forward::sender(subject, text);
    if named.is_some() || !forward::is_forward(subject) {
        return named;
    }
    let mut attached = structure
        .parts
        .iter()
        .filter(|part| part.typed.value == "message/rfc822");
    let (only, None) = (attached.next()?, attached.next()) else {
        return None;
    };
    Headers::split(&only.decoded())
        .0
        .mailboxes("from")
        .into_iter()
        .next()
}

fn attachment(raw: &[u8], part: u32) -> Option<Vec<u8>> {
    let structure = Structure::of(raw);
    let at = usize::try_from(part).ok()?.checked_sub(1)?;
    match Content::of(&structure).files.into_iter().nth(at)?.source {
        Source::Part(number) => Some(structure.parts.get(number)?.decoded().into_owned()),
        Source::Bytes(bytes) => Some(bytes),
    }
}

fn unreadable(raw: &[u8]) -> ReadMessage {
    tracing::error!(
        bytes = raw.len(),
        "a message broke its reader and is shown as it is"
    );
    let mut message = head(&Headers::default());
    message.text = String::from_utf8_lossy(&raw[..raw.len().min(SHOWN_AS_IT_IS)]).into_owned();
    message.faults = vec!["it cannot be read".to_owned()];
    message
}
