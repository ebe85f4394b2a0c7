use axum::{
    extract::State,
    response::{Response, sse::Event as Frame},
};
use domain::{id::InboxId, ticket::TicketStatus};
use flow::{FlowError, desk::FollowTickets};

use super::{answer::Problems, tickets::question};
use crate::http::{
    download::Content,
    extract::Params,
    problem::Problem,
    site::App,
    streams::{self, Tell},
    visitor::Signed,
};

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
    Ok(streams::answer(app, place, follow))
}

impl Tell for FollowTickets {
    async fn next(&mut self) -> Result<Frame, FlowError> {
        streams::frame(&FollowTickets::next(self).await?)
    }

    fn still_here(&self) -> Result<Frame, FlowError> {
        self.check()?;
        Ok(Frame::default().comment("still here"))
    }
}
