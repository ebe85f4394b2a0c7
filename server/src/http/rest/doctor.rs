use axum::{Json, extract::State};
use domain::wire::MailDoctor;
use flow::doctor::DoctorQuestion;

use super::answer::{Answer, Problems};
use crate::http::{extract::Params, problem::Problem, site::App, visitor::Signed};

/// What the sender's domain publishes about its mail, and what to publish (admins).
#[utoipa::path(
    get, path = "/doctor/mail", tag = "settings",
    params(
        ("domain" = Option<String>, Query, description = "The default sender's unless said."),
        ("relay" = Option<String>, Query, description = "A host, or the address mail leaves from; the relay's unless said."),
        ("selector" = Option<Vec<String>>, Query, description = "DKIM selectors; may repeat."),
        ("ip" = Option<String>, Query, description = "Only evaluates SPF, for this address."),
        ("helo" = Option<String>, Query),
        ("mail_from" = Option<String>, Query)
    ),
    responses((status = OK, body = MailDoctor), Problems)
)]
pub(super) async fn mail(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<MailDoctor> {
    let may = app.flow.may_admin(&viewer)?;
    Ok(Json(app.flow.mail_doctor(&may, &question(&params)?).await?))
}

fn question(params: &Params) -> Result<DoctorQuestion, Problem> {
    let text = |name| params.text(name).map(str::to_owned);
    Ok(DoctorQuestion {
        domain: text("domain"),
        relay: text("relay"),
        ip: params.one("ip")?,
        helo: text("helo"),
        mail_from: text("mail_from"),
        selectors: params.many("selector")?,
    })
}
