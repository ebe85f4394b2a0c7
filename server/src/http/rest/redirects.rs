use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::RedirectId,
    redirect::RedirectKind,
    wire::{Forward, ForwardForm, List, MailGroup, MailGroupForm},
};

use super::answer::{Answer, Done, Made, Paging, Problems, made};
use crate::http::{
    extract::{self, Ids, Params},
    site::App,
    visitor::Signed,
};

/// The distribution lists (admins).
#[utoipa::path(
    get, path = "/mail-groups", tag = "desk",
    params(Paging), responses((status = OK, body = List<MailGroup>), Problems)
)]
pub(super) async fn groups(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<MailGroup>> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.mail_groups(&may, &params.page()?)))
}

/// Add a distribution list (admins).
#[utoipa::path(
    post, path = "/mail-groups", tag = "desk",
    request_body = MailGroupForm, responses((status = CREATED, body = MailGroup), Problems)
)]
pub(super) async fn add_group(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<MailGroupForm>,
) -> Made<MailGroup> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(made(app.flow.add_mail_group(&may, &form).await?))
}

/// A distribution list (admins).
#[utoipa::path(
    get, path = "/mail-groups/{id}", tag = "desk",
    params(("id" = RedirectId, Path)), responses((status = OK, body = MailGroup), Problems)
)]
pub(super) async fn group(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(RedirectId,)>,
) -> Answer<MailGroup> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.mail_group(&may, id)?))
}

/// Change a distribution list (admins).
#[utoipa::path(
    patch, path = "/mail-groups/{id}", tag = "desk", params(("id" = RedirectId, Path)),
    request_body = MailGroupForm, responses((status = OK, body = MailGroup), Problems)
)]
pub(super) async fn change_group(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(RedirectId,)>,
    extract::Json(form): extract::Json<MailGroupForm>,
) -> Answer<MailGroup> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.change_mail_group(&may, id, &form).await?))
}

/// Remove a distribution list (admins).
#[utoipa::path(
    delete, path = "/mail-groups/{id}", tag = "desk",
    params(("id" = RedirectId, Path)), responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn remove_group(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(RedirectId,)>,
) -> Done {
    let may = app.flow.may_admin(&viewer)?;
    app.flow
        .remove_redirect(&may, (RedirectKind::Group, id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The forwards of addresses (admins).
#[utoipa::path(
    get, path = "/forwards", tag = "desk",
    params(Paging), responses((status = OK, body = List<Forward>), Problems)
)]
pub(super) async fn forwards(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<Forward>> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.forwards(&may, &params.page()?)))
}

/// Add a forward (admins).
#[utoipa::path(
    post, path = "/forwards", tag = "desk",
    request_body = ForwardForm, responses((status = CREATED, body = Forward), Problems)
)]
pub(super) async fn add_forward(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<ForwardForm>,
) -> Made<Forward> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(made(app.flow.add_forward(&may, &form).await?))
}

/// A forward (admins).
#[utoipa::path(
    get, path = "/forwards/{id}", tag = "desk",
    params(("id" = RedirectId, Path)), responses((status = OK, body = Forward), Problems)
)]
pub(super) async fn forward(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(RedirectId,)>,
) -> Answer<Forward> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.forward(&may, id)?))
}

/// Change a forward (admins).
#[utoipa::path(
    patch, path = "/forwards/{id}", tag = "desk", params(("id" = RedirectId, Path)),
    request_body = ForwardForm, responses((status = OK, body = Forward), Problems)
)]
pub(super) async fn change_forward(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(RedirectId,)>,
    extract::Json(form): extract::Json<ForwardForm>,
) -> Answer<Forward> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.change_forward(&may, id, &form).await?))
}

/// Remove a forward (admins).
#[utoipa::path(
    delete, path = "/forwards/{id}", tag = "desk",
    params(("id" = RedirectId, Path)), responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn remove_forward(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(RedirectId,)>,
) -> Done {
    let may = app.flow.may_admin(&viewer)?;
    app.flow
        .remove_redirect(&may, (RedirectKind::Forward, id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
