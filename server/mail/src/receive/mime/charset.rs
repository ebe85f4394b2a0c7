use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;

/// Bytes as text in the charset that was declared, or in what they look like where that cannot be right.
pub(super) fn to_text(bytes: &[u8], declared: Option<&str>) -> String {
    let declared = declared.map_or_else(String::new, |name| name.trim().to_ascii_lowercase());
    let decoder = charset_decoder(declared.as_bytes());
    match (std::str::from_utf8(bytes), decoder) {
        // Valid UTF-8 beyond ASCII is hardly ever text of a single-byte charset: such declarations are mistakes.
        (Ok(text), _) if may_be_mistaken(&declared) => text.to_owned(),
        (Ok(text), None) => text.to_owned(),
        (Err(_), Some(decode)) if !is_utf8(&declared) => decode(bytes),
        (Err(_), _) => western(bytes),
        (Ok(_), Some(decode)) => decode(bytes),
    }
}

/// Bytes of a header without a charset: UTF-8 (RFC 6532), else what old Western programs wrote.
pub(super) fn header_text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(western(bytes)),
    }
}

fn western(bytes: &[u8]) -> String {
    match charset_decoder(b"windows-1252") {
        Some(decode) => decode(bytes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn is_utf8(declared: &str) -> bool {
    matches!(declared, "utf-8" | "utf8")
}

fn may_be_mistaken(declared: &str) -> bool {
    let single_byte = ["iso-8859-", "iso8859-", "windows-125", "cp125", "latin"];
    matches!(
        declared,
        "" | "us-ascii" | "ascii" | "unknown-8bit" | "default"
    ) || is_utf8(declared)
        || single_byte.iter().any(|name| declared.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_the_declared_the_likely_or_the_western_charset() {
        for (bytes, declared, text) in [
            (b"caf\xe9".as_slice(), Some("iso-8859-1"), "café"),
            (b"caf\xe9", Some("utf-8"), "café"),
            (b"caf\xe9", None, "café"),
            (b"caf\xe9", Some("no-such-charset"), "café"),
            ("café".as_bytes(), Some("iso-8859-1"), "café"),
            ("café".as_bytes(), None, "café"),
            (b"\xcf\xf0\xe8\xe2\xe5\xf2", Some("windows-1251"), "Привет"),
            (b"\x1b$B$3\x1b(B", Some("iso-2022-jp"), "こ"),
            (b"\xc4\xe3\xba\xc3", Some("gb2312"), "你好"),
        ] {
            assert_eq!(to_text(bytes, declared), text, "{declared:?}");
        }
    }
}
