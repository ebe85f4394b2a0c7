//! Tickets as they change.

use std::{collections::VecDeque, sync::Arc};

use domain::{
    id::{EventId, TicketId},
    refusal::Refusal,
    ticket::Ticket,
    time::Timestamp,
    wire,
};
use tokio::sync::watch;

use super::TicketQuestion;
use crate::{Flow, FlowError, access::Viewer};

/// Changed tickets looked at at once; of more at one time the newest are told.
const BATCH: usize = 50;

/// Someone who follows tickets. What the viewer may see is looked at for each change, as it is then.
pub struct FollowTickets {
    flow: Arc<Flow>,
    viewer: Viewer,
    question: TicketQuestion,
    newest: watch::Receiver<EventId>,
    /// The last change that was told.
    after: (Timestamp, TicketId),
    waiting: VecDeque<Ticket>,
}

impl Flow {
    /// Follows the tickets that `question` asks for (its words do not count), from now.
    pub async fn follow_tickets(
        self: &Arc<Self>,
        viewer: &Viewer,
        question: TicketQuestion,
    ) -> Result<FollowTickets, FlowError> {
        let newest = self.world.store.newest_event();
        let filter = self.filter(viewer, &question)?;
        let last = self.world.store.tickets(filter, None, 1).await?;
        Ok(FollowTickets {
            flow: Arc::clone(self),
            viewer: viewer.clone(),
            question,
            newest,
            after: last
                .first()
                .map_or((Timestamp::from_ms(0), TicketId(0)), place),
            waiting: VecDeque::new(),
        })
    }
}

fn place(ticket: &Ticket) -> (Timestamp, TicketId) {
    (ticket.updated_at, ticket.id)
}

impl FollowTickets {
    /// Whether the viewer is still signed in.
    pub fn check(&self) -> Result<Viewer, FlowError> {
        let still = self.flow.still(&self.viewer);
        still.ok_or(Refusal::Forbidden.into())
    }

    /// The next ticket that changed, or was made. Waits; dropping the wait loses nothing.
    pub async fn next(&mut self) -> Result<wire::Ticket, FlowError> {
        loop {
            if let Some(ticket) = self.waiting.pop_front() {
                self.after = self.after.max(place(&ticket));
                return Ok(ticket.into());
            }
            self.newest.borrow_and_update();
            let filter = self.flow.filter(&self.check()?, &self.question)?;
            let changed = self.flow.world.store.tickets(filter, None, BATCH).await?;
            let new = changed
                .into_iter()
                .take_while(|one| place(one) > self.after);
            self.waiting = new.collect::<Vec<_>>().into_iter().rev().collect();
            if self.waiting.is_empty() && self.newest.changed().await.is_err() {
                // The store is closed.
                std::future::pending::<()>().await;
            }
        }
    }
}
