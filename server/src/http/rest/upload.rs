use std::time::Duration;

use axum::{
    Json,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use domain::{id::FolderId, wire::File};
use futures::{Stream, StreamExt as _, stream};
use tokio::time::timeout;

use super::{
    answer::{Made, Problems},
    folders::name,
};
use crate::http::{download::Content, extract::Ids, site::App, visitor::Signed};

/// The longest silence of an upload.
const SILENCE: Duration = Duration::from_mins(1);

/// Deposit a file: the body is its content. A file of that name gets a new version.
#[utoipa::path(
    put, path = "/folders/{id}/files/{name}", tag = "files",
    params(("id" = FolderId, Path), ("name" = String, Path, description = "Percent-encoded UTF-8")),
    request_body(content = Content, content_type = "application/octet-stream"),
    responses(
        (status = CREATED, body = File, description = "A new file"),
        (status = OK, body = File, description = "A new version"),
        Problems
    )
)]
pub(super) async fn deposit(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id, text)): Ids<(FolderId, String)>,
    headers: HeaderMap,
    body: Body,
) -> Made<File> {
    let may = app.flow.may_write(&viewer, id)?;
    let received = app
        .flow
        .deposit(&may, name(&text)?, length(&headers), pieces(body))
        .await?;
    let status = if received.added {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(received.file)))
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// The upload broke off, or fell silent.
struct BrokenOff;

fn pieces(body: Body) -> impl Stream<Item = Result<Bytes, BrokenOff>> + Send {
    stream::unfold(body.into_data_stream(), |mut body| async move {
        let piece = match timeout(SILENCE, body.next()).await {
            Ok(piece) => piece?.map_err(|_| BrokenOff),
            Err(_) => Err(BrokenOff),
        };
        Some((piece, body))
    })
}
