//! Whom a mail was from that someone forwarded by hand.

use domain::address::EmailAddress;
use flow::port::Mailbox;

use super::{
    headers::one_line,
    words::{FORWARD_PREFIXES, FORWARDED, HeaderLabel, label_of},
};

/// Lines below the beginning of the forwarded message in which its sender is looked for.
const REACH: usize = 15;

/// The sender named in the text of a forwarded message.
pub(super) fn sender(subject: &str, text: &str) -> Option<Mailbox> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    if let Some(at) = lines.iter().position(|line| is_marker(line)) {
        return sender_in(&lines[at + 1..]);
    }
    if !is_forward(subject) {
        return None;
    }
    // Outlook says so in the subject, and writes the headers above the message.
    let at = (0..lines.len()).find(|at| is_header_block(&lines[*at..]))?;
    sender_in(&lines[at..])
}

/// Whether the subject says that the message was forwarded.
pub(super) fn is_forward(subject: &str) -> bool {
    let subject = subject.trim().to_lowercase();
    FORWARD_PREFIXES
        .iter()
        .any(|prefix| subject.starts_with(prefix))
}

fn is_marker(line: &str) -> bool {
    if line.len() < 10 || line.len() > 100 || line.starts_with('>') {
        return false;
    }
    let dashed = line.starts_with("--") || line.starts_with("==");
    if !(dashed || line.ends_with(':')) {
        return false;
    }
    let words = line
        .trim_matches(['-', '=', ' ', ':', '\u{a0}'])
        .to_lowercase();
    FORWARDED.iter().any(|marker| words.starts_with(marker))
}

fn is_header_block(lines: &[&str]) -> bool {
    let is_from = lines
        .first()
        .and_then(|line| label_of(line))
        .is_some_and(|(label, _)| label == HeaderLabel::From);
    is_from
        && lines[1..]
            .iter()
            .take(6)
            .filter_map(|line| label_of(line))
            .take(2)
            .count()
            == 2
}

fn sender_in(lines: &[&str]) -> Option<Mailbox> {
    let near = &lines[..lines.len().min(REACH)];
    let at = near
        .iter()
        .position(|line| matches!(label_of(line), Some((HeaderLabel::From, _))))?;
    let (_, value) = label_of(near[at])?;
    // A long name may push the address to the next line.
    let next = near.get(at + 1).filter(|line| label_of(line).is_none());
    mailbox(value).or_else(|| mailbox(&format!("{value} {}", next?.trim_start_matches(['>', ' ']))))
}

/// `Anna <anna@x>`, `Anna [mailto:anna@x]`, `anna@x (Anna)` or the address alone.
fn mailbox(value: &str) -> Option<Mailbox> {
    let end_of_address = |c: char| c.is_whitespace() || "<>[]()\"',;*|".contains(c);
    let at = value.find('@')?;
    let begin = value[..at].rfind(end_of_address).map_or(0, |at| at + 1);
    let begin = value.ceil_char_boundary(begin);
    let end = value[at..]
        .find(end_of_address)
        .map_or(value.len(), |end| at + end);
    let written = value[begin..end]
        .trim_start_matches("mailto:")
        .trim_end_matches('.');
    let address: EmailAddress = written.parse().ok()?;
    let before = value[..begin].trim_end_matches("mailto:");
    let name = before.trim_matches(['<', '[', '(', '"', '\'', ' ', '*', '\u{a0}']);
    Some((address, one_line(name)))
}
