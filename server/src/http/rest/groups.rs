use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::GroupId,
    wire::{Group, GroupChange, List, NewGroup},
};

use super::answer::{Answer, Done, Made, Paging, Problems, made};
use crate::http::{
    extract::{self, Ids, Params},
    site::App,
    visitor::Signed,
};

/// All groups (admins).
#[utoipa::path(
    get, path = "/groups", tag = "groups",
    params(Paging), responses((status = OK, body = List<Group>), Problems)
)]
pub(super) async fn groups(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<Group>> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.groups(&may, &params.page()?)))
}

/// Add a group (admins).
#[utoipa::path(
    post, path = "/groups", tag = "groups",
    request_body = NewGroup, responses((status = CREATED, body = Group), Problems)
)]
pub(super) async fn add_group(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<NewGroup>,
) -> Made<Group> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(made(app.flow.add_group(&may, &form).await?))
}

/// A group (admins).
#[utoipa::path(
    get, path = "/groups/{id}", tag = "groups",
    params(("id" = GroupId, Path)), responses((status = OK, body = Group), Problems)
)]
pub(super) async fn group(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(GroupId,)>,
) -> Answer<Group> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.group(&may, id)?))
}

/// Rename a group, or replace its members (admins).
#[utoipa::path(
    patch, path = "/groups/{id}", tag = "groups", params(("id" = GroupId, Path)),
    request_body = GroupChange, responses((status = OK, body = Group), Problems)
)]
pub(super) async fn change_group(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(GroupId,)>,
    extract::Json(form): extract::Json<GroupChange>,
) -> Answer<Group> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.change_group(&may, id, &form).await?))
}

/// Remove a group with its rights and alerts (admins).
#[utoipa::path(
    delete, path = "/groups/{id}", tag = "groups",
    params(("id" = GroupId, Path)), responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn remove_group(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(GroupId,)>,
) -> Done {
    let may = app.flow.may_admin(&viewer)?;
    app.flow.remove_group(&may, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
