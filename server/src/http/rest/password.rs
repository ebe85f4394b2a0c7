use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::UserId,
    wire::{Me, NewPassword, PasswordLink, PasswordRequest, SignIn},
};

use super::{
    answer::{Answer, Done, Problems},
    session::{SetCookie, open},
};
use crate::http::{
    extract::{self, Ids},
    problem::Problem,
    site::App,
    visitor::{Signed, Stranger},
};

/// Ask for a link to set a new password; the answer is the same whether there is such an account or not.
#[utoipa::path(
    post, path = "/password-reset", tag = "session", security(()),
    request_body = PasswordRequest, responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn ask(
    State(app): State<App>,
    Stranger(origin): Stranger,
    extract::Json(form): extract::Json<PasswordRequest>,
) -> Done {
    app.limits.ask_for_password(&form.email)?;
    app.flow
        .ask_for_password(&form.email, Some(origin.ip))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose password a link sets.
#[utoipa::path(
    get, path = "/password-reset/{token}", tag = "session", security(()),
    params(("token" = String, Path)), responses((status = OK, body = PasswordLink), Problems)
)]
pub(super) async fn link(
    State(app): State<App>,
    _: Stranger,
    Ids((token,)): Ids<(String,)>,
) -> Answer<PasswordLink> {
    Ok(Json(app.flow.password_link(&token)?))
}

/// Set the password by a link, once; the answer sets the session's cookie.
#[utoipa::path(
    post, path = "/password-reset/{token}", tag = "session", security(()),
    params(("token" = String, Path)),
    request_body = NewPassword, responses((status = OK, body = Me), Problems)
)]
pub(super) async fn set(
    State(app): State<App>,
    Stranger(origin): Stranger,
    Ids((token,)): Ids<(String,)>,
    extract::Json(form): extract::Json<NewPassword>,
) -> Result<(SetCookie, Json<Me>), Problem> {
    let email = app
        .flow
        .set_password_by_link(&token, &form.password.0, Some(origin.ip))
        .await?;
    // Who holds the link is the person: tries by others count no more.
    app.limits.password_was_right(&email);
    let sign_in = SignIn {
        email: email.to_string(),
        password: form.password,
    };
    open(&app, &origin, &sign_in).await
}

/// Send a person the link to set its password (admins).
#[utoipa::path(
    post, path = "/users/{id}/credentials", tag = "users",
    params(("id" = UserId, Path)), responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn send_credentials(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(UserId,)>,
) -> Done {
    let may = app.flow.may_admin(&viewer)?;
    app.flow.send_credentials(&may, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
