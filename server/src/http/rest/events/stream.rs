use axum::{
    extract::State,
    http::HeaderMap,
    response::{Response, sse::Event as Frame},
};
use domain::id::EventId;
use flow::{
    FlowError,
    journal::{Follow, Followed},
};
use utoipa::IntoParams;

use super::{Filter, query};
use crate::http::{
    download::Content,
    extract::Params,
    problem::Problem,
    rest::Problems,
    site::App,
    streams::{self, Tell},
    visitor::Signed,
};

/// In descriptions: where a stream goes on.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by `resumed`; this describes them")]
pub(crate) struct Resume {
    /// The number of the last event that came; browsers send it by themselves. Without it, or `cursor`, from now.
    #[param(rename = "Last-Event-ID")]
    last_event_id: Option<EventId>,
}

/// Events of a search as they are committed (server-sent events): each with `id`, its number, and `data`, itself.
#[utoipa::path(
    get, path = "/events/stream", tag = "events",
    params(Filter, Resume), responses((status = OK, body = inline(Content), content_type = "text/event-stream"), Problems)
)]
pub(crate) async fn stream_events(
    State(app): State<App>,
    Signed(viewer): Signed,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Problem> {
    let mut query = query(&params)?;
    query.after = resumed(&headers)?.or(query.after);
    let place = app.streams.take(viewer.person().id)?;
    let follow = app.flow.follow_events(&viewer, query)?;
    Ok(streams::answer(app, place, follow))
}

fn resumed(headers: &HeaderMap) -> Result<Option<EventId>, Problem> {
    let Some(value) = headers
        .get("last-event-id")
        .filter(|value| !value.is_empty())
    else {
        return Ok(None);
    };
    let id = value
        .to_str()
        .ok()
        .and_then(|text| text.trim().parse().ok());
    id.map(Some)
        .ok_or_else(|| Problem::bad_parameter("Last-Event-ID"))
}

impl Tell for Follow {
    async fn next(&mut self) -> Result<Frame, FlowError> {
        loop {
            if let Followed::Event(event) = Follow::next(self).await? {
                return Ok(streams::frame(&*event)?.id(event.id.to_string()));
            }
        }
    }

    /// With the number from which the browser would go on.
    fn still_here(&self) -> Result<Frame, FlowError> {
        self.check()?;
        Ok(Frame::default()
            .id(self.after().to_string())
            .comment("still here"))
    }
}
