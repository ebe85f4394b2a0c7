//! What a delivery status says (RFC 3464), or what a daemon wrote instead.

use domain::address::EmailAddress;
use flow::port::{BounceReport, BouncedRecipient};

use super::{
    headers::{Headers, ids_in, one_line},
    structure::Structure,
};

/// Recipients of one report.
const MOST: usize = 100;

/// Reads the report out of a message that is one; `text` is what it says to people.
pub(super) fn report(structure: &Structure<'_>, text: &str) -> BounceReport {
    let mut recipients = Vec::new();
    for part in &structure.parts {
        if matches!(
            part.typed.value.as_str(),
            "message/delivery-status" | "message/global-delivery-status"
        ) {
            recipients.extend(fields_of(&part.decoded()));
        }
    }
    if recipients.is_empty() {
        recipients = in_words(structure, text);
    }
    recipients.truncate(MOST);
    BounceReport {
        recipients,
        original_message_id: original(structure, text),
    }
}

/// Blocks of fields, the first of the message, the others one a recipient.
fn fields_of(status: &[u8]) -> Vec<BouncedRecipient> {
    let (mut found, mut rest) = (Vec::new(), status);
    while !rest.is_empty() && found.len() < MOST {
        let (fields, after) = Headers::split(rest);
        // No field and no empty line: what follows is no status.
        rest = if after.len() == rest.len() {
            &[]
        } else {
            after
        };
        let address = fields
            .raw("final-recipient")
            .or_else(|| fields.raw("original-recipient"));
        if let Some(address) = address {
            found.push(BouncedRecipient {
                address: typed_address(&address),
                delayed: fields
                    .raw("action")
                    .is_some_and(|action| action.eq_ignore_ascii_case("delayed")),
                status: fields.raw("status").and_then(|status| status_in(&status)),
                diagnostic: fields
                    .text("diagnostic-code")
                    .map(|code| untyped(&code).to_owned()),
            });
        }
    }
    found
}

/// `rfc822; anna@example.org`
fn typed_address(value: &str) -> Option<EmailAddress> {
    untyped(value).trim_matches(['<', '>', ' ']).parse().ok()
}

fn untyped(value: &str) -> &str {
    value
        .split_once(';')
        .map_or(value, |(_, value)| value)
        .trim()
}

/// The first `5.1.1` in a text.
fn status_in(text: &str) -> Option<String> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    let is_status = |word: &&str| {
        let pieces: Vec<&str> = word.split('.').collect();
        let class = matches!(pieces.first(), Some(&("2" | "4" | "5")));
        class
            && pieces.len() == 3
            && pieces[1..]
                .iter()
                .all(|piece| (1..=3).contains(&piece.len()))
    };
    words
        .map(|word| word.trim_matches('.'))
        .find(is_status)
        .map(str::to_owned)
}

/// qmail, Postfix, Exim and Exchange in plain words: an address on a line of its own, the reason below it.
fn in_words(structure: &Structure<'_>, text: &str) -> Vec<BouncedRecipient> {
    let mut found: Vec<BouncedRecipient> = Vec::new();
    let said = before_original(text);
    let lines: Vec<&str> = said.lines().map(str::trim).collect();
    for (at, line) in lines.iter().enumerate().take(2_000) {
        let Some((address, rest)) = leading_address(line) else {
            continue;
        };
        let below = lines[at + 1..]
            .iter()
            .take_while(|line| !line.is_empty() && leading_address(line).is_none());
        let reason: Vec<&str> = std::iter::once(rest)
            .chain(below.copied().take(8))
            .collect();
        let reason = one_line(&reason.join(" "));
        if found.len() < MOST
            && !found
                .iter()
                .any(|one| one.address.as_ref() == Some(&address))
        {
            found.push(of_words(Some(address), &reason, said));
        }
    }
    let failed = structure
        .parts
        .first()
        .map(|root| root.headers.mailboxes("x-failed-recipients"));
    for (address, _) in failed.unwrap_or_default() {
        if !found
            .iter()
            .any(|one| one.address.as_ref() == Some(&address))
        {
            found.push(of_words(Some(address), &remote_words(said), said));
        }
    }
    if found.is_empty() && status_in(said).is_some() {
        found.push(of_words(None, &remote_words(said), said));
    }
    found
}

fn of_words(address: Option<EmailAddress>, reason: &str, all: &str) -> BouncedRecipient {
    let words = all.to_lowercase();
    let late = [
        "delayed",
        "not yet been delivered",
        "still trying",
        "will continue",
        "do not need to resend",
        "warning",
    ];
    let over = [
        "permanent",
        "giving up",
        "given up",
        "could not be delivered",
        "fatal",
    ];
    let has = |list: &[&str]| list.iter().any(|one| words.contains(one));
    BouncedRecipient {
        address,
        delayed: has(&late) && !has(&over),
        status: status_in(reason).or_else(|| status_in(all)),
        diagnostic: Some(reason.to_owned()).filter(|reason| !reason.is_empty()),
    }
}

/// `<anna@example.org>:`, `<anna@example.org>: host … said: …` or the address alone.
fn leading_address(line: &str) -> Option<(EmailAddress, &str)> {
    if let Some(line) = line.strip_prefix('<') {
        let (address, rest) = line.split_once('>')?;
        let rest = rest.trim_start();
        let marked = rest.is_empty() || rest.starts_with([':', '(']);
        return marked
            .then(|| address.parse().ok())?
            .map(|address| (address, rest.trim_start_matches([':', ' '])));
    }
    let (word, rest) = line.split_once([' ', '\t', '(']).unwrap_or((line, ""));
    let alone = rest.is_empty() || word.ends_with(':');
    let address = word.trim_end_matches(':').trim_start_matches("mailto:");
    (alone && address.contains('@'))
        .then(|| address.parse().ok())?
        .map(|address| (address, rest))
}

/// The line in which the other server's answer stands.
fn remote_words(text: &str) -> String {
    let with_status = text.lines().find(|line| status_in(line).is_some());
    one_line(with_status.unwrap_or_default())
}

/// Without the returned message.
fn before_original(text: &str) -> &str {
    let marks = [
        "--- Below this line is a copy of the message",
        "------ This is a copy of",
        "----- Original message -----",
        "--- The header of the original message",
        "Original message headers:",
        "Message headers follow",
    ];
    let end = marks.iter().filter_map(|mark| text.find(mark)).min();
    &text[..end.unwrap_or(text.len())]
}

/// Message-ID of the mail it tells of.
fn original(structure: &Structure<'_>, text: &str) -> Option<String> {
    let returned = structure.parts.iter().filter(|part| {
        let kind = part.typed.value.as_str();
        matches!(
            kind,
            "message/rfc822"
                | "message/global"
                | "text/rfc822-headers"
                | "message/global-headers"
                | "message/rfc822-headers"
        )
    });
    for part in returned {
        let decoded = part.decoded();
        let start = decoded.trim_ascii_start();
        if let Some(id) = Headers::split(start).0.ids("message-id").into_iter().next() {
            return Some(id);
        }
    }
    let quoted = text
        .lines()
        .map(|line| line.trim_start_matches(['>', ' ', '\t']));
    let mut after = quoted.skip_while(|line| {
        !line
            .get(..11)
            .is_some_and(|begin| begin.eq_ignore_ascii_case("message-id:"))
    });
    let lines = format!(
        "{} {}",
        after.next()?.get(11..)?,
        after.next().unwrap_or_default()
    );
    ids_in(&lines).into_iter().next()
}
