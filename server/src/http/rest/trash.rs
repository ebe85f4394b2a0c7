use axum::{Json, extract::State};
use domain::wire::{List, TrashItem};

use super::answer::{Answer, Paging, Problems};
use crate::http::{extract::Params, site::App, visitor::Signed};

/// What one may restore: folders first, then files, newest first.
#[utoipa::path(
    get, path = "/trash", tag = "trash",
    params(Paging), responses((status = OK, body = List<TrashItem>), Problems)
)]
pub(super) async fn trash(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<TrashItem>> {
    Ok(Json(app.flow.trash(&viewer, &params.page()?).await?))
}
