use std::convert::Infallible;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response, Sse, sse::Event as Frame},
};
use domain::{id::EventId, time::Span};
use flow::journal::{Follow, Followed};
use futures::{Stream, stream};
use utoipa::IntoParams;

use super::{Filter, query};
use crate::http::{
    download::Content,
    extract::Params,
    problem::{Problem, chain},
    rest::Problems,
    site::App,
    streams::Place,
    visitor::Signed,
};

/// So often a stream says that it is still there, and looks whether its viewer still is.
const HEARTBEAT: Span = Span::from_secs(15);

/// What a browser waits before it comes again.
const COME_AGAIN: std::time::Duration = std::time::Duration::from_secs(2);

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
    let frames = frames(Live {
        app,
        follow,
        _place: place,
        begun: false,
    });
    let mut response = Sse::new(frames).into_response();
    // A proxy that collects would hold events back.
    let name = HeaderName::from_static("x-accel-buffering");
    let unbuffered = [(name, "no"), (header::CACHE_CONTROL, "no-store")];
    for (name, value) in unbuffered {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
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

/// One open stream.
struct Live {
    app: App,
    follow: Follow,
    _place: Place,
    begun: bool,
}

/// Ends when the server stops, and when the viewer may not look any more.
fn frames(live: Live) -> impl Stream<Item = Result<Frame, Infallible>> + Send {
    stream::unfold(live, |mut live| async move {
        let frame = live.next().await?;
        Some((Ok(frame), live))
    })
}

impl Live {
    async fn next(&mut self) -> Option<Frame> {
        if !std::mem::replace(&mut self.begun, true) {
            return Some(still_here(&self.follow).retry(COME_AGAIN));
        }
        let beat = self.app.flow.now() + HEARTBEAT;
        loop {
            let app = &self.app;
            let followed = tokio::select! {
                () = app.streams.stopped() => return None,
                () = app.flow.sleep_until(beat) => {
                    return self.follow.check().ok().map(|()| still_here(&self.follow));
                }
                followed = self.follow.next() => followed,
            };
            match followed {
                Ok(Followed::Event(event)) => {
                    let frame = Frame::default().id(event.id.to_string());
                    return frame.json_data(&*event).ok();
                }
                Ok(Followed::Nothing(_)) => {}
                Err(error) => {
                    tracing::debug!(error = %chain(&error), "a stream ended");
                    return None;
                }
            }
        }
    }
}

/// No event, but the number from which the browser would go on.
fn still_here(follow: &Follow) -> Frame {
    Frame::default()
        .id(follow.after().to_string())
        .comment("still here")
}
