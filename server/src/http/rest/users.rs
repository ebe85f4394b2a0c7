use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::UserId,
    wire::{Alert, List, NewUser, PrincipalName, User, UserChange},
};

use super::answer::{Answer, Done, Made, Paging, Problems, made};
use crate::http::{
    extract::{self, Ids, Params},
    site::App,
    visitor::Signed,
};

/// Everyone with an account (admins).
#[utoipa::path(
    get, path = "/users", tag = "users",
    params(Paging), responses((status = OK, body = List<User>), Problems)
)]
pub(super) async fn users(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<User>> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.people(&may, &params.page()?)))
}

/// Add a person (admins).
#[utoipa::path(
    post, path = "/users", tag = "users",
    request_body = NewUser, responses((status = CREATED, body = User), Problems)
)]
pub(super) async fn add_user(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<NewUser>,
) -> Made<User> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(made(app.flow.add_person(&may, &form).await?))
}

/// A person (admins).
#[utoipa::path(
    get, path = "/users/{id}", tag = "users",
    params(("id" = UserId, Path)), responses((status = OK, body = User), Problems)
)]
pub(super) async fn user(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(UserId,)>,
) -> Answer<User> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.person(&may, id)?))
}

/// Change a person (admins): profile, role, password, switched on or off.
#[utoipa::path(
    patch, path = "/users/{id}", tag = "users", params(("id" = UserId, Path)),
    request_body = UserChange, responses((status = OK, body = User), Problems)
)]
pub(super) async fn change_user(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(UserId,)>,
    extract::Json(form): extract::Json<UserChange>,
) -> Answer<User> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.change_person(&may, id, &form).await?))
}

/// Remove a person with its alerts, rights, memberships, tokens and sessions (admins; not oneself, not the last admin).
#[utoipa::path(
    delete, path = "/users/{id}", tag = "users",
    params(("id" = UserId, Path)), responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn remove_user(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(UserId,)>,
) -> Done {
    let may = app.flow.may_admin(&viewer)?;
    app.flow.remove_person(&may, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The alerts given to a person by name (admins).
#[utoipa::path(
    get, path = "/users/{id}/alerts", tag = "users",
    params(("id" = UserId, Path), Paging), responses((status = OK, body = List<Alert>), Problems)
)]
pub(super) async fn alerts_of_user(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(UserId,)>,
    params: Params,
) -> Answer<List<Alert>> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.alerts_of(&may, id, &params.page()?)))
}

/// Whom one may give rights and alerts to, by name.
#[utoipa::path(
    get, path = "/principals", tag = "users",
    params(Paging), responses((status = OK, body = List<PrincipalName>), Problems)
)]
pub(super) async fn principals(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<PrincipalName>> {
    Ok(Json(app.flow.principals(&viewer, &params.page()?)))
}
