use std::borrow::Cow;

use super::uuencode;

/// Takes the transfer encoding off (RFC 2045 section 6); what is broken is decoded as far as it goes.
pub(super) fn decode<'x>(body: &'x [u8], encoding: &str) -> Cow<'x, [u8]> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => Cow::Owned(base64(body)),
        "quoted-printable" => Cow::Owned(quoted_printable(body)),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => match uuencode::first(body) {
            Some(bytes) => Cow::Owned(bytes),
            None => Cow::Borrowed(body),
        },
        _ => Cow::Borrowed(body),
    }
}

fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3 + 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for &byte in body {
        let Some(value) = sextet(byte) else {
            // Padding ends a run; another may follow, where encoders were chained.
            if byte == b'=' {
                (bits, held) = (0, 0);
            }
            continue;
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(((bits >> held) & 0xff) as u8);
        }
    }
    out
}

const fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        match rest {
            [high, low, tail @ ..] if hex(*high).is_some() && hex(*low).is_some() => {
                let value = hex(*high).unwrap_or(0) << 4 | hex(*low).unwrap_or(0);
                out.push(value);
                rest = tail;
            }
            _ => match soft_break(rest) {
                Some(tail) => rest = tail,
                None => out.push(b'='),
            },
        }
    }
    out.extend_from_slice(rest);
    out
}

/// What follows a soft line break; blanks before it were added on the way.
fn soft_break(rest: &[u8]) -> Option<&[u8]> {
    let blanks = rest
        .iter()
        .take_while(|byte| matches!(**byte, b' ' | b'\t'))
        .count();
    match &rest[blanks..] {
        [b'\r', b'\n', tail @ ..] | [b'\n', tail @ ..] => Some(tail),
        [] => Some(&[]),
        _ => None,
    }
}

const fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_taken_off_as_far_as_they_go() {
        assert_eq!(&*decode(b"aGVs\r\nbG8=\r\n", "Base64"), b"hello");
        assert_eq!(&*decode(b"aGVs!bG8", "base64"), b"hello");
        assert_eq!(
            &*decode(b"caf=C3=A9 =\r\nau lait=3D =ZZ=", "quoted-printable"),
            "café au lait= =ZZ".as_bytes()
        );
        assert_eq!(&*decode(b"as it is", "8bit"), b"as it is");
    }
}
