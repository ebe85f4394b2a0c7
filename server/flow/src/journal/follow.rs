//! The journal as it is written: events that match, as soon as they are committed.

use std::{collections::VecDeque, sync::Arc};

use domain::{
    directory::Directory,
    event::Event,
    filter::{EventFilter, EventPage, Order},
    id::EventId,
    refusal::Refusal,
    wire,
};
use tokio::sync::watch;

use super::EventQuery;
use crate::{Flow, FlowError, access::Viewer};

/// Events read at once.
const BATCH: usize = 100;

/// What a follower gets.
#[derive(Clone, Debug)]
pub enum Followed {
    /// An event that matches.
    Event(Box<wire::Event>),
    /// Nothing that matches up to this one.
    Nothing(EventId),
}

/// Someone who follows the journal. What the viewer may see is looked at for each event, as it is then.
pub struct Follow {
    flow: Arc<Flow>,
    viewer: Viewer,
    query: EventQuery,
    newest: watch::Receiver<EventId>,
    /// All up to this one were looked at.
    after: EventId,
    waiting: VecDeque<Event>,
    /// The filter, and the state it was made of.
    filter: (Arc<Directory>, EventFilter),
}

impl Flow {
    /// Follows the journal from after `query.after`, else from now.
    pub fn follow_events(
        self: &Arc<Self>,
        viewer: &Viewer,
        query: EventQuery,
    ) -> Result<Follow, FlowError> {
        let newest = self.world.store.newest_event();
        let now = *newest.borrow();
        let filter = (self.directory(), self.event_filter(viewer, &query)?);
        Ok(Follow {
            flow: Arc::clone(self),
            viewer: viewer.clone(),
            // A number not given yet is none of ours.
            after: query.after.map_or(now, |after| after.min(now)),
            query,
            newest,
            waiting: VecDeque::new(),
            filter,
        })
    }
}

impl Follow {
    /// Where this follower is.
    pub const fn after(&self) -> EventId {
        self.after
    }

    /// Whether the viewer is still signed in.
    pub fn check(&self) -> Result<(), FlowError> {
        self.flow
            .still(&self.viewer)
            .map(drop)
            .ok_or(Refusal::Forbidden.into())
    }

    /// The next event, or the news that there was none that matches. Waits; dropping the wait loses nothing.
    pub async fn next(&mut self) -> Result<Followed, FlowError> {
        loop {
            while let Some(event) = self.waiting.pop_front() {
                self.after = self.after.max(event.id);
                let scope = &self.filter()?.scope;
                if scope.shows(&event) {
                    let seen = wire::Event::seen_by(scope, event);
                    return Ok(Followed::Event(Box::new(seen)));
                }
            }
            let newest = *self.newest.borrow_and_update();
            if newest > self.after {
                self.read(newest).await?;
                if self.waiting.is_empty() {
                    return Ok(Followed::Nothing(self.after));
                }
            } else if self.newest.changed().await.is_err() {
                // The store is closed.
                std::future::pending::<()>().await;
            }
        }
    }

    async fn read(&mut self, newest: EventId) -> Result<(), FlowError> {
        let filter = self.filter()?.clone();
        let page = EventPage {
            after: Some(self.after),
            limit: BATCH,
            order: Order::Oldest,
        };
        let seen = self.flow.world.store.search(filter, page).await?;
        let linked = |event: &Event| {
            let asked = self.query.trace;
            asked.is_none_or(|id| event.id == id || event.trace == id || event.causes.contains(&id))
        };
        let last = seen.events.last().map(|event| event.id);
        self.waiting = seen.events.into_iter().filter(linked).collect();
        if self.waiting.is_empty() {
            let looked_at = if seen.more {
                last
            } else {
                last.max(Some(newest))
            };
            self.after = self.after.max(looked_at.unwrap_or(newest));
        }
        Ok(())
    }

    /// What the viewer is shown now.
    fn filter(&mut self) -> Result<&EventFilter, FlowError> {
        let viewer = self.flow.still(&self.viewer).ok_or(Refusal::Forbidden)?;
        let directory = self.flow.directory();
        if !Arc::ptr_eq(&directory, &self.filter.0) {
            self.filter = (directory, self.flow.event_filter(&viewer, &self.query)?);
        }
        Ok(&self.filter.1)
    }
}
