use axum::{Json, extract::State, http::StatusCode};
use domain::wire::{List, OutboxId, OutboxItem, OutboxState};

use super::answer::{Answer, Done, Paging, Problems};
use crate::http::{
    extract::{Ids, Params},
    site::App,
    visitor::Signed,
};

/// What waits to leave, with its due time: all for admins, else what is for oneself.
#[utoipa::path(
    get, path = "/outbox", tag = "outbox",
    params(Paging), responses((status = OK, body = List<OutboxItem>), Problems)
)]
pub(super) async fn outbox(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<OutboxItem>> {
    Ok(Json(app.flow.outbox(&viewer, &params.page()?).await?))
}

/// How much waits, and whether mail leaves at all (admins).
#[utoipa::path(get, path = "/outbox/state", tag = "outbox", responses((status = OK, body = OutboxState), Problems))]
pub(super) async fn outbox_state(
    State(app): State<App>,
    Signed(viewer): Signed,
) -> Answer<OutboxState> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.outbox_state(&may).await?))
}

/// Make it due now.
#[utoipa::path(
    post, path = "/outbox/{id}/send-now", tag = "outbox",
    params(("id" = String, Path, description = "Of a mail, or of a notice (`n…`)")),
    responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn send_now(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(OutboxId,)>,
) -> Done {
    app.flow.send_now(&viewer, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Cancel it; the journal says so.
#[utoipa::path(
    delete, path = "/outbox/{id}", tag = "outbox",
    params(("id" = String, Path, description = "Of a mail, or of a notice (`n…`)")),
    responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn cancel(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(OutboxId,)>,
) -> Done {
    app.flow.cancel(&viewer, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
