//! Answers with a content: whole or one range, in constant memory, never as a page of ours.

use std::ops::Range;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use data_encoding::HEXLOWER;
use flow::Flow;
use utoipa::{IntoParams, IntoResponses, ToSchema};

use super::{
    disposition, headers,
    problem::Problem,
    range::{Part, part},
};

/// In descriptions: bytes.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "bodies are streams; this describes them")]
pub(crate) struct Content(Vec<u8>);

/// In descriptions: what a download may answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "answers are streams; this describes them")]
pub(crate) enum Contents {
    /// The whole content.
    #[response(status = OK, content_type = "application/octet-stream")]
    Whole(#[to_schema] Content),
    /// The range asked for.
    #[response(status = PARTIAL_CONTENT, content_type = "application/octet-stream")]
    Part(#[to_schema] Content),
    /// It is what the client has already.
    #[response(status = NOT_MODIFIED)]
    NotModified,
}

/// In descriptions: what a download can be asked with.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by `respond`; this describes them")]
pub(crate) struct Headers {
    /// One range of bytes, such as `bytes=0-1023`.
    #[param(rename = "Range")]
    range: Option<String>,
    /// The `ETag` that the range belongs to; another content is sent whole.
    #[param(rename = "If-Range")]
    if_range: Option<String>,
    /// The `ETag` known already: 304 when it is still the same.
    #[param(rename = "If-None-Match")]
    if_none_match: Option<String>,
}

/// Answers with `content`, or the range of it that `asked` names.
pub(crate) async fn respond(
    flow: &Flow,
    content: &flow::files::Content,
    method: &Method,
    asked: &HeaderMap,
) -> Result<Response, Problem> {
    let size = content.size();
    let tag = format!("\"{}\"", HEXLOWER.encode(&content.version().blob.sha256));
    if text(asked, &header::IF_NONE_MATCH).is_some_and(|known| known == "*" || known.contains(&tag))
    {
        return Ok(labelled(
            StatusCode::NOT_MODIFIED,
            Body::empty(),
            content,
            &tag,
        ));
    }
    let same = text(asked, &header::IF_RANGE).is_none_or(|known| known == tag);
    let wanted = match part(text(asked, &header::RANGE).filter(|_| same), size) {
        Part::Whole => None,
        Part::Bytes(range) => Some(range),
        Part::Unsatisfiable => return Ok(unsatisfiable(size)),
    };
    let (status, range) = match &wanted {
        None => (StatusCode::OK, 0..size),
        Some(range) => (StatusCode::PARTIAL_CONTENT, range.clone()),
    };
    let body = if method == Method::HEAD {
        Body::empty()
    } else {
        Body::from_stream(flow.read(content, wanted).await?)
    };
    let mut response = labelled(status, body, content, &tag);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    if status == StatusCode::PARTIAL_CONTENT {
        headers.insert(header::CONTENT_RANGE, ascii(&content_range(&range, size)));
    }
    Ok(response)
}

fn labelled(status: StatusCode, body: Body, content: &flow::files::Content, tag: &str) -> Response {
    let labels = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        ),
        (
            header::CONTENT_DISPOSITION,
            disposition::attachment(content.name()),
        ),
        (header::ETAG, ascii(tag)),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(headers::SANDBOX),
        ),
    ];
    (status, labels, body).into_response()
}

fn unsatisfiable(size: u64) -> Response {
    let detail = format!("The content has {size} bytes: ask for a range within it.");
    let problem = Problem::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        "range_not_satisfiable",
        detail,
    );
    (
        [(header::CONTENT_RANGE, ascii(&format!("bytes */{size}")))],
        problem,
    )
        .into_response()
}

fn content_range(range: &Range<u64>, size: u64) -> String {
    format!(
        "bytes {}-{}/{size}",
        range.start,
        range.end.saturating_sub(1)
    )
}

/// Digits, hexadecimal and punctuation are always a header.
fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
