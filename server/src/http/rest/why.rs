use axum::{Json, extract::State};
use domain::{
    id::{FileId, FolderId, UserId},
    time::Timestamp,
    wire::Why,
};
use flow::why::WhyQuery;
use utoipa::IntoParams;

use super::answer::{Answer, Problems};
use crate::http::{extract::Params, problem::Problem, site::App, visitor::Signed};

/// In descriptions: what one can ask about.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by `query`; this describes them")]
pub(super) struct Question {
    /// The person, by id; absent: oneself.
    user: Option<UserId>,
    /// Or an address, anybody's; with `user`: only this address of that person.
    address: Option<String>,
    /// The file.
    file: Option<FileId>,
    /// Or a folder: the last deposit in it or below. Neither: the last mail to the person.
    folder: Option<FolderId>,
    /// The deposit of this time, or the last before it; absent: the last.
    at: Option<Timestamp>,
}

fn query(params: &Params) -> Result<WhyQuery, Problem> {
    Ok(WhyQuery {
        user: params.one("user")?,
        address: params.text("address").map(str::to_owned),
        file: params.one("file")?,
        folder: params.one("folder")?,
        at: params.one("at")?,
    })
}

/// Why someone did, or did not, get a mail about a deposit: for oneself, and for admins about anybody.
#[utoipa::path(
    get, path = "/why", tag = "events",
    params(Question), responses((status = OK, body = Why), Problems)
)]
pub(super) async fn why(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<Why> {
    Ok(Json(app.flow.why(&viewer, &query(&params)?).await?))
}
