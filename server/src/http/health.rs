//! `/healthz`, `/readyz`, `/metrics`: for those who watch over the server.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::wire::Health;

use super::{problem::Problem, rest::Problems, site::App, visitor::Visit};

fn ok() -> Json<Health> {
    Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "health", security(()), responses((status = OK, body = Health)))]
pub(crate) async fn live() -> Json<Health> {
    ok()
}

/// The store answers too.
#[utoipa::path(
    get, path = "/readyz", tag = "health", security(()),
    responses((status = OK, body = Health), Problems)
)]
pub(crate) async fn ready(State(app): State<App>, _: Visit) -> Result<Json<Health>, Problem> {
    app.flow.backlog().await?;
    Ok(ok())
}

/// A few numbers (Prometheus text format).
#[utoipa::path(
    get, path = "/metrics", tag = "health", security(()),
    responses((status = OK, body = String, content_type = "text/plain"), Problems)
)]
pub(crate) async fn metrics(State(app): State<App>, _: Visit) -> Result<Response, Problem> {
    let (waiting, oldest) = app.flow.backlog().await?;
    let age = oldest.map_or(0, |oldest| app.flow.now().since(oldest).ms() / 1000);
    let paused = u8::from(app.flow.relay_pause().is_some());
    let text = format!(
        "# HELP colombier_outbox_waiting Mails that wait to leave.\n\
         # TYPE colombier_outbox_waiting gauge\n\
         colombier_outbox_waiting {waiting}\n\
         # HELP colombier_outbox_oldest_seconds Age of the oldest of them.\n\
         # TYPE colombier_outbox_oldest_seconds gauge\n\
         colombier_outbox_oldest_seconds {age}\n\
         # HELP colombier_relay_paused Whether no mail leaves as things are.\n\
         # TYPE colombier_relay_paused gauge\n\
         colombier_relay_paused {paused}\n"
    );
    Ok((
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        text,
    )
        .into_response())
}
