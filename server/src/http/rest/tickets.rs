use axum::{
    Json,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    id::{InboxId, TicketId, TicketMessageId},
    text::EntryName,
    ticket::TicketStatus,
    wire::{List, NewTicket, NewTicketMessage, Ticket, TicketChange, TicketMessage},
};
use flow::desk::TicketQuestion;

use super::answer::{Answer, Made, Paging, Problems, made};
use crate::http::{
    disposition,
    extract::{self, Ids, Params},
    headers::SANDBOX,
    problem::Problem,
    site::App,
    visitor::Signed,
};

/// For the HTML of a stranger: no script, nothing loaded from elsewhere, framed by our own page only.
pub(super) const LETTER: &str = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; \
     sandbox allow-same-origin allow-popups; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/// The same with the images that its reader has asked for.
const LETTER_WITH_IMAGES: &str = "default-src 'none'; img-src 'self' data: https: http:; style-src 'unsafe-inline'; \
     sandbox allow-same-origin allow-popups; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/// What goes with the HTML of a mail, so that it can be shown in a frame of our page.
pub(super) fn letter_headers(policy: &'static str) -> [(HeaderName, &'static str); 3] {
    [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    ]
}

/// Tickets of the inboxes one reads, those changed last first.
#[utoipa::path(
    get, path = "/tickets", tag = "desk",
    params(
        ("status" = Option<Vec<TicketStatus>>, Query, description = "May repeat."),
        ("inbox" = Option<InboxId>, Query),
        ("assignee" = Option<String>, Query, description = "`me`, `none`, or a person's id."),
        ("q" = Option<String>, Query, description = "Words of subject, people, tags and texts."),
        Paging
    ),
    responses((status = OK, body = List<Ticket>), Problems)
)]
pub(super) async fn tickets(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<Ticket>> {
    let question = question(&params)?;
    Ok(Json(
        app.flow
            .tickets(&viewer, &question, &params.page()?)
            .await?,
    ))
}

/// Which tickets are asked for.
pub(super) fn question(params: &Params) -> Result<TicketQuestion, Problem> {
    Ok(TicketQuestion {
        inbox: params.one("inbox")?,
        status: params.many("status")?,
        assignee: params.text("assignee").map(str::to_owned),
        words: params.text("q").unwrap_or_default().to_owned(),
    })
}

/// Open a ticket by hand (who answers in the inbox).
#[utoipa::path(
    post, path = "/tickets", tag = "desk",
    request_body = NewTicket, responses((status = CREATED, body = Ticket), Problems)
)]
pub(super) async fn open_ticket(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<NewTicket>,
) -> Made<Ticket> {
    Ok(made(app.flow.open_ticket(&viewer, &form).await?))
}

/// A ticket.
#[utoipa::path(
    get, path = "/tickets/{id}", tag = "desk",
    params(("id" = TicketId, Path)), responses((status = OK, body = Ticket), Problems)
)]
pub(super) async fn ticket(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(TicketId,)>,
) -> Answer<Ticket> {
    let may = app.flow.may_read_ticket(&viewer, id).await?;
    Ok(Json(app.flow.ticket(&may)))
}

/// Assign, close, reopen, tag a ticket (who answers in the inbox).
#[utoipa::path(
    patch, path = "/tickets/{id}", tag = "desk", params(("id" = TicketId, Path)),
    request_body = TicketChange, responses((status = OK, body = Ticket), Problems)
)]
pub(super) async fn change_ticket(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(TicketId,)>,
    extract::Json(form): extract::Json<TicketChange>,
) -> Answer<Ticket> {
    let may = app.flow.may_answer(&viewer, id).await?;
    Ok(Json(app.flow.change_ticket(&may, &form).await?))
}

/// The messages of a ticket, oldest first.
#[utoipa::path(
    get, path = "/tickets/{id}/messages", tag = "desk", params(("id" = TicketId, Path), Paging),
    responses((status = OK, body = List<TicketMessage>), Problems)
)]
pub(super) async fn messages(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(TicketId,)>,
    params: Params,
) -> Answer<List<TicketMessage>> {
    let may = app.flow.may_read_ticket(&viewer, id).await?;
    Ok(Json(app.flow.ticket_messages(&may, &params.page()?).await?))
}

/// Answer a ticket, or leave a note; 409 `newer_message` when one was not seen (who answers in the inbox).
#[utoipa::path(
    post, path = "/tickets/{id}/messages", tag = "desk", params(("id" = TicketId, Path)),
    request_body = NewTicketMessage, responses((status = CREATED, body = TicketMessage), Problems)
)]
pub(super) async fn say(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(TicketId,)>,
    extract::JsonWithFiles(form): extract::JsonWithFiles<NewTicketMessage>,
) -> Made<TicketMessage> {
    let may = app.flow.may_answer(&viewer, id).await?;
    Ok(made(app.flow.say(&may, &form).await?))
}

/// The HTML of a message as a page that can do nothing; remote images with `images=true` only.
#[utoipa::path(
    get, path = "/tickets/{id}/messages/{message}/html", tag = "desk",
    params(
        ("id" = TicketId, Path), ("message" = TicketMessageId, Path),
        ("images" = Option<bool>, Query)
    ),
    responses((status = OK, content_type = "text/html"), Problems)
)]
pub(super) async fn html(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id, message)): Ids<(TicketId, TicketMessageId)>,
    params: Params,
) -> Result<Response, Problem> {
    let may = app.flow.may_read_ticket(&viewer, id).await?;
    let images = params.one::<bool>("images")?.unwrap_or(false);
    let html = app.flow.message_html(&may, message, images).await?;
    let policy = if images { LETTER_WITH_IMAGES } else { LETTER };
    Ok((letter_headers(policy), html).into_response())
}

/// The bytes of an attachment.
#[utoipa::path(
    get, path = "/tickets/{id}/messages/{message}/attachments/{attachment}", tag = "desk",
    params(
        ("id" = TicketId, Path), ("message" = TicketMessageId, Path), ("attachment" = String, Path)
    ),
    responses((status = OK, content_type = "application/octet-stream"), Problems)
)]
pub(super) async fn attachment(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id, message, part)): Ids<(TicketId, TicketMessageId, u32)>,
) -> Result<Response, Problem> {
    let may = app.flow.may_read_ticket(&viewer, id).await?;
    let (name, bytes) = app.flow.attachment(&may, message, part).await?;
    Ok(download(&name, bytes))
}

/// An image within the HTML of a message, by its Content-ID.
#[utoipa::path(
    get, path = "/tickets/{id}/messages/{message}/images/{cid}", tag = "desk",
    params(("id" = TicketId, Path), ("message" = TicketMessageId, Path), ("cid" = String, Path)),
    responses((status = OK, content_type = "image/*"), Problems)
)]
pub(super) async fn image(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id, message, cid)): Ids<(TicketId, TicketMessageId, String)>,
) -> Result<Response, Problem> {
    let may = app.flow.may_read_ticket(&viewer, id).await?;
    let (kind, bytes) = app.flow.inline_image(&may, message, &cid).await?;
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
    ];
    Ok((headers, bytes).into_response())
}

/// As a download that a browser never opens.
pub(super) fn download(name: &str, bytes: impl Into<axum::body::Body>) -> Response {
    let name = name.parse::<EntryName>().ok().map_or_else(
        || HeaderValue::from_static("attachment"),
        |name| disposition::attachment(&name),
    );
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        ),
        (header::CONTENT_DISPOSITION, name),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(SANDBOX),
        ),
    ];
    (headers, bytes.into()).into_response()
}
