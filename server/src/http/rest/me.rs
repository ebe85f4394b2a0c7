use axum::{Json, extract::State, http::StatusCode};
use domain::wire::{Alert, List, Me, MeChange};

use super::answer::{Answer, Done, Paging, Problems};
use crate::http::{
    extract::{self, Ids, Params},
    site::App,
    visitor::Signed,
};

/// One's own profile.
#[utoipa::path(get, path = "/me", tag = "me", responses((status = OK, body = Me), Problems))]
pub(super) async fn me(State(app): State<App>, Signed(viewer): Signed) -> Answer<Me> {
    Ok(Json(app.flow.me(&viewer)))
}

/// Change one's own profile; a new password needs the old one and ends the other sessions.
#[utoipa::path(
    patch, path = "/me", tag = "me",
    request_body = MeChange, responses((status = OK, body = Me), Problems)
)]
pub(super) async fn change_me(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<MeChange>,
) -> Answer<Me> {
    // The old password could be guessed here too.
    let guess = form.password.is_some();
    if guess {
        app.limits.try_password(viewer.person().email.as_str())?;
    }
    let me = app.flow.change_me(&viewer, &form).await?;
    if guess {
        app.limits.password_was_right(&viewer.person().email);
    }
    Ok(Json(me))
}

/// One's own alerts, broken ones too.
#[utoipa::path(
    get, path = "/me/alerts", tag = "me",
    params(Paging), responses((status = OK, body = List<Alert>), Problems)
)]
pub(super) async fn my_alerts(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<Alert>> {
    Ok(Json(app.flow.my_alerts(&viewer, &params.page()?)))
}

/// Let mail go again to an address that was refused again and again: one's own, or for admins any.
#[utoipa::path(
    post, path = "/addresses/{address}/resume", tag = "me",
    params(("address" = String, Path, description = "The suspended address")),
    responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn resume_address(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((address,)): Ids<(String,)>,
) -> Done {
    app.flow.resume_address(&viewer, &address).await?;
    Ok(StatusCode::NO_CONTENT)
}
