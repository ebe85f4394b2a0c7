use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::{
    person::Language,
    template::{Template, TemplateName},
    wire::{
        EmailForm, EmailSettings, JournalForm, JournalSettings, KeepingForm, KeepingSettings, List,
        MailTemplate, PreviewForm, SmtpForm, SmtpProbe, SmtpProbeForm, SmtpSettings, SmtpTest,
        SmtpTestForm, TemplateForm, TemplateHead,
    },
};

use super::{
    answer::{Answer, Problems},
    tickets::{LETTER, letter_headers},
};
use crate::http::{
    extract::{self, Ids, Params},
    problem::Problem,
    site::App,
    visitor::Signed,
};

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

/// Which port and protection a server takes (admins): the usual ones are tried, nothing is sent.
#[utoipa::path(
    post, path = "/settings/smtp/probe", tag = "settings",
    request_body = SmtpProbeForm, responses((status = OK, body = SmtpProbe), Problems)
)]
pub(super) async fn probe_smtp(
    State(app): State<App>,
    Signed(viewer): Signed,
    extract::Json(form): extract::Json<SmtpProbeForm>,
) -> Answer<SmtpProbe> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.probe_smtp(&may, &form).await?))
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

/// The mails whose words can be changed (admins).
#[utoipa::path(
    get, path = "/settings/templates", tag = "settings",
    responses((status = OK, body = List<TemplateHead>), Problems)
)]
pub(super) async fn templates(
    State(app): State<App>,
    Signed(viewer): Signed,
) -> Answer<List<TemplateHead>> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(List {
        items: app.flow.templates(&may),
        next_cursor: None,
    }))
}

/// The words of a mail (admins): subject, text and HTML with dynamic fields.
#[utoipa::path(
    get, path = "/settings/templates/{name}", tag = "settings",
    params(
        ("name" = TemplateName, Path),
        ("language" = Option<Language>, Query, description = "`fr` or `en`; the installation's by default."),
    ),
    responses((status = OK, body = MailTemplate), Problems)
)]
pub(super) async fn template(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((name,)): Ids<(TemplateName,)>,
    params: Params,
) -> Answer<MailTemplate> {
    let may = app.flow.may_admin(&viewer)?;
    let language = params.one("language")?;
    Ok(Json(app.flow.template(&may, name, language)))
}

/// Save the words of a mail (admins); what GET gives can be put back. Unknown fields are refused.
#[utoipa::path(
    put, path = "/settings/templates/{name}", tag = "settings",
    params(("name" = TemplateName, Path)),
    request_body = TemplateForm, responses((status = OK, body = MailTemplate), Problems)
)]
pub(super) async fn set_template(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((name,)): Ids<(TemplateName,)>,
    extract::Json(form): extract::Json<TemplateForm>,
) -> Answer<MailTemplate> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.put_template(&may, name, &form).await?))
}

/// Go back to the words carried along (admins).
#[utoipa::path(
    delete, path = "/settings/templates/{name}", tag = "settings",
    params(
        ("name" = TemplateName, Path),
        ("language" = Option<Language>, Query, description = "`fr` or `en`; the installation's by default."),
    ),
    responses((status = OK, body = MailTemplate), Problems)
)]
pub(super) async fn reset_template(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((name,)): Ids<(TemplateName,)>,
    params: Params,
) -> Answer<MailTemplate> {
    let may = app.flow.may_admin(&viewer)?;
    let language = params.one("language")?;
    Ok(Json(app.flow.reset_template(&may, name, language).await?))
}

/// What a mail would say in these words, of a real folder and person (admins).
#[utoipa::path(
    post, path = "/settings/templates/{name}/preview", tag = "settings",
    params(("name" = TemplateName, Path)),
    request_body = PreviewForm, responses((status = OK, body = Template), Problems)
)]
pub(super) async fn preview_template(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((name,)): Ids<(TemplateName,)>,
    extract::Json(form): extract::Json<PreviewForm>,
) -> Answer<Template> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.preview_template(&may, name, &form).await?))
}

/// What a mail says in the words that are saved (admins): its HTML, as a page that can do nothing.
#[utoipa::path(
    get, path = "/settings/templates/{name}/preview", tag = "settings",
    params(
        ("name" = TemplateName, Path),
        ("language" = Option<Language>, Query, description = "`fr` or `en`; the installation's by default."),
    ),
    responses((status = OK, content_type = "text/html"), Problems)
)]
pub(super) async fn template_page(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((name,)): Ids<(TemplateName,)>,
    params: Params,
) -> Result<Response, Problem> {
    let may = app.flow.may_admin(&viewer)?;
    let language = params.one("language")?;
    let mail = app.flow.preview_saved(&may, name, language).await?;
    Ok((letter_headers(LETTER), mail.html).into_response())
}
