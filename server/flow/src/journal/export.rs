//! A whole search, page by page: what leaves is as large as the journal, what is held is one page.

use std::{collections::VecDeque, sync::Arc};

use domain::{
    event::Event,
    filter::{EventFilter, EventPage, Order},
    id::EventId,
    refusal::Refusal,
    wire,
};
use futures::{Stream, stream};

use super::{EventQuery, MAX_EVENTS};
use crate::{Flow, FlowError, access::Viewer};

/// An export under way.
struct Export {
    flow: Arc<Flow>,
    viewer: Viewer,
    query: EventQuery,
    /// Nothing newer: an export ends though events arrive.
    until: EventId,
    done: bool,
}

impl Flow {
    /// All that a search finds now, in pages. Rights are looked at anew for each page; an export that may not go on,
    /// or cannot, ends with an error and never as if it were whole.
    pub fn export_events(
        self: &Arc<Self>,
        viewer: &Viewer,
        query: EventQuery,
    ) -> Result<impl Stream<Item = Result<Vec<wire::Event>, FlowError>> + Send + use<>, FlowError>
    {
        // Refused before the answer begins.
        self.event_filter(viewer, &query)?;
        let export = Export {
            flow: Arc::clone(self),
            viewer: viewer.clone(),
            query,
            until: *self.world.store.newest_event().borrow(),
            done: false,
        };
        Ok(stream::try_unfold(export, |mut export| async move {
            let page = export.next().await?;
            Ok(page.map(|page| (page, export)))
        }))
    }
}

impl Export {
    async fn next(&mut self) -> Result<Option<Vec<wire::Event>>, FlowError> {
        if self.done {
            return Ok(None);
        }
        let viewer = self.flow.still(&self.viewer).ok_or(Refusal::Forbidden)?;
        let filter = self.flow.event_filter(&viewer, &self.query)?;
        let scope = filter.scope.clone();
        let mut events = self.page(filter).await?;
        if let Some(last) = events.back() {
            self.query.after = Some(last.id);
        }
        let all = events.len();
        events.retain(|event| event.id <= self.until);
        // Oldest first, what is newer than the export is its end.
        self.done |= self.query.order == Order::Oldest && events.len() < all;
        let seen = |event| wire::Event::seen_by(&scope, event);
        Ok(Some(events.into_iter().map(seen).collect()))
    }

    async fn page(&mut self, filter: EventFilter) -> Result<VecDeque<Event>, FlowError> {
        let store = &self.flow.world.store;
        if let Some(trace) = self.query.trace {
            self.done = true;
            return Ok(store.chain(trace, filter).await?.into());
        }
        let page = EventPage {
            after: self.query.after,
            limit: MAX_EVENTS,
            order: self.query.order,
        };
        let seen = store.search(filter, page).await?;
        self.done = !seen.more;
        Ok(seen.events.into())
    }
}
