//! `Content-Disposition` of downloads (RFC 6266, RFC 8187).

use axum::http::HeaderValue;
use domain::text::EntryName;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 8187 leaves as it is (`attr-char`).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// Always an attachment: what someone deposited is never shown as a page of ours.
pub(crate) fn attachment(name: &EntryName) -> HeaderValue {
    let plain: String = name
        .as_str()
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect();
    let exact = utf8_percent_encode(name.as_str(), ENCODED);
    let value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}");
    // All of it is visible ASCII by now.
    HeaderValue::from_str(&value).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

/// What is safe between quotes for every browser; `%` would be decoded by some.
fn is_plain(c: char) -> bool {
    (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_given_plain_and_exact() {
        let value = attachment(&"Été 100%.pdf".parse().unwrap());
        let expected =
            "attachment; filename=\"_t_ 100_.pdf\"; filename*=UTF-8''%C3%89t%C3%A9%20100%25.pdf";
        assert_eq!(value.to_str().unwrap(), expected);
    }
}
