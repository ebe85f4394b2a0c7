//! What is answered when something is not done (RFC 9457), in our words only.

use std::borrow::Cow;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{refusal::Refusal, wire};
use flow::FlowError;

/// The media type of problems.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request was not done: status, code, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: Cow<'static, str>,
    field: Option<String>,
    retry_after: Option<u64>,
}

impl Problem {
    /// A problem with `code`; `detail` says what to do.
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            field: None,
            retry_after: None,
        }
    }

    /// Nobody is signed in, or no longer.
    pub(crate) fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "Sign in first, or send a valid token.",
        )
    }

    /// There is nothing at this address.
    pub(crate) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is nothing at this address.",
        )
    }

    /// Too fast; try again after `seconds`.
    pub(crate) fn too_many_requests(seconds: u64) -> Self {
        let detail = format!("Too many requests: try again in {seconds} s.");
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail);
        Self {
            retry_after: Some(seconds.max(1)),
            ..problem
        }
    }

    /// A parameter of the address cannot be used.
    pub(crate) fn bad_parameter(name: &str) -> Self {
        let detail = format!("The value of the parameter {name} cannot be used.");
        Self::new(StatusCode::BAD_REQUEST, "bad_parameter", detail).about(name)
    }

    /// A field of the body cannot be used.
    pub(crate) fn bad_field(name: &str) -> Self {
        let detail = format!("The value of {name} cannot be used.");
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_field", detail).about(name)
    }

    /// The cursor was not given by the same list.
    pub(crate) fn bad_cursor() -> Self {
        let detail = "The cursor was not given by this list: begin without one.";
        Self::new(StatusCode::BAD_REQUEST, "bad_cursor", detail).about("cursor")
    }

    /// The server failed; the cause is logged, not told.
    pub(crate) fn internal(doing: &dyn std::error::Error) -> Self {
        tracing::error!(error = %chain(doing), "a request failed");
        let detail = "Something went wrong on the server. Nothing was changed; try again.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server", detail)
    }

    /// About this field or parameter.
    #[must_use]
    pub(crate) fn about(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// The stable code.
    #[cfg(test)]
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }
}

/// An error with all of its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = wire::Problem {
            kind: "about:blank".to_owned(),
            title: self
                .status
                .canonical_reason()
                .unwrap_or_default()
                .to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.into_owned(),
            code: self.code.to_owned(),
            field: self.field,
        };
        let mut response = (self.status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = status(&refusal);
        let problem = Self::new(status, refusal.code(), words(&refusal));
        match &refusal {
            Refusal::BadName(_) | Refusal::NameTaken => problem.about("name"),
            Refusal::AddressTaken(_) => problem.about("email"),
            Refusal::InboxAddressTaken(_) => problem.about("external_addresses"),
            Refusal::AlertOnNothing => problem.about("on"),
            Refusal::AttachmentsTooLarge => problem.about("attachments"),
            Refusal::BadField(field) | Refusal::TooMany(field) | Refusal::BadTemplate(field, _) => {
                problem.about(field)
            }
            _ => problem,
        }
    }
}

fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Missing(_) => StatusCode::NOT_FOUND,
        Refusal::Forbidden => StatusCode::FORBIDDEN,
        Refusal::LinkOver => StatusCode::GONE,
        Refusal::AttachmentsTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::BadName(_)
        | Refusal::AlertOnNothing
        | Refusal::BadTemplate(..)
        | Refusal::BadField(_)
        | Refusal::TooMany(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    }
}

fn words(refusal: &Refusal) -> Cow<'static, str> {
    use domain::text::BadName;
    let text = match refusal {
        Refusal::Missing(noun) => {
            return format!("There is no such {}, or not for you.", noun.as_str()).into();
        }
        Refusal::BadField(field) => return format!("The value of {field} cannot be used.").into(),
        Refusal::BadTemplate(_, flaw) => return flaw.to_string().into(),
        Refusal::TooMany(what) => return format!("There are too many {what}.").into(),
        Refusal::Forbidden => "You are not allowed to do this: ask someone who manages it.",
        Refusal::BadName(BadName::Empty) => "Give it a name.",
        Refusal::BadName(BadName::TooLong) => "The name is longer than 255 bytes: shorten it.",
        Refusal::BadName(BadName::Forbidden) => {
            "The name has a character that names cannot have, such as / \\ : * ? \" < > |."
        }
        Refusal::BadName(BadName::Reserved) => {
            "The name is reserved on Windows, or ends in a dot or space."
        }
        Refusal::AttachmentsTooLarge => {
            "The attachments are more than 20 MB together: put large files in a folder."
        }
        Refusal::NameTaken => "The name is taken: choose another.",
        Refusal::AddressTaken(_) => "Another person signs in with this address.",
        Refusal::LastAdmin => "This is the last active admin: make another one first.",
        Refusal::Oneself => "You cannot remove your own account: ask another admin.",
        Refusal::IntoItself => "A folder cannot be moved into itself or below itself.",
        Refusal::PlaceTrashed => "The folder is in the trash: restore it first.",
        Refusal::Trashed => "It is in the trash: restore it first.",
        Refusal::TooDeep => "The tree would be deeper than 64 folders.",
        Refusal::AlertExists => "The same alert exists already.",
        Refusal::AlertOnNothing => "An alert tells of ADD, MODIFY or both.",
        Refusal::Changed => "It changed meanwhile: look again.",
        Refusal::InboxAddressTaken(_) => {
            "Another inbox, mail group or forward has this address: take it away there first."
        }
        Refusal::NewerMessage => "A newer message came in: read it, then send your answer.",
        Refusal::LinkOver => {
            "This link was used already, or is too old: ask for a new one on the sign-in page."
        }
        Refusal::SetupOver => "The first admin exists already: sign in.",
    };
    text.into()
}

impl From<FlowError> for Problem {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::Refused(refusal) => refusal.into(),
            FlowError::Conflict(_) => Refusal::Changed.into(),
            FlowError::WrongCredentials => {
                let detail = "The address or the password is wrong.";
                Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", detail)
            }
            FlowError::Incomplete => {
                let detail = "The upload ended before its end: nothing was kept, send it again.";
                Self::new(StatusCode::BAD_REQUEST, "incomplete", detail)
            }
            FlowError::NoRoom => {
                let detail = "There is no room left on the server: nothing was kept.";
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "no_space", detail)
            }
            FlowError::Store { .. } | FlowError::Blob(_) | FlowError::Compose(_) => {
                Self::internal(&error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_the_store_is_told_in_our_words_only() {
        let source = "disk sector 7 of /srv/secret".into();
        let problem = Problem::from(FlowError::Store {
            doing: "reading a file",
            source,
        });
        assert_eq!(problem.code(), "server");
        assert!(!problem.detail.contains("sector"));
    }
}
