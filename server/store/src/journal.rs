//! The journal: events by number, looked through from the newest. One function writes them, so that nothing is
//! written that cannot be found.

use std::collections::{BTreeSet, VecDeque};

use async_trait::async_trait;
use domain::{
    event::{Event, ObjectType},
    facets::{Facets, Tally},
    filter::{EventFilter, EventPage, Order},
    histogram::{Cut, Histogram},
    id::EventId,
    refusal::Refusal,
    time::{Span, Timestamp},
};
use flow::port::{Archive, Journal, SeenEvents, StoreError};
use serde::Deserialize;
use tokio::sync::watch;

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

    async fn histogram(
        &self,
        filter: EventFilter,
        cut: Cut,
    ) -> Result<Option<Histogram>, StoreError> {
        self.read("counting events over time", move |view| {
            histogram(view, &filter, cut)
        })
        .await
    }

    async fn facets(&self, filter: EventFilter, actors: usize) -> Result<Facets, StoreError> {
        self.read("counting events by what they are", move |view| {
            let mut tally = Tally::default();
            each(view, &filter, |event| tally.add(event))?;
            Ok(tally.facets(actors))
        })
        .await
    }

    async fn chain(&self, trace: EventId, filter: EventFilter) -> Result<Vec<Event>, StoreError> {
        self.read("reading a chain of events", move |view| {
            chain(view, trace, &filter)
        })
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

impl Archive for RedbStore {
    fn newest_event(&self) -> watch::Receiver<EventId> {
        self.newest()
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

/// Shows each event that matches to `visit`, oldest first.
fn each(
    view: &View<'_>,
    filter: &EventFilter,
    mut visit: impl FnMut(&Event),
) -> Result<(), StoreError> {
    view.scan(&EVENTS, &Range::all(), Direction::Up, |_, event| {
        if filter.matches(&event) {
            visit(&event);
        }
        Ok(go_on(true))
    })
}

fn histogram(
    view: &View<'_>,
    filter: &EventFilter,
    cut: Cut,
) -> Result<Option<Histogram>, StoreError> {
    let mut found: Option<(Timestamp, Timestamp)> = None;
    each(view, filter, |event| {
        let (first, last) = found.unwrap_or((event.at, event.at));
        found = Some((first.min(event.at), last.max(event.at)));
    })?;
    let from = filter.from.or(found.map(|(first, _)| first));
    let to = filter.to.or(found.map(|(_, last)| last + Span::from_ms(1)));
    let (Some(from), Some(to)) = (from, to) else {
        return Ok(None);
    };
    let bars = cut.bars(from, to);
    let mut bars = bars.map_err(|_| Refusal::BadField("interval"))?;
    each(view, filter, |event| {
        bars.add(event.at, event.object_type, 1)
    })?;
    Ok(Some(bars))
}

/// From event to event along the links that the scope shows, nearest first. A hidden event links nothing: that it is
/// there must not be told by what it ties together.
fn chain(view: &View<'_>, trace: EventId, filter: &EventFilter) -> Result<Vec<Event>, StoreError> {
    let mut chain = Vec::new();
    let (mut known, mut open) = (BTreeSet::from([trace]), VecDeque::from([trace]));
    while let Some(id) = open.pop_front() {
        let mut next: BTreeSet<EventId> = BTreeSet::new();
        let event: Option<Event> = view.get(&EVENTS, &id)?;
        let seen = event.filter(|event| filter.scope.shows(event));
        if id != trace && seen.is_none() {
            continue;
        }
        let links = view.list(&LINKS, &Range::of(&id), Direction::Up, usize::MAX)?;
        next.extend(links.into_iter().map(|((_, event), ())| event));
        if let Some(event) = seen {
            next.insert(event.trace);
            next.extend(&event.causes);
            if filter.matches(&event) {
                chain.push(event);
            }
        }
        if chain.len() >= CHAIN {
            break;
        }
        open.extend(next.into_iter().filter(|id| known.insert(*id)));
    }
    chain.sort_by_key(|event| event.id);
    Ok(chain)
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
