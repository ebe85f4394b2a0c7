//! The journal, as far as its viewer may see it. The filter is in the engine, never after paging.

mod delays;
mod export;
mod follow;
mod overview;
mod scopes;
mod searches;

use std::sync::Arc;

use domain::{
    address::EmailAddress,
    directory::Directory,
    event::{Action, ObjectType},
    filter::{ActorFilter, EventFilter, EventPage, Keywords, Order},
    id::{EventId, FolderId},
    refusal::{Noun, Refusal},
    time::{Span, Timestamp},
    wire::{self, List},
};

pub(crate) use delays::share;
pub use follow::{Follow, Followed};
pub(crate) use scopes::Scopes;

use crate::{
    Flow, FlowError,
    access::{Viewer, sees},
};

/// The most events on one page.
pub const MAX_EVENTS: usize = 1_000;

/// A search, as it is asked. Empty and absent mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventQuery {
    /// Any of these.
    pub object_types: Vec<ObjectType>,
    /// Any of these.
    pub actions: Vec<Action>,
    /// Keywords as typed.
    pub q: String,
    /// `user:ID`, an id, an address, `mailto:…` or `system`.
    pub actor: Option<String>,
    /// In this folder or below it.
    pub folder: Option<FolderId>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// The whole chain that this trace belongs to, oldest first, instead of a page.
    pub trace: Option<EventId>,
    /// The page begins here: newest first at the newest event not after this time, else at the oldest not before it.
    pub at: Option<Timestamp>,
    /// Go on after this event.
    pub after: Option<EventId>,
    /// So many events further on: any part of a long list without those before it.
    pub offset: u64,
    /// At most this many.
    pub limit: usize,
    /// Direction.
    pub order: Order,
}

impl Flow {
    /// A page of events; the cursor is the last event's id. Neither skips nor repeats while events arrive.
    pub async fn events(
        &self,
        viewer: &Viewer,
        query: &EventQuery,
    ) -> Result<List<wire::Event>, FlowError> {
        let filter = self.event_filter(viewer, query)?;
        if let Some(trace) = query.trace {
            let scope = filter.scope.clone();
            let chain = self.world.store.chain(trace, filter).await?;
            let seen = |event| wire::Event::seen_by(&scope, event);
            return Ok(List::whole(chain.into_iter().map(seen).collect()));
        }
        let Some(page) = self.beginning(&filter, query).await? else {
            return Ok(List::whole(Vec::new()));
        };
        let scope = filter.scope.clone();
        let seen = self.world.store.search(filter, page).await?;
        let next_cursor = seen
            .events
            .last()
            .filter(|_| seen.more)
            .map(|event| event.id.to_string());
        Ok(List {
            items: seen
                .events
                .into_iter()
                .map(|event| wire::Event::seen_by(&scope, event))
                .collect(),
            next_cursor,
        })
    }

    /// Where the page that is asked for begins; `None`: beyond the end.
    async fn beginning(
        &self,
        filter: &EventFilter,
        query: &EventQuery,
    ) -> Result<Option<EventPage>, FlowError> {
        let mut page = EventPage {
            after: query.after,
            limit: query.limit.clamp(1, MAX_EVENTS),
            order: query.order,
        };
        if let (None, Some(at)) = (query.after, query.at) {
            page.after = self.before(filter, at, query.order).await?;
            if page.after.is_none() {
                return Ok(None);
            }
        }
        if query.offset > 0 {
            // The last one that is passed over.
            let passed = query.offset - 1;
            page.after = self.world.store.nth(filter.clone(), page, passed).await?;
            if page.after.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(page))
    }

    /// The number after which a page that begins at `at` goes on; `None`: nothing is there.
    ///
    /// Events are in the order in which they were written; imported ones may be older than those before them.
    async fn before(
        &self,
        filter: &EventFilter,
        at: Timestamp,
        order: Order,
    ) -> Result<Option<EventId>, FlowError> {
        let mut filter = filter.clone();
        let past = at + Span::from_ms(1);
        match order {
            Order::Newest => filter.to = Some(filter.to.map_or(past, |to| to.min(past))),
            Order::Oldest => filter.from = Some(filter.from.map_or(at, |from| from.max(at))),
        }
        let page = EventPage {
            after: None,
            limit: 1,
            order,
        };
        let seen = self.world.store.search(filter, page).await?;
        Ok(seen.events.first().map(|event| match order {
            Order::Newest => event.id.next(),
            Order::Oldest => EventId(event.id.0.saturating_sub(1)),
        }))
    }

    /// How many events a search finds, exactly.
    pub async fn count_events(
        &self,
        viewer: &Viewer,
        query: &EventQuery,
    ) -> Result<u64, FlowError> {
        let filter = self.event_filter(viewer, query)?;
        match query.trace {
            Some(trace) => Ok(self.world.store.chain(trace, filter).await?.len() as u64),
            None => Ok(self.world.store.count(filter).await?),
        }
    }

    /// One event; what the viewer may not see is missing.
    pub async fn event(&self, viewer: &Viewer, id: EventId) -> Result<wire::Event, FlowError> {
        let event = self.world.store.event(id).await?;
        let scope = self.scope(&self.directory(), viewer);
        let seen = event.filter(|event| scope.shows(event));
        let seen = seen.ok_or(Refusal::Missing(Noun::Event))?;
        Ok(wire::Event::seen_by(&scope, seen))
    }

    fn event_filter(&self, viewer: &Viewer, query: &EventQuery) -> Result<EventFilter, FlowError> {
        let directory = self.directory();
        if let Some(folder) = query.folder {
            may_ask(&directory, viewer, folder)?;
        }
        Ok(EventFilter {
            object_types: query.object_types.clone(),
            actions: query.actions.clone(),
            keywords: Keywords::parse(&query.q),
            actor: query
                .actor
                .as_deref()
                .filter(|actor| !actor.is_empty())
                .map(|actor| actor_filter(&directory, actor)),
            folders: query
                .folder
                .map(|folder| Arc::new(directory.subtree(folder))),
            from: query.from,
            to: query.to,
            scope: self.scope(&directory, viewer),
        })
    }
}

/// Admins may ask for a folder that is gone; others for those they may read, in the trash or not, or pass through.
fn may_ask(directory: &Directory, viewer: &Viewer, folder: FolderId) -> Result<(), FlowError> {
    let person = &viewer.person;
    if viewer.is_admin()
        || directory.level(person, folder).is_some()
        || sees(directory, person, folder)
    {
        Ok(())
    } else {
        Err(FlowError::missing(Noun::Folder))
    }
}

/// An address means the person who signs in with it, where there is one; with `mailto:` it is only the address.
fn actor_filter(directory: &Directory, text: &str) -> ActorFilter {
    if let Ok(id) = text.strip_prefix("user:").unwrap_or(text).parse() {
        return ActorFilter::Person(id);
    }
    let (bare, alone) = match text.strip_prefix("mailto:") {
        Some(address) => (address, true),
        None => (text, false),
    };
    match bare.parse::<EmailAddress>() {
        Ok(address) => match directory.person_by_email(&address) {
            Some(person) if !alone => ActorFilter::Person(person.id),
            _ => ActorFilter::Code(format!("mailto:{}", address.key())),
        },
        Err(_) => ActorFilter::Code(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use domain::id::UserId;

    use super::*;

    #[test]
    fn an_actor_is_asked_for_by_code_id_or_address() {
        let directory = Directory::default();
        let code = |text: &str| ActorFilter::Code(text.to_owned());
        for (text, meant) in [
            ("user:7", ActorFilter::Person(UserId(7))),
            ("7", ActorFilter::Person(UserId(7))),
            ("system", code("system")),
            ("X@example.org", code("mailto:x@example.org")),
            ("mailto:x@example.org", code("mailto:x@example.org")),
        ] {
            assert_eq!(actor_filter(&directory, text), meant, "{text}");
        }
    }
}
