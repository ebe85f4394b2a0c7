//! The journal: lists, counts, charts, exports and the live stream share one filter.

mod export;
mod sheet;
mod stream;

use axum::{Json, extract::State};
use domain::{
    event::{Action, ObjectType},
    filter::Order,
    histogram::{Cut, MAX_BARS, Step},
    id::{EventId, FolderId},
    time::{Span, Timestamp},
    wire::{Count, Delays, Event, Facets, Histogram, List},
};
use flow::journal::EventQuery;
use utoipa::IntoParams;

pub(super) use export::{__path_export_events, export_events};
pub(super) use stream::{__path_stream_events, stream_events};

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

/// In descriptions: which way a list runs and where it begins.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by `query`; this describes them")]
pub(super) struct Listing {
    /// `newest` (first, unless said) or `oldest`.
    order: Option<String>,
    /// The page begins at this time: newest first at the newest event not after it, else at the oldest not before it.
    at: Option<Timestamp>,
    /// So many events further on than where the page would begin.
    offset: Option<u64>,
}

/// In descriptions: how time is cut.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by `cut`; this describes them")]
pub(super) struct Cutting {
    /// How wide a bar is, such as `1h` or `1d`.
    interval: Option<Span>,
    /// Without `interval`: the narrowest that makes at most so many bars; 60 unless said.
    buckets: Option<u64>,
    /// Minutes east of UTC, at which days begin at midnight.
    utc_offset: Option<i16>,
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
        at: params.one("at")?,
        after: params.cursor()?,
        offset: params.one("offset")?.unwrap_or_default(),
        limit: params.limit()?,
        order: order(params, Order::Newest)?,
    })
}

fn order(params: &Params, usual: Order) -> Result<Order, Problem> {
    match params.text("order") {
        None => Ok(usual),
        Some("newest") => Ok(Order::Newest),
        Some("oldest") => Ok(Order::Oldest),
        Some(_) => Err(Problem::bad_parameter("order")),
    }
}

fn cut(params: &Params) -> Result<Cut, Problem> {
    let bars: u64 = params.one("buckets")?.unwrap_or(60);
    if bars == 0 || bars > MAX_BARS {
        return Err(Problem::bad_parameter("buckets"));
    }
    let utc_offset: i16 = params.one("utc_offset")?.unwrap_or(0);
    if utc_offset.unsigned_abs() > 24 * 60 {
        return Err(Problem::bad_parameter("utc_offset"));
    }
    let step = params.one("interval")?.map_or(Step::AtMost(bars), Step::Of);
    Ok(Cut { step, utc_offset })
}

/// Events that one may see, newest first unless `order` says otherwise.
#[utoipa::path(
    get, path = "/events", tag = "events",
    params(Filter, Listing, Paging), responses((status = OK, body = List<Event>), Problems)
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

/// What a search finds over time: events of each type in bars of one interval.
#[utoipa::path(
    get, path = "/events/histogram", tag = "events",
    params(Filter, Cutting), responses((status = OK, body = Histogram), Problems)
)]
pub(super) async fn event_histogram(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<Histogram> {
    let (query, cut) = (query(&params)?, cut(&params)?);
    Ok(Json(app.flow.event_histogram(&viewer, &query, cut).await?))
}

/// From deposit to mail: half and 95 of 100 of the mails that a search finds were with their relay within so long, over time.
#[utoipa::path(
    get, path = "/events/delays", tag = "events",
    params(Filter, Cutting), responses((status = OK, body = Delays), Problems)
)]
pub(super) async fn event_delays(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<Delays> {
    let (query, cut) = (query(&params)?, cut(&params)?);
    Ok(Json(app.flow.event_delays(&viewer, &query, cut).await?))
}

/// What a search finds, counted by type, by action and by the first twenty actors.
#[utoipa::path(
    get, path = "/events/facets", tag = "events",
    params(Filter), responses((status = OK, body = Facets), Problems)
)]
pub(super) async fn event_facets(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Answer<Facets> {
    Ok(Json(
        app.flow.event_facets(&viewer, &query(&params)?).await?,
    ))
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
