use axum::{Json, extract::State};
use domain::{id::FolderId, wire::Right};

use super::answer::{Answer, Problems};
use crate::http::{
    extract::{self, Ids},
    site::App,
    visitor::Signed,
};

/// The rights given on this very folder (its managers).
#[utoipa::path(
    get, path = "/folders/{id}/rights", tag = "folders",
    params(("id" = FolderId, Path)), responses((status = OK, body = Vec<Right>), Problems)
)]
pub(super) async fn rights(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FolderId,)>,
) -> Answer<Vec<Right>> {
    let may = app.flow.may_manage(&viewer, id)?;
    Ok(Json(app.flow.rights(&may)?))
}

/// Replace the rights given on this very folder (its managers).
#[utoipa::path(
    put, path = "/folders/{id}/rights", tag = "folders", params(("id" = FolderId, Path)),
    request_body = Vec<Right>, responses((status = OK, body = Vec<Right>), Problems)
)]
pub(super) async fn set_rights(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FolderId,)>,
    extract::Json(form): extract::Json<Vec<Right>>,
) -> Answer<Vec<Right>> {
    let may = app.flow.may_manage(&viewer, id)?;
    Ok(Json(app.flow.set_rights(&may, form).await?))
}
