//! Why a call was refused, as the page knows it.

use serde::{Deserialize, Serialize};

/// An RFC 9457 problem of our API, or one that never reached it.
///
/// What is shown is our translation of `code`; see `parts::problem_words`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The HTTP status; 0 when there was no answer.
    #[serde(default)]
    pub status: u16,
    /// The stable word for what is wrong.
    #[serde(default)]
    pub code: String,
    /// The field of the form that it is about, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The server's own words, in English; shown only where `code` is unknown to us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Problem {
    /// From an answer that was no success.
    pub(crate) fn read(status: u16, body: &str) -> Self {
        // An answer that is no problem (a proxy's page, say) still has its status.
        let known: Option<Self> = serde_json::from_str(body).ok();
        match known {
            Some(problem) if !problem.code.is_empty() => Self { status, ..problem },
            _ => Self::of(status, by_status(status)),
        }
    }

    /// No answer came.
    pub fn unreachable() -> Self {
        Self::of(0, "unreachable")
    }

    /// The connection broke while a file was sent.
    pub(crate) fn interrupted() -> Self {
        Self::of(0, "incomplete")
    }

    /// An answer came that this page does not understand, for instance from a newer server.
    pub(crate) fn unreadable() -> Self {
        Self::of(0, "unreadable")
    }

    /// The session ended and was not renewed.
    pub(crate) fn signed_out() -> Self {
        Self::of(401, "unauthenticated")
    }

    /// Found by the page itself, before anything is sent.
    pub(crate) fn of_field(field: &str, code: &str) -> Self {
        Self {
            field: Some(field.to_owned()),
            ..Self::of(422, code)
        }
    }

    /// Whether a sign-in would help.
    pub(crate) fn is_signed_out(&self) -> bool {
        self.status == 401
    }

    fn of(status: u16, code: &str) -> Self {
        Self {
            status,
            code: code.to_owned(),
            field: None,
            detail: None,
        }
    }
}

fn by_status(status: u16) -> &'static str {
    match status {
        401 => "unauthenticated",
        403 => "forbidden",
        404 => "not_found",
        413 => "too_large",
        429 => "too_many_requests",
        507 => "no_space",
        _ => "server",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_keeps_its_code_and_anything_else_is_named_by_its_status() {
        let ours = Problem::read(
            409,
            r#"{"type":"about:blank","title":"x","status":409,"code":"name_taken"}"#,
        );
        assert_eq!((ours.status, ours.code.as_str()), (409, "name_taken"));
        assert_eq!(Problem::read(502, "<html>").code, "server");
    }
}
