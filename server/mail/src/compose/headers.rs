//! Values of headers that lettre has no type for. Each is ASCII, folded and without line breaks of its own.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::text::HeaderText;

/// Bytes of text in an encoded word of at most 75 characters (RFC 2047, section 2).
const WORD: usize = 42;

/// What is printable ASCII of `text`; nothing else can be in an id or a URL.
pub(super) fn graphic(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).collect()
}

/// Message ids as they are, one a line, never encoded: an encoded id is no id.
pub(super) fn message_ids(ids: &str) -> String {
    let ids: Vec<String> = ids.split_whitespace().map(message_id).collect();
    ids.join("\r\n ")
}

/// A message id whose domain is in ASCII.
pub(super) fn message_id(id: &str) -> String {
    let (left, domain) = id
        .trim_end_matches('>')
        .rsplit_once('@')
        .unwrap_or((id, ""));
    let domain = idna::domain_to_ascii(domain).unwrap_or_default();
    format!(
        "<{}@{}>",
        graphic(left.trim_start_matches('<')),
        graphic(&domain)
    )
}

/// `Name <list.example.org>` (RFC 2919), the name quoted or encoded.
pub(super) fn list_id(value: &str) -> String {
    let (name, id) = value
        .trim_end()
        .trim_end_matches('>')
        .rsplit_once('<')
        .unwrap_or(("", value));
    let id = idna::domain_to_ascii(id).unwrap_or_else(|_| id.to_owned());
    let name = HeaderText::from(name);
    if name.is_empty() {
        format!("<{}>", graphic(&id))
    } else {
        format!("{}\r\n <{}>", phrase(&name), graphic(&id))
    }
}

/// A name of several words: quoted where it is ASCII, encoded words where not.
fn phrase(name: &HeaderText) -> String {
    let text = name.as_str();
    if text.is_ascii() {
        return format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    }
    let mut words = vec![String::new()];
    for letter in text.chars() {
        if words
            .last()
            .is_some_and(|word| word.len() + letter.len_utf8() > WORD)
        {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    let encoded: Vec<String> = words
        .iter()
        .map(|word| format!("=?utf-8?b?{}?=", STANDARD.encode(word)))
        .collect();
    encoded.join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_as_they_are_but_for_what_breaks_a_header() {
        assert_eq!(
            message_id("<v1.alert.7.abc@example.org>"),
            "<v1.alert.7.abc@example.org>"
        );
        assert_eq!(
            message_id("<v1.alert.7@bücher.example>"),
            "<v1.alert.7@xn--bcher-kva.example>"
        );
        assert_eq!(
            message_ids("<a@b.org>\r\nBcc: <c@d.org>"),
            "<a@b.org>\r\n <Bcc:@>\r\n <c@d.org>"
        );
    }

    #[test]
    fn a_list_is_named_before_its_id() {
        assert_eq!(
            list_id("Accounts \"A\" <folder-7.example.org>"),
            "\"Accounts \\\"A\\\"\"\r\n <folder-7.example.org>"
        );
        assert_eq!(list_id("<folder-7.example.org>"), "<folder-7.example.org>");
        assert_eq!(
            list_id("Été <folder-7.example.org>"),
            "=?utf-8?b?w4l0w6k=?=\r\n <folder-7.example.org>"
        );
    }
}
