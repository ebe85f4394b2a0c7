use axum::{Json, extract::State};
use domain::{
    time::{Span, Timestamp},
    wire::{AddressCheck, AddressHealth, DeliveryReport, List},
};

use super::answer::{Answer, Paging, Problems};
use crate::http::{extract::Params, site::App, visitor::Signed};

/// Since when, unless it is said.
const WEEK: Span = Span::from_days(7);

/// What became of mails: how many were taken and how fast, what stumbled and why, what waits (admins).
#[utoipa::path(
    get, path = "/delivery", tag = "outbox",
    params(("from" = Option<Timestamp>, Query, description = "Not before; the last seven days, unless said.")),
    responses((status = OK, body = DeliveryReport), Problems)
)]
pub(super) async fn delivery(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<DeliveryReport> {
    let may = app.flow.may_admin(&viewer)?;
    let from = params.one("from")?.unwrap_or(app.flow.now() - WEEK);
    Ok(Json(app.flow.delivery_report(&may, from).await?))
}

/// The addresses that refuse mail (admins); `POST /addresses/{address}/resume` tries one again.
#[utoipa::path(
    get, path = "/addresses", tag = "outbox",
    params(Paging), responses((status = OK, body = List<AddressHealth>), Problems)
)]
pub(super) async fn addresses(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<AddressHealth>> {
    let may = app.flow.may_admin(&viewer)?;
    let page = params.page()?;
    Ok(Json(app.flow.troubled_addresses(&may, &page).await?))
}

/// An address as it is typed: is it one, does its domain take mail, what was probably meant.
#[utoipa::path(
    get, path = "/addresses/check", tag = "outbox",
    params(("address" = String, Query, description = "What was typed.")),
    responses((status = OK, body = AddressCheck), Problems)
)]
pub(super) async fn check_address(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<AddressCheck> {
    let typed: String = params.one("address")?.unwrap_or_default();
    Ok(Json(app.flow.check_typed_address(&viewer, &typed).await))
}
