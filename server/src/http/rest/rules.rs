use axum::{Json, extract::State};
use domain::{
    id::{InboxId, TicketId},
    rule::{CannedAnswer, Rule},
    wire::RuleTrial,
};

use super::answer::{Answer, Problems};
use crate::http::{
    extract::{self, Ids},
    site::App,
    visitor::Signed,
};

/// What is done by itself with messages of an inbox, in order (its managers).
#[utoipa::path(
    get, path = "/inboxes/{id}/rules", tag = "desk",
    params(("id" = InboxId, Path)), responses((status = OK, body = Vec<Rule>), Problems)
)]
pub(super) async fn rules(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
) -> Answer<Vec<Rule>> {
    let may = app.flow.may_manage_inbox(&viewer, id)?;
    Ok(Json(app.flow.rules(&may)))
}

/// Replace the rules of an inbox (its managers).
#[utoipa::path(
    put, path = "/inboxes/{id}/rules", tag = "desk", params(("id" = InboxId, Path)),
    request_body = Vec<Rule>, responses((status = OK, body = Vec<Rule>), Problems)
)]
pub(super) async fn set_rules(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
    extract::Json(rules): extract::Json<Vec<Rule>>,
) -> Answer<Vec<Rule>> {
    let may = app.flow.may_manage_inbox(&viewer, id)?;
    Ok(Json(app.flow.put_rules(&may, rules).await?))
}

/// What rules, saved or not, would have done with the newest tickets (the inbox's managers); nothing is changed.
#[utoipa::path(
    post, path = "/inboxes/{id}/rules/dry-run", tag = "desk", params(("id" = InboxId, Path)),
    request_body = Vec<Rule>, responses((status = OK, body = RuleTrial), Problems)
)]
pub(super) async fn try_rules(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
    extract::Json(rules): extract::Json<Vec<Rule>>,
) -> Answer<RuleTrial> {
    let may = app.flow.may_manage_inbox(&viewer, id)?;
    Ok(Json(app.flow.try_rules(&may, &rules).await?))
}

/// The answers kept ready in an inbox, in order (its managers).
#[utoipa::path(
    get, path = "/inboxes/{id}/canned-answers", tag = "desk",
    params(("id" = InboxId, Path)), responses((status = OK, body = Vec<CannedAnswer>), Problems)
)]
pub(super) async fn canned_answers(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
) -> Answer<Vec<CannedAnswer>> {
    let may = app.flow.may_manage_inbox(&viewer, id)?;
    Ok(Json(app.flow.canned_answers(&may)))
}

/// Replace the answers kept ready in an inbox (its managers).
#[utoipa::path(
    put, path = "/inboxes/{id}/canned-answers", tag = "desk", params(("id" = InboxId, Path)),
    request_body = Vec<CannedAnswer>, responses((status = OK, body = Vec<CannedAnswer>), Problems)
)]
pub(super) async fn set_canned_answers(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
    extract::Json(answers): extract::Json<Vec<CannedAnswer>>,
) -> Answer<Vec<CannedAnswer>> {
    let may = app.flow.may_manage_inbox(&viewer, id)?;
    Ok(Json(app.flow.put_canned_answers(&may, answers).await?))
}

/// The answers kept ready for a ticket, their fields filled in.
#[utoipa::path(
    get, path = "/tickets/{id}/canned-answers", tag = "desk",
    params(("id" = TicketId, Path)), responses((status = OK, body = Vec<CannedAnswer>), Problems)
)]
pub(super) async fn answers_for(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(TicketId,)>,
) -> Answer<Vec<CannedAnswer>> {
    let may = app.flow.may_read_ticket(&viewer, id).await?;
    Ok(Json(app.flow.answers_for(&may)?))
}
