//! What handlers answer with, and what all of their descriptions share.

use std::collections::BTreeMap;

use axum::{Json, http::StatusCode};
use utoipa::{
    IntoParams, IntoResponses,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};

use crate::http::problem::{MEDIA_TYPE, Problem};

/// A JSON answer, or a problem.
pub(super) type Answer<T> = Result<Json<T>, Problem>;

/// Something new, with 201.
pub(super) type Made<T> = Result<(StatusCode, Json<T>), Problem>;

/// Done, with nothing to say.
pub(super) type Done = Result<StatusCode, Problem>;

/// 201 with `body`.
pub(super) const fn made<T>(body: T) -> (StatusCode, Json<T>) {
    (StatusCode::CREATED, Json(body))
}

/// In descriptions: any problem (RFC 9457).
pub(crate) struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let problem = |text: &str| {
            let content = ContentBuilder::new()
                .schema(Some(Ref::from_schema_name("Problem")))
                .build();
            RefOr::T(
                ResponseBuilder::new()
                    .description(text)
                    .content(MEDIA_TYPE, content)
                    .build(),
            )
        };
        BTreeMap::from([
            (
                "4XX".to_owned(),
                problem("It was not done; `code` says why, `detail` what to do."),
            ),
            (
                "5XX".to_owned(),
                problem("The server failed; nothing was changed."),
            ),
        ])
    }
}

/// In descriptions: the parameters of a list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by `Params`; this describes them")]
pub(super) struct Paging {
    /// At most so many items: 100 unless said, at most 1000.
    limit: Option<u32>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}
