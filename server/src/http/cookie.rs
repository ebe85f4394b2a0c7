//! The session cookie (RFC 6265bis).

use axum::http::{HeaderMap, HeaderValue, header};
use flow::session::ABSOLUTE_TIMEOUT;

const NAME: &str = "colombier_session";
/// Behind TLS: bound to the host, sent by no other way.
const SECURE_NAME: &str = "__Host-colombier_session";

/// The value of the session cookie, if the browser sent one.
pub(crate) fn read(headers: &HeaderMap, secure: bool) -> Option<&str> {
    let wanted = if secure { SECURE_NAME } else { NAME };
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}

/// The header that gives the browser its session.
pub(crate) fn give(secret: &str, secure: bool) -> HeaderValue {
    line(
        secret,
        secure,
        &format!("; Max-Age={}", ABSOLUTE_TIMEOUT.ms() / 1000),
    )
}

/// The header that takes it away.
pub(crate) fn take(secure: bool) -> HeaderValue {
    line("", secure, "; Max-Age=0")
}

fn line(value: &str, secure: bool, more: &str) -> HeaderValue {
    let (name, protected) = if secure {
        (SECURE_NAME, "; Secure")
    } else {
        (NAME, "")
    };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{protected}{more}");
    // Secrets are base32, so that this is always a header.
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_as_it_was_given() {
        for secure in [true, false] {
            let given = give("abc", secure);
            let sent = given
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .to_owned();
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, format!("lang=fr; {sent}").parse().unwrap());
            assert_eq!(read(&headers, secure), Some("abc"));
            assert_eq!(read(&headers, !secure), None);
        }
    }

    #[test]
    fn secure_is_said_only_behind_tls() {
        assert!(give("abc", true).to_str().unwrap().contains("; Secure"));
        assert!(!give("abc", false).to_str().unwrap().contains("Secure"));
    }
}
