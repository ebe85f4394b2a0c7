//! What of a text is indexed: words, addresses, characters.

use crate::needle::{goes_on, in_local_part};

/// Calls `each` with every word of `text`: every longest run of letters and digits.
pub(crate) fn words(text: &str, mut each: impl FnMut(&str)) {
    let mut start = None;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (inside, width) = if bytes[at].is_ascii() {
            (bytes[at].is_ascii_alphanumeric(), 1)
        } else {
            let c = text[at..].chars().next().unwrap_or(' ');
            (c.is_alphanumeric(), c.len_utf8())
        };
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                each(&text[from..at]);
                start = None;
            }
            _ => {}
        }
        at += width;
    }
    if let Some(from) = start {
        each(&text[from..]);
    }
}

/// Calls `each` with every complete mail address of `text`: around each `@` the longest run of characters of a local
/// part, and the longest domain.
pub(crate) fn addresses(text: &str, mut each: impl FnMut(&str)) {
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        let local: usize = text[..at]
            .chars()
            .rev()
            .take_while(|c| in_local_part(*c))
            .map(char::len_utf8)
            .sum();
        let domain = domain_len(&text[at + 1..]);
        if local > 0 && domain > 0 {
            each(&text[at - local..at + 1 + domain]);
        }
    }
}

/// Length of the longest domain that `text` begins with.
fn domain_len(text: &str) -> usize {
    let mut chars = text.chars();
    let mut len = 0;
    loop {
        let mut ahead = chars.clone();
        let first = ahead.next();
        let Some(c) = first.filter(|_| goes_on(first, ahead.next())) else {
            return len;
        };
        len += c.len_utf8();
        chars.next();
    }
}

/// Whether the complete addresses of a text tell whether it has `address`.
///
/// They do when `address` is itself one as [`addresses`] would find it. One whose local part begins with its domain
/// could overlap itself, and is left to reading the text.
pub(crate) fn is_plain_address(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else {
        return false;
    };
    let mut found = 0;
    addresses(address, |one| found += usize::from(one == address));
    found == 1 && !domain.contains('@') && !local.starts_with(domain)
}

/// The ASCII characters of `text`, a bit each.
pub(crate) fn characters(text: &str) -> u128 {
    let (mut low, mut high) = (0_u64, 0_u64);
    for byte in text.bytes() {
        let bit = 1_u64 << (byte & 63);
        match byte >> 6 {
            0 => low |= bit,
            1 => high |= bit,
            _ => {}
        }
    }
    u128::from(high) << 64 | u128::from(low)
}

/// A part of a pattern that lies within one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Letters and digits.
    pub(crate) text: String,
    /// A word begins with it.
    pub(crate) begins: bool,
    /// A word ends with it.
    pub(crate) ends: bool,
}

/// The runs of letters and digits of `pattern`, as they must be in words of a text that has it.
pub(crate) fn runs(pattern: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let start = pattern.as_ptr() as usize;
    words(pattern, |word| {
        let from = word.as_ptr() as usize - start;
        runs.push(Run {
            text: word.to_owned(),
            begins: from > 0,
            ends: from + word.len() < pattern.len(),
        });
    });
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        addresses(text, |address| found.push(address.to_owned()));
        found
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let mut found = Vec::new();
        words("/devis/plan-2.pdf\nstraße日本 x", |word| {
            found.push(word.to_owned());
        });
        assert_eq!(found, ["devis", "plan", "2", "pdf", "straße日本", "x"]);
    }

    #[test]
    fn an_address_ends_where_its_domain_does() {
        assert_eq!(
            found("to <a.b@c.org>, x@y.fr. z@w.fr.uk"),
            ["a.b@c.org", "x@y.fr", "z@w.fr.uk"]
        );
        assert_eq!(found("@ a@ @b a@b-"), ["a@b-"]);
        assert!(is_plain_address("a.b@c.org"));
        assert!(!is_plain_address("a@b@c"));
        assert!(!is_plain_address("a@a"));
        assert!(!is_plain_address("a@b."));
    }

    #[test]
    fn a_pattern_says_where_words_begin_and_end() {
        let runs: Vec<_> = runs("ab/c.d")
            .into_iter()
            .map(|run| (run.text, run.begins, run.ends))
            .collect();
        assert_eq!(
            runs,
            [
                ("ab".into(), false, true),
                ("c".into(), true, true),
                ("d".into(), true, false)
            ]
        );
    }
}
