use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::AppendHeaders,
};
use domain::{
    event::Via,
    wire::{Me, SignIn},
};
use flow::session::SignedIn;

use super::answer::{Answer, Problems};
use crate::http::{
    cookie, extract,
    origin::Origin,
    problem::Problem,
    site::{App, Site},
    visitor::{Signed, Stranger, Visit},
};

/// A header that sets or takes the session's cookie.
pub(super) type SetCookie = AppendHeaders<[(header::HeaderName, HeaderValue); 1]>;

/// Sign in; the answer sets the session's cookie.
#[utoipa::path(
    post, path = "/session", tag = "session", security(()),
    request_body = SignIn, responses((status = OK, body = Me), Problems)
)]
pub(super) async fn sign_in(
    State(app): State<App>,
    Stranger(origin): Stranger,
    extract::Json(form): extract::Json<SignIn>,
) -> Result<(SetCookie, Json<Me>), Problem> {
    open(&app, &origin, &form).await
}

/// Checks the password, and gives the cookie of the new session.
pub(super) async fn open(
    app: &Site,
    origin: &Origin,
    form: &SignIn,
) -> Result<(SetCookie, Json<Me>), Problem> {
    app.limits.try_password(&form.email)?;
    let SignedIn { secret, viewer } = app
        .flow
        .sign_in(&form.email, &form.password.0, Some(origin.ip), Via::Web)
        .await?;
    app.limits.password_was_right(&viewer.person().email);
    let cookie = cookie::give(&secret, origin.secure);
    Ok((
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        Json(app.flow.me(&viewer)),
    ))
}

/// Who am I?
#[utoipa::path(get, path = "/session", tag = "session", responses((status = OK, body = Me), Problems))]
pub(super) async fn who_am_i(State(app): State<App>, Signed(viewer): Signed) -> Answer<Me> {
    Ok(Json(app.flow.me(&viewer)))
}

/// Sign out.
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = NO_CONTENT), Problems))]
pub(super) async fn sign_out(
    State(app): State<App>,
    Signed(viewer): Signed,
    Visit(origin): Visit,
) -> Result<(StatusCode, SetCookie), Problem> {
    app.flow.sign_out(&viewer).await?;
    Ok((
        StatusCode::NO_CONTENT,
        AppendHeaders([(header::SET_COOKIE, cookie::take(origin.secure))]),
    ))
}
