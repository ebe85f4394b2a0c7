use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::InboxId,
    wire::{
        Forwarding, ForwardingForm, ForwardingGuide, Inbox, InboxChange, List, NewInbox, Right,
        SmtpForm, SmtpSettings, SmtpTest, SmtpTestForm,
    },
};

use super::answer::{Answer, Done, Made, Paging, Problems, made};
use crate::http::{
    extract::{self, Ids, Params},
    site::App,
    visitor::Signed,
};

/// The inboxes whose tickets one reads.
#[utoipa::path(
    get, path = "/inboxes", tag = "desk",
    params(Paging), responses((status = OK, body = List<Inbox>), Problems)
)]
pub(super) async fn inboxes(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<Inbox>> {
    Ok(Json(app.flow.inboxes(&viewer, &params.page()?)))
}

/// Add an inbox: it gets an address of its own (admins).
#[utoipa::path(
    post, path = "/inboxes", tag = "desk",
    request_body = NewInbox, responses((status = CREATED, body = Inbox), Problems)
)]
pub(super) async fn add_inbox(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<NewInbox>,
) -> Made<Inbox> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(made(app.flow.add_inbox(&may, &form).await?))
}

/// An inbox.
#[utoipa::path(
    get, path = "/inboxes/{id}", tag = "desk",
    params(("id" = InboxId, Path)), responses((status = OK, body = Inbox), Problems)
)]
pub(super) async fn inbox(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
) -> Answer<Inbox> {
    Ok(Json(app.flow.inbox(&viewer, id)?))
}

/// Change an inbox (its managers).
#[utoipa::path(
    patch, path = "/inboxes/{id}", tag = "desk", params(("id" = InboxId, Path)),
    request_body = InboxChange, responses((status = OK, body = Inbox), Problems)
)]
pub(super) async fn change_inbox(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
    extract::Json(form): extract::Json<InboxChange>,
) -> Answer<Inbox> {
    let may = app.flow.may_manage_inbox(&viewer, id)?;
    Ok(Json(app.flow.change_inbox(&may, &form).await?))
}

/// Remove an inbox; its tickets stay, for admins (admins).
#[utoipa::path(
    delete, path = "/inboxes/{id}", tag = "desk",
    params(("id" = InboxId, Path)), responses((status = NO_CONTENT), Problems)
)]
pub(super) async fn remove_inbox(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
) -> Done {
    let may = app.flow.may_admin(&viewer)?;
    app.flow.remove_inbox(&may, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How to have mail forwarded to an inbox, provider by provider, with its own addresses (its managers).
#[utoipa::path(
    get, path = "/inboxes/{id}/guides", tag = "desk",
    params(("id" = InboxId, Path)), responses((status = OK, body = Vec<ForwardingGuide>), Problems)
)]
pub(super) async fn forwarding_guides(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
) -> Answer<Vec<ForwardingGuide>> {
    let may = app.flow.may_manage_inbox(&viewer, id)?;
    Ok(Json(app.flow.forwarding_guides(&may)?))
}

/// Whether mail to the external addresses of an inbox comes back to it (its managers).
#[utoipa::path(
    get, path = "/inboxes/{id}/forwarding", tag = "desk",
    params(("id" = InboxId, Path)), responses((status = OK, body = Vec<Forwarding>), Problems)
)]
pub(super) async fn forwarding(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
) -> Answer<Vec<Forwarding>> {
    let may = app.flow.may_manage_inbox(&viewer, id)?;
    Ok(Json(app.flow.forwarding(&may).await?))
}

/// Send a test mail to an external address of an inbox, to see whether it comes back; it is repeated daily from then on.
#[utoipa::path(
    post, path = "/inboxes/{id}/forwarding", tag = "desk", params(("id" = InboxId, Path)),
    request_body = ForwardingForm, responses((status = OK, body = Vec<Forwarding>), Problems)
)]
pub(super) async fn test_forwarding(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
    extract::Json(form): extract::Json<ForwardingForm>,
) -> Answer<Vec<Forwarding>> {
    let may = app.flow.may_manage_inbox(&viewer, id)?;
    Ok(Json(app.flow.test_forwarding(&may, &form.address).await?))
}

/// The server by which an inbox's answers leave, without its password (admins); no host: the installation's.
#[utoipa::path(
    get, path = "/inboxes/{id}/smtp", tag = "desk",
    params(("id" = InboxId, Path)), responses((status = OK, body = SmtpSettings), Problems)
)]
pub(super) async fn inbox_smtp(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
) -> Answer<SmtpSettings> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.inbox_smtp(&may, id)?))
}

/// Save the server of an inbox (admins); `"smtp_host": ""` takes it away.
#[utoipa::path(
    put, path = "/inboxes/{id}/smtp", tag = "desk", params(("id" = InboxId, Path)),
    request_body = SmtpForm, responses((status = OK, body = SmtpSettings), Problems)
)]
pub(super) async fn set_inbox_smtp(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
    extract::Json(form): extract::Json<SmtpForm>,
) -> Answer<SmtpSettings> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.put_inbox_smtp(&may, id, form).await?))
}

/// Send a test mail as an inbox's answers are sent (admins), with values saved or not.
#[utoipa::path(
    post, path = "/inboxes/{id}/smtp/test", tag = "desk", params(("id" = InboxId, Path)),
    request_body = SmtpTestForm, responses((status = OK, body = SmtpTest), Problems)
)]
pub(super) async fn test_inbox_smtp(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
    extract::Json(form): extract::Json<SmtpTestForm>,
) -> Answer<SmtpTest> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.test_inbox_smtp(&may, id, &form).await?))
}

/// Who reads an inbox's tickets, answers them (`write`), and changes it (`manage`); for its managers.
#[utoipa::path(
    get, path = "/inboxes/{id}/rights", tag = "desk",
    params(("id" = InboxId, Path)), responses((status = OK, body = Vec<Right>), Problems)
)]
pub(super) async fn inbox_rights(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
) -> Answer<Vec<Right>> {
    let may = app.flow.may_manage_inbox(&viewer, id)?;
    Ok(Json(app.flow.inbox_rights(&may)?))
}

/// Replace the rights on an inbox (its managers).
#[utoipa::path(
    put, path = "/inboxes/{id}/rights", tag = "desk", params(("id" = InboxId, Path)),
    request_body = Vec<Right>, responses((status = OK, body = Vec<Right>), Problems)
)]
pub(super) async fn set_inbox_rights(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(InboxId,)>,
    extract::Json(form): extract::Json<Vec<Right>>,
) -> Answer<Vec<Right>> {
    let may = app.flow.may_manage_inbox(&viewer, id)?;
    Ok(Json(app.flow.set_inbox_rights(&may, form).await?))
}
