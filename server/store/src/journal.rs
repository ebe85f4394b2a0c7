//! The journal: events by number, looked through from the newest. One function writes them, so that nothing is
//! written that cannot be found.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    event::{Event, ObjectType},
    filter::{EventFilter, EventPage, Order},
    id::EventId,
};
use flow::port::{Journal, SeenEvents, StoreError};
use serde::Deserialize;

use crate::{
    batch::Batch,
    range::Range,
    store::RedbStore,
    tables::{EVENTS, LINKS, decode_row},
    view::{Direction, View, go_on},
};

/// The longest chain given out.
const CHAIN: usize = 1_000;

/// Writes one event and the links by which its chain is found. A FILE event is its own trace and has no link.
pub(crate) fn write(event: &Event, batch: &mut Batch<'_>) -> Result<(), StoreError> {
    batch.put_row(&EVENTS, &event.id, event)?;
    if event.trace != event.id {
        batch.put(&LINKS, &(event.trace, event.id), &[])?;
    }
    for cause in &event.causes {
        batch.put(&LINKS, &(*cause, event.id), &[])?;
    }
    Ok(())
}

/// The one field that the alert station looks at first.
#[derive(Deserialize)]
struct Kind {
    object_type: ObjectType,
}

#[async_trait]
impl Journal for RedbStore {
    async fn append(&self, drafts: Vec<Event>) -> Result<Vec<EventId>, StoreError> {
        self.write("appending to the journal", move |_, changes| {
            Ok(drafts
                .into_iter()
                .map(|draft| changes.plan.event(draft))
                .collect())
        })
        .await
    }

    async fn event(&self, id: EventId) -> Result<Option<Event>, StoreError> {
        self.read("reading an event", move |view| view.get(&EVENTS, &id))
            .await
    }

    async fn search(&self, filter: EventFilter, page: EventPage) -> Result<SeenEvents, StoreError> {
        self.read("searching the journal", move |view| {
            search(view, &filter, page)
        })
        .await
    }

    async fn count(&self, filter: EventFilter) -> Result<u64, StoreError> {
        self.read("counting events", move |view| {
            if filter.shows_all() {
                return view.len(&EVENTS);
            }
            let mut count = 0;
            view.scan(&EVENTS, &Range::all(), Direction::Up, |_, event| {
                count += u64::from(filter.matches(&event));
                Ok(go_on(true))
            })?;
            Ok(count)
        })
        .await
    }

    async fn chain(&self, trace: EventId) -> Result<Vec<Event>, StoreError> {
        self.read("reading a chain of events", move |view| chain(view, trace))
            .await
    }

    async fn file_events_after(
        &self,
        after: EventId,
        limit: usize,
    ) -> Result<(Vec<Event>, EventId), StoreError> {
        self.read("reading new file events", move |view| {
            file_events(view, after, limit)
        })
        .await
    }
}

fn search(
    view: &View<'_>,
    filter: &EventFilter,
    page: EventPage,
) -> Result<SeenEvents, StoreError> {
    let (range, direction) = match (page.order, page.after) {
        (Order::Newest, None) => (Range::all(), Direction::Down),
        (Order::Newest, Some(after)) => (Range::all().before(&after), Direction::Down),
        (Order::Oldest, None) => (Range::all(), Direction::Up),
        (Order::Oldest, Some(after)) => (Range::all().after(&after), Direction::Up),
    };
    let mut seen = SeenEvents::default();
    view.scan(&EVENTS, &range, direction, |_, event| {
        if filter.matches(&event) {
            seen.more = seen.events.len() >= page.limit;
            if !seen.more {
                seen.events.push(event);
            }
        }
        Ok(go_on(!seen.more))
    })?;
    Ok(seen)
}

fn chain(view: &View<'_>, trace: EventId) -> Result<Vec<Event>, StoreError> {
    let mut ids = BTreeSet::from([trace]);
    let links = view.list(&LINKS, &Range::of(&trace), Direction::Up, CHAIN - 1)?;
    ids.extend(links.into_iter().map(|((_, event), ())| event));
    let mut events = read_all(view, &ids)?;
    let told: BTreeSet<EventId> = events
        .iter()
        .flat_map(|event| &event.causes)
        .copied()
        .collect();
    let missing: BTreeSet<EventId> = told
        .difference(&ids)
        .copied()
        .take(CHAIN - events.len())
        .collect();
    events.extend(read_all(view, &missing)?);
    events.sort_by_key(|event| event.id);
    Ok(events)
}

/// Those that are there.
fn read_all(view: &View<'_>, ids: &BTreeSet<EventId>) -> Result<Vec<Event>, StoreError> {
    ids.iter()
        .filter_map(|id| view.get(&EVENTS, id).transpose())
        .collect()
}

fn file_events(
    view: &View<'_>,
    after: EventId,
    limit: usize,
) -> Result<(Vec<Event>, EventId), StoreError> {
    let (mut events, mut looked_at) = (Vec::new(), after);
    view.scan_raw(
        &EVENTS,
        &Range::all().after(&after),
        Direction::Up,
        |id, row| {
            if events.len() >= limit {
                return Ok(go_on(false));
            }
            looked_at = id;
            let kind: Kind = decode_row(row, view.doing)?;
            if kind.object_type == ObjectType::File {
                events.push(decode_row(row, view.doing)?);
            }
            Ok(go_on(true))
        },
    )?;
    Ok((events, looked_at))
}
