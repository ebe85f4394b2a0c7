use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::{AlertId, FolderId},
    wire::{Alert, AlertChange, AlertOverview, DryRun, List, NewAlert},
};

use super::answer::{Answer, Done, Made, Paging, Problems, made};
use crate::http::{
    extract::{self, Ids, Params},
    site::App,
    visitor::Signed,
};

/// The alerts on a folder: all for its managers, else one's own.
#[utoipa::path(
    get, path = "/folders/{id}/alerts", tag = "alerts",
    params(("id" = FolderId, Path), Paging), responses((status = OK, body = List<Alert>), Problems)
)]
pub(super) async fn alerts(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FolderId,)>,
    params: Params,
) -> Answer<List<Alert>> {
    let may = app.flow.may_read(&viewer, id)?;
    Ok(Json(app.flow.alerts(&may, &params.page()?)))
}

/// All alerts, with what stands against each (admins).
#[utoipa::path(
    get, path = "/alerts", tag = "alerts",
    params(Paging), responses((status = OK, body = List<AlertOverview>), Problems)
)]
pub(super) async fn all_alerts(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<AlertOverview>> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.alerts_overview(&may, &params.page()?)))
}

/// Who would be mailed if a file were added now, when, and who not and why (managers of the folder).
#[utoipa::path(
    get, path = "/folders/{id}/alerts/dry-run", tag = "alerts",
    params(("id" = FolderId, Path)), responses((status = OK, body = DryRun), Problems)
)]
pub(super) async fn dry_run(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FolderId,)>,
) -> Answer<DryRun> {
    let may = app.flow.may_manage(&viewer, id)?;
    Ok(Json(app.flow.dry_run(&may)?))
}

/// Subscribe oneself, or as a manager anyone.
#[utoipa::path(
    post, path = "/folders/{id}/alerts", tag = "alerts", params(("id" = FolderId, Path)),
    request_body = NewAlert, responses((status = CREATED, body = Alert), Problems)
)]
pub(super) async fn subscribe(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(FolderId,)>,
    extract::Json(form): extract::Json<NewAlert>,
) -> Made<Alert> {
    let may = app.flow.may_read(&viewer, id)?;
    Ok(made(app.flow.subscribe(&may, &form).await?))
}

/// Change what an alert tells of.
#[utoipa::path(
    patch, path = "/alerts/{id}", tag = "alerts", params(("id" = AlertId, Path)),
    request_body = AlertChange, responses((status = OK, body = Alert), Problems)
)]
pub(super) async fn change_alert(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(AlertId,)>,
    extract::Json(form): extract::Json<AlertChange>,
) -> Answer<Alert> {
    let may = app.flow.may_alert(&viewer, id)?;
    Ok(Json(app.flow.change_alert(&may, &form).await?))
}

/// Remove an alert.
#[utoipa::path(
    delete, path = "/alerts/{id}", tag = "alerts",
    params(("id" = AlertId, Path)), responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn remove_alert(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(AlertId,)>,
) -> Done {
    let may = app.flow.may_alert(&viewer, id)?;
    app.flow.remove_alert(&may).await?;
    Ok(StatusCode::NO_CONTENT)
}
