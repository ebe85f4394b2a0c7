use axum::{Json, extract::State, response::Response};
use domain::{
    id::ReceivedId,
    received::Verdict,
    wire::{List, Received},
};
use flow::desk::ReceivedQuestion;

use super::{
    answer::{Answer, Paging, Problems},
    tickets::download,
};
use crate::http::{
    extract::{Ids, Params},
    problem::Problem,
    site::App,
    visitor::Signed,
};

/// Messages that were received, newest first, with what became of them (admins).
#[utoipa::path(
    get, path = "/received", tag = "desk",
    params(
        ("q" = Option<String>, Query, description = "Words of subject, addresses and reasons."),
        ("verdict" = Option<Verdict>, Query),
        Paging
    ),
    responses((status = OK, body = List<Received>), Problems)
)]
pub(super) async fn received_list(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<Received>> {
    let may = app.flow.may_admin(&viewer)?;
    let question = ReceivedQuestion {
        verdict: params.one("verdict")?,
        words: params.text("q").unwrap_or_default().to_owned(),
    };
    Ok(Json(
        app.flow
            .received_list(&may, &question, &params.page()?)
            .await?,
    ))
}

/// A message that was received (admins).
#[utoipa::path(
    get, path = "/received/{id}", tag = "desk",
    params(("id" = ReceivedId, Path)), responses((status = OK, body = Received), Problems)
)]
pub(super) async fn received(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(ReceivedId,)>,
) -> Answer<Received> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.received(&may, id).await?))
}

/// Its bytes as they came (admins).
#[utoipa::path(
    get, path = "/received/{id}/raw", tag = "desk", params(("id" = ReceivedId, Path)),
    responses((status = OK, content_type = "application/octet-stream"), Problems)
)]
pub(super) async fn received_raw(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(ReceivedId,)>,
) -> Result<Response, Problem> {
    let may = app.flow.may_admin(&viewer)?;
    let raw = app.flow.received_raw(&may, id).await?;
    Ok(download(&format!("message-{id}.eml"), raw))
}

/// Have it read again: what was held becomes a ticket (admins).
#[utoipa::path(
    post, path = "/received/{id}/rerun", tag = "desk",
    params(("id" = ReceivedId, Path)), responses((status = OK, body = Received), Problems)
)]
pub(super) async fn rerun(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(ReceivedId,)>,
) -> Answer<Received> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.rerun_received(&may, id).await?))
}
