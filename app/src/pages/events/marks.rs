//! Which parts of a text were searched for.

use crate::browser::folded;

/// What was typed, word by word, without what must not be there.
pub fn needles(typed: &str) -> Vec<String> {
    let mut needles = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() {
        let excluded = rest.len() > 1 && rest.starts_with('-');
        let body = if excluded { &rest[1..] } else { rest };
        let (word, after) = match body.strip_prefix('"') {
            Some(phrase) => phrase.split_once('"').unwrap_or((phrase, "")),
            None => body.split_at(body.find(char::is_whitespace).unwrap_or(body.len())),
        };
        if !excluded && !word.trim().is_empty() {
            needles.push(folded(word));
        }
        rest = after.trim_start();
    }
    needles
}

/// `text` in pieces, each with whether it is one of `needles`, whatever its case and accents.
pub fn pieces(text: &str, needles: &[String]) -> Vec<(String, bool)> {
    let mut folded_text = String::with_capacity(text.len());
    // For each byte of the folded text, the character of `text` that it comes from.
    let mut from = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let mut buffer = [0; 4];
        folded_text.push_str(&folded(c.encode_utf8(&mut buffer)));
        from.resize(folded_text.len(), at..at + c.len_utf8());
    }
    let mut marked = vec![false; text.len()];
    for needle in needles.iter().filter(|needle| !needle.is_empty()) {
        for (start, found) in folded_text.match_indices(needle.as_str()) {
            let ends = (from.get(start), from.get(start + found.len() - 1));
            if let (Some(first), Some(last)) = ends {
                marked[first.start..last.end].fill(true);
            }
        }
    }
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for (at, c) in text.char_indices() {
        match pieces.last_mut() {
            Some((piece, mark)) if *mark == marked[at] => piece.push(c),
            _ => pieces.push((c.to_string(), marked[at])),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_searched_for_is_marked_in_its_own_case() {
        let needles = needles("plan \"to Bob\" -masse");
        assert_eq!(needles, ["plan", "to bob"]);
        let piece = |text: &str, mark| (text.to_owned(), mark);
        assert_eq!(
            pieces("The Plan, sent to Bob", &needles),
            [
                piece("The ", false),
                piece("Plan", true),
                piece(", sent ", false),
                piece("to Bob", true)
            ]
        );
        assert_eq!(pieces("", &needles), []);
    }
}
