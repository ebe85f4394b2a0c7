//! Where the text of an answer ends and what it answers begins.

use super::words::{HeaderLabel, ORIGINAL_MESSAGE, WROTE, label_of};

/// Lines of an attribution such as "On Monday Anna <…> wrote:", at most.
const LONGEST_ATTRIBUTION: usize = 4;

/// One line with its place in the text.
#[derive(Clone, Copy)]
struct Line<'x> {
    at: usize,
    text: &'x str,
}

/// The byte at which the quoted text begins; `None`: there is none, or answers stand between its lines.
pub(super) fn begins(text: &str) -> Option<usize> {
    let lines = lines(text);
    let first = lines.iter().position(|line| !line.text.is_empty())?;
    let block = (first + 1..lines.len()).find(|at| begins_block(&lines, *at));
    let tail = quoted_tail(&lines).filter(|at| *at > first);
    let number = match (block, tail) {
        (Some(block), Some(tail)) => block.min(tail),
        (block, tail) => block.or(tail)?,
    };
    Some(lines[number].at)
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    let pieces = text.split_inclusive('\n').map(|piece| {
        let line = Line {
            at,
            text: piece.trim(),
        };
        at += piece.len();
        line
    });
    pieces.collect()
}

/// Whether what follows is what is answered: an attribution, a rule with "Original Message", or a block of headers.
fn begins_block(lines: &[Line<'_>], number: usize) -> bool {
    let text = lines[number].text;
    if text.is_empty() || text.starts_with('>') {
        return false;
    }
    if is_rule(text) {
        return lines[number + 1..]
            .iter()
            .take(3)
            .any(|line| is_header_block(lines, line, number + 1));
    }
    if is_original_message(text) || is_header_block_at(lines, number) {
        return true;
    }
    attribution(lines, number).is_some_and(|end| nothing_between(&lines[end..]))
}

/// Outlook's line of underscores.
fn is_rule(text: &str) -> bool {
    text.len() >= 10 && text.bytes().all(|byte| byte == b'_')
}

fn is_header_block(lines: &[Line<'_>], line: &Line<'_>, from: usize) -> bool {
    let number = lines[from..].iter().position(|one| one.at == line.at);
    number.is_some_and(|number| is_header_block_at(lines, from + number))
}

/// `-----Original Message-----`
fn is_original_message(text: &str) -> bool {
    if !text.starts_with("--") || text.len() > 120 {
        return false;
    }
    let words = text
        .trim_matches(|c: char| c == '-' || c.is_whitespace())
        .to_lowercase();
    ORIGINAL_MESSAGE.contains(&words.as_str())
}

/// `From: … Sent: … To: … Subject: …`, as Outlook writes above what it answers.
fn is_header_block_at(lines: &[Line<'_>], number: usize) -> bool {
    if label_of(lines[number].text).is_none_or(|(label, _)| label != HeaderLabel::From) {
        return false;
    }
    let following = lines[number + 1..]
        .iter()
        .take(6)
        .filter_map(|line| label_of(line.text));
    let mut kinds: Vec<HeaderLabel> = following.map(|(label, _)| label).collect();
    kinds.dedup();
    kinds.len() >= 2
}

/// The line after an attribution that begins at `number`.
fn attribution(lines: &[Line<'_>], number: usize) -> Option<usize> {
    let first = lines[number].text.to_lowercase();
    if names_its_writer(&first) {
        return Some(number + 1);
    }
    WROTE.iter().find(|(begin, _)| first.starts_with(begin))?;
    let mut joined = String::new();
    for (count, line) in lines[number..].iter().take(LONGEST_ATTRIBUTION).enumerate() {
        if line.text.is_empty() {
            return None;
        }
        joined.push_str(&line.text.to_lowercase());
        joined.push(' ');
        if line.text.ends_with(':') {
            let fits = WROTE
                .iter()
                .any(|(begin, verb)| joined.starts_with(begin) && joined.contains(verb));
            return (fits && joined.len() < 500).then_some(number + count + 1);
        }
    }
    None
}

/// `Anna <anna@x> wrote:`, with the name first; a date or an address tells it from a sentence.
fn names_its_writer(line: &str) -> bool {
    let Some(line) = line.strip_suffix(':') else {
        return false;
    };
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let dated = line.contains('@') || digits >= 6;
    let line = line.trim_end();
    let told = WROTE.iter().any(|(_, verb)| line.ends_with(verb));
    // Portuguese puts the date behind the verb.
    let told = told || (line.ends_with(')') && line.contains(" escreveu ("));
    dated && told && line.len() < 300
}

/// Whether no answer stands between quoted lines, or below them: those must be seen.
fn nothing_between(rest: &[Line<'_>]) -> bool {
    let mut said = rest.iter().filter(|line| !line.text.is_empty());
    match said.next() {
        Some(line) if line.text.starts_with('>') => said.all(|line| line.text.starts_with('>')),
        _ => true,
    }
}

/// The first of the quoted lines that end the text.
fn quoted_tail(lines: &[Line<'_>]) -> Option<usize> {
    let last = lines
        .iter()
        .rposition(|line| !line.text.is_empty() && !line.text.starts_with('>'))?;
    let tail = &lines[last + 1..];
    tail.iter()
        .position(|line| line.text.starts_with('>'))
        .map(|at| last + 1 + at)
}
