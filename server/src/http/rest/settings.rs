use axum::{Json, extract::State};
use domain::wire::{
    EmailForm, EmailSettings, JournalForm, JournalSettings, KeepingForm, KeepingSettings, SmtpForm,
    SmtpSettings, SmtpTest, SmtpTestForm,
};

use super::answer::{Answer, Problems};
use crate::http::{extract, site::App, visitor::Signed};

/// Tab Email (admins).
#[utoipa::path(
    get, path = "/settings/email", tag = "settings",
    responses((status = OK, body = EmailSettings), Problems)
)]
pub(super) async fn email(State(app): State<App>, Signed(viewer): Signed) -> Answer<EmailSettings> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.email_settings(&may)))
}

/// Save tab Email (admins); what GET gives can be put back.
#[utoipa::path(
    put, path = "/settings/email", tag = "settings",
    request_body = EmailForm, responses((status = OK, body = EmailSettings), Problems)
)]
pub(super) async fn set_email(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<EmailForm>,
) -> Answer<EmailSettings> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.put_email_settings(&may, form).await?))
}

/// Tab SMTP, without the password (admins).
#[utoipa::path(
    get, path = "/settings/smtp", tag = "settings",
    responses((status = OK, body = SmtpSettings), Problems)
)]
pub(super) async fn smtp(State(app): State<App>, Signed(viewer): Signed) -> Answer<SmtpSettings> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.smtp_settings(&may)))
}

/// Save tab SMTP (admins); what GET gives can be put back, and keeps the password.
#[utoipa::path(
    put, path = "/settings/smtp", tag = "settings",
    request_body = SmtpForm, responses((status = OK, body = SmtpSettings), Problems)
)]
pub(super) async fn set_smtp(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<SmtpForm>,
) -> Answer<SmtpSettings> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.put_smtp_settings(&may, form).await?))
}

/// How long things are kept and tried (admins).
#[utoipa::path(
    get, path = "/settings/keeping", tag = "settings",
    responses((status = OK, body = KeepingSettings), Problems)
)]
pub(super) async fn keeping(
    State(app): State<App>,
    Signed(viewer): Signed,
) -> Answer<KeepingSettings> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.keeping_settings(&may)))
}

/// Save how long things are kept and tried (admins).
#[utoipa::path(
    put, path = "/settings/keeping", tag = "settings",
    request_body = KeepingForm, responses((status = OK, body = KeepingSettings), Problems)
)]
pub(super) async fn set_keeping(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<KeepingForm>,
) -> Answer<KeepingSettings> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.put_keeping_settings(&may, form).await?))
}

/// How long events are kept, by type (admins); off unless set.
#[utoipa::path(
    get, path = "/settings/journal", tag = "settings",
    responses((status = OK, body = JournalSettings), Problems)
)]
pub(super) async fn journal(
    State(app): State<App>,
    Signed(viewer): Signed,
) -> Answer<JournalSettings> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.journal_settings(&may)))
}

/// Save how long events are kept (admins); a type that is absent stays as it is, `null` keeps its events for ever.
#[utoipa::path(
    put, path = "/settings/journal", tag = "settings",
    request_body = JournalForm, responses((status = OK, body = JournalSettings), Problems)
)]
pub(super) async fn set_journal(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<JournalForm>,
) -> Answer<JournalSettings> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.put_journal_settings(&may, form).await?))
}

/// Send a test mail with values that need not be saved (admins); 200 whether it went or not.
#[utoipa::path(
    post, path = "/settings/smtp/test", tag = "settings",
    request_body = SmtpTestForm, responses((status = OK, body = SmtpTest), Problems)
)]
pub(super) async fn test_smtp(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<SmtpTestForm>,
) -> Answer<SmtpTest> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.test_smtp(&may, &form).await?))
}
