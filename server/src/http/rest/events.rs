use axum::{Json, extract::State};
use domain::{
    event::{Action, ObjectType},
    id::{EventId, FolderId},
    time::Timestamp,
    wire::{Count, Event, List},
};
use flow::journal::EventQuery;
use utoipa::IntoParams;

use super::answer::{Answer, Paging, Problems};
use crate::http::{
    extract::{Ids, Params},
    problem::Problem,
    site::App,
    visitor::Signed,
};

/// In descriptions: what events can be searched by.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by `query`; this describes them")]
pub(super) struct Filter {
    /// Any of these; may repeat.
    object_type: Option<Vec<ObjectType>>,
    /// Any of these; may repeat.
    action: Option<Vec<Action>>,
    /// Keywords: all must be there; `"a phrase"`; `-word` excludes.
    q: Option<String>,
    /// `user:ID`, an address, `mailto:…` or `system`.
    actor: Option<String>,
    /// In this folder or below it.
    folder: Option<FolderId>,
    /// Not before.
    from: Option<Timestamp>,
    /// Before.
    to: Option<Timestamp>,
    /// The whole chain that this event belongs to, oldest first.
    trace: Option<EventId>,
}

fn query(params: &Params) -> Result<EventQuery, Problem> {
    Ok(EventQuery {
        object_types: params.many("object_type")?,
        actions: params.many("action")?,
        q: params.text("q").unwrap_or_default().to_owned(),
        actor: params.text("actor").map(str::to_owned),
        folder: params.one("folder")?,
        from: params.one("from")?,
        to: params.one("to")?,
        trace: params.one("trace")?,
        after: params.cursor()?,
        limit: params.limit()?,
        ..EventQuery::default()
    })
}

/// Events that one may see, newest first.
#[utoipa::path(
    get, path = "/events", tag = "events",
    params(Filter, Paging), responses((status = OK, body = List<Event>), Problems)
)]
pub(super) async fn events(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<List<Event>> {
    Ok(Json(app.flow.events(&viewer, &query(&params)?).await?))
}

/// How many events a search finds, exactly.
#[utoipa::path(
    get, path = "/events/count", tag = "events",
    params(Filter), responses((status = OK, body = Count), Problems)
)]
pub(super) async fn count_events(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<Count> {
    let count = app.flow.count_events(&viewer, &query(&params)?).await?;
    Ok(Json(Count { count }))
}

/// One event.
#[utoipa::path(
    get, path = "/events/{id}", tag = "events",
    params(("id" = EventId, Path)), responses((status = OK, body = Event), Problems)
)]
pub(super) async fn event(
    State(app): State<App>,
    Signed(viewer): Signed,
    Ids((id,)): Ids<(EventId,)>,
) -> Answer<Event> {
    Ok(Json(app.flow.event(&viewer, id).await?))
}
