use axum::{Json, extract::State, http::StatusCode};
use domain::{
    refusal::Refusal,
    wire::{Me, Setup, SetupState, SignIn},
};

use super::{
    answer::Problems,
    session::{SetCookie, open},
};
use crate::http::{
    extract,
    problem::Problem,
    site::App,
    visitor::{Stranger, Visit},
};

/// Whether the installation waits for its first admin.
#[utoipa::path(get, path = "/setup", tag = "set-up", security(()), responses((status = OK, body = SetupState), Problems))]
pub(super) async fn setup_state(State(app): State<App>, _: Visit) -> Json<SetupState> {
    Json(SetupState {
        needed: app.flow.directory().needs_setup(),
    })
}

/// Make the first admin with the token that the console shows; the answer sets the session's cookie.
#[utoipa::path(
    post, path = "/setup", tag = "set-up", security(()),
    request_body = Setup, responses((status = OK, body = Me), Problems)
)]
pub(super) async fn set_up(
    State(app): State<App>,
    Stranger(origin): Stranger,
    extract::Json(form): extract::Json<Setup>,
) -> Result<(SetCookie, Json<Me>), Problem> {
    if !app.flow.directory().needs_setup() {
        return Err(Refusal::SetupOver.into());
    }
    if !app.gate.opens_to(&form.token) {
        return Err(wrong_token());
    }
    app.flow.first_admin(&form, Some(origin.ip)).await?;
    open(
        &app,
        &origin,
        &SignIn {
            email: form.email,
            password: form.password,
        },
    )
    .await
}

fn wrong_token() -> Problem {
    let detail =
        "Open the address that the server printed when it started; each start prints a new one.";
    Problem::new(StatusCode::FORBIDDEN, "wrong_setup_token", detail).about("token")
}
