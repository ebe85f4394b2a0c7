use std::convert::Infallible;

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response, Sse, sse::Event as Frame},
};
use domain::{id::InboxId, ticket::TicketStatus, time::Span};
use flow::desk::FollowTickets;
use futures::{Stream, stream};

use super::{answer::Problems, tickets::question};
use crate::http::{
    download::Content,
    extract::Params,
    problem::{Problem, chain},
    site::App,
    streams::Place,
    visitor::Signed,
};

/// So often a stream says that it is still there, and looks whether its viewer still is.
const HEARTBEAT: Span = Span::from_secs(15);

/// What a browser waits before it comes again.
const COME_AGAIN: std::time::Duration = std::time::Duration::from_secs(2);

/// Tickets as they are made or change (server-sent events): each with `data`, itself. From now on; words do not count.
#[utoipa::path(
    get, path = "/tickets/stream", tag = "desk",
    params(
        ("status" = Option<Vec<TicketStatus>>, Query, description = "May repeat."),
        ("inbox" = Option<InboxId>, Query),
        ("assignee" = Option<String>, Query, description = "`me`, `none`, or a person's id."),
    ),
    responses((status = OK, body = inline(Content), content_type = "text/event-stream"), Problems)
)]
pub(crate) async fn stream_tickets(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Result<Response, Problem> {
    let place = app.streams.take(viewer.person().id)?;
    let follow = app.flow.follow_tickets(&viewer, question(&params)?).await?;
    let frames = frames(Live {
        app,
        follow,
        _place: place,
        begun: false,
    });
    let mut response = Sse::new(frames).into_response();
    // A proxy that collects would hold tickets back.
    let name = HeaderName::from_static("x-accel-buffering");
    for (name, value) in [(name, "no"), (header::CACHE_CONTROL, "no-store")] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

/// One open stream.
struct Live {
    app: App,
    follow: FollowTickets,
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
        let still_here = Frame::default().comment("still here");
        if !std::mem::replace(&mut self.begun, true) {
            return Some(still_here.retry(COME_AGAIN));
        }
        let app = &self.app;
        let beat = app.flow.now() + HEARTBEAT;
        tokio::select! {
            () = app.streams.stopped() => None,
            () = app.flow.sleep_until(beat) => self.follow.check().ok().map(|_| still_here),
            ticket = self.follow.next() => match ticket {
                Ok(ticket) => Frame::default().json_data(&ticket).ok(),
                Err(error) => {
                    tracing::debug!(error = %chain(&error), "a stream ended");
                    None
                }
            },
        }
    }
}
