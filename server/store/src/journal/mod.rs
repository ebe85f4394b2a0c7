//! The journal: sealed segments in files, the newest events as rows, one search engine over both.

mod engine;
mod entry;
mod extent;
mod import;
mod segment_files;
mod shaping;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    event::{Action, Event, ObjectType},
    facets::{Facets, Tally},
    filter::{EventFilter, EventPage, Order},
    histogram::{Cut, Histogram},
    id::EventId,
    refusal::Refusal,
    time::Timestamp,
};
use flow::port::{Archive, Journal, Mended, SeenEvents, StoreError};
use journal::{Entry, Error, Listing, Part, Query, Snapshot};
use tokio::sync::watch;

pub(crate) use engine::{Engine, SealedRow};
pub use import::{Draft, Imported, Lines};
pub use segment_files::SegmentFiles;
pub(crate) use segment_files::{InFolder, InMemory};

use crate::{
    batch::Batch,
    store::{RedbStore, off_the_async_threads},
    tables::{EVENTS, decode_row, encode_row},
};
pub(crate) use shaping::failed;

/// The longest chain given out.
const CHAIN: usize = 1_000;

/// Writes one event, and gives it as the engine takes it once it is committed.
pub(crate) fn write(event: &Event, batch: &mut Batch<'_>) -> Result<Entry, StoreError> {
    let row = encode_row(event)?;
    batch.put(&EVENTS, &event.id, &row)?;
    Ok(entry::entry(event, row))
}

/// Why a search came to nothing.
enum Failed {
    Engine(Error),
    Store(StoreError),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn decoded(row: &Bytes) -> Result<Event, StoreError> {
    decode_row(row, "reading an event")
}

impl RedbStore {
    /// Asks what there is now, off the async threads. A damaged index is made again first, and the answer is right.
    async fn ask<T, F>(&self, doing: &'static str, ask: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Snapshot) -> Result<T, Failed> + Send + Sync + 'static,
    {
        let ask = Arc::new(ask);
        let unindexed = !self.engine.damage().unindexed.is_empty();
        if unindexed {
            self.mend_index().await?;
        }
        let answer = match self.asked(doing, &ask).await? {
            Err(Failed::Engine(Error::Damaged {
                part: Part::Index, ..
            })) => {
                self.mend_index().await?;
                self.asked(doing, &ask).await?
            }
            answer => answer,
        };
        answer.map_err(|error| match error {
            Failed::Engine(error) => failed(doing)(error),
            Failed::Store(error) => error,
        })
    }

    async fn asked<T, F>(
        &self,
        doing: &'static str,
        ask: &Arc<F>,
    ) -> Result<Result<T, Failed>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Snapshot) -> Result<T, Failed> + Send + Sync + 'static,
    {
        let (ask, engine, disk) = (Arc::clone(ask), Arc::clone(&self.engine), self.disk());
        off_the_async_threads(doing, move || {
            // A closed store answers nothing.
            disk.hold().database(doing)?;
            Ok(ask(&engine.journal().snapshot()))
        })
        .await
    }

    /// Refuses to pass over events that cannot be read.
    fn all_readable(
        &self,
        doing: &'static str,
        passed: impl Fn(EventId, EventId) -> bool,
    ) -> Result<(), StoreError> {
        let damage = self.engine.damage();
        let lost = damage
            .unreadable
            .iter()
            .find(|lost| passed(lost.first, lost.last));
        lost.map_or(Ok(()), |lost| Err(lost.error(doing)))
    }
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
        let doing = "reading an event";
        self.all_readable(doing, |first, last| (first..=last).contains(&id))?;
        self.ask(doing, move |now| {
            let row = now.row(id.0)?;
            Ok(row.as_ref().map(decoded).transpose()?)
        })
        .await
    }

    async fn search(&self, filter: EventFilter, page: EventPage) -> Result<SeenEvents, StoreError> {
        let doing = "searching the journal";
        let query = self.engine.members.query(&filter);
        let seen = self
            .ask(doing, move |now| {
                let found = now.search(&query, &listing(page))?;
                let events = found.hits.iter().map(|hit| decoded(&hit.row));
                Ok(SeenEvents {
                    events: events.collect::<Result<_, _>>()?,
                    more: found.more,
                })
            })
            .await?;
        let end = seen
            .events
            .last()
            .filter(|_| seen.more)
            .map(|event| event.id);
        self.all_readable(doing, |first, last| match page.order {
            Order::Newest => {
                end.is_none_or(|end| last > end) && page.after.is_none_or(|after| first < after)
            }
            Order::Oldest => {
                end.is_none_or(|end| first < end) && page.after.is_none_or(|after| last > after)
            }
        })?;
        Ok(seen)
    }

    async fn nth(
        &self,
        filter: EventFilter,
        page: EventPage,
        index: u64,
    ) -> Result<Option<EventId>, StoreError> {
        let doing = "finding a place in the journal";
        self.all_readable(doing, |_, _| true)?;
        let query = self.engine.members.query(&filter);
        self.ask(doing, move |now| {
            Ok(now.nth(&query, &listing(page), index)?.map(EventId))
        })
        .await
    }

    async fn count(&self, filter: EventFilter) -> Result<u64, StoreError> {
        let doing = "counting events";
        self.all_readable(doing, |_, _| true)?;
        let query = self.engine.members.query(&filter);
        self.ask(doing, move |now| Ok(now.count(&query)?)).await
    }

    async fn histogram(
        &self,
        filter: EventFilter,
        cut: Cut,
    ) -> Result<Option<Histogram>, StoreError> {
        let doing = "counting events over time";
        self.all_readable(doing, |_, _| true)?;
        let query = self.engine.members.query(&filter);
        self.ask(doing, move |now| histogram(now, &filter, &query, cut))
            .await
    }

    async fn facets(&self, filter: EventFilter, actors: usize) -> Result<Facets, StoreError> {
        let doing = "counting events by what they are";
        self.all_readable(doing, |_, _| true)?;
        let query = self.engine.members.query(&filter);
        self.ask(doing, move |now| {
            let found = now.facets(&query, usize::MAX)?;
            let mut tally = Tally::default();
            for (object_type, action, count) in found.kinds {
                if let Some(object_type) = ObjectType::ALL.get(usize::from(object_type)) {
                    tally.add_type(*object_type, count);
                }
                if let Some(action) = Action::ALL.get(usize::from(action)) {
                    tally.add_action(*action, count);
                }
            }
            for (actor, count) in found.actors {
                tally.add_actor(actor, count);
            }
            Ok(tally.facets(actors))
        })
        .await
    }

    async fn chain(&self, trace: EventId, filter: EventFilter) -> Result<Vec<Event>, StoreError> {
        let doing = "reading a chain of events";
        self.all_readable(doing, |_, _| true)?;
        self.ask(doing, move |now| chain(now, trace, &filter)).await
    }

    async fn file_events_after(
        &self,
        after: EventId,
        limit: usize,
    ) -> Result<(Vec<Event>, EventId), StoreError> {
        // Before the search: all up to here is in it.
        let newest = *self.newest().borrow();
        let filter = EventFilter {
            object_types: vec![ObjectType::File],
            scope: domain::filter::Scope::All,
            ..EventFilter::default()
        };
        let page = EventPage {
            after: Some(after),
            limit,
            order: Order::Oldest,
        };
        let seen = self.search(filter, page).await?;
        let last = seen.events.last().map_or(after, |event| event.id);
        let looked_at = if seen.more { last } else { last.max(newest) };
        Ok((seen.events, looked_at))
    }
}

fn listing(page: EventPage) -> Listing {
    Listing {
        after: page.after.map(|after| after.0),
        limit: page.limit,
        order: match page.order {
            Order::Newest => journal::Order::Newest,
            Order::Oldest => journal::Order::Oldest,
        },
    }
}

fn histogram(
    now: &Snapshot,
    filter: &EventFilter,
    query: &Query,
    cut: Cut,
) -> Result<Option<Histogram>, Failed> {
    let found = if filter.from.is_some() && filter.to.is_some() {
        None
    } else {
        extent::extent(now, query)?
    };
    let from = filter.from.or(found.map(|(first, _)| first));
    let to = filter.to.or(found.map(|(_, end)| end));
    let (Some(from), Some(to)) = (from, to) else {
        return Ok(None);
    };
    let bars = cut.bars(from, to);
    let mut bars = bars.map_err(|_| StoreError::from(Refusal::BadField("interval")))?;
    let edges: Vec<i64> = bars.edges().map(entry::at).collect();
    for bar in now.histogram(query, &edges)? {
        if let Some(counts) = bars.bars.get_mut(bar.interval)
            && let Some(count) = counts.get_mut(usize::from(bar.object_type))
        {
            *count += bar.count;
        }
    }
    Ok(Some(bars))
}

/// From event to event along the links that the scope shows, nearest first. A hidden event links nothing: that it is
/// there must not be told by what it ties together.
fn chain(now: &Snapshot, trace: EventId, filter: &EventFilter) -> Result<Vec<Event>, Failed> {
    let mut chain = Vec::new();
    let (mut known, mut open) = (BTreeSet::from([trace.0]), VecDeque::from([trace.0]));
    while let Some(id) = open.pop_front().filter(|_| chain.len() < CHAIN) {
        let event = now.row(id)?.as_ref().map(decoded).transpose()?;
        let seen = event.filter(|event| filter.scope.shows(event));
        if id != trace.0 && seen.is_none() {
            continue;
        }
        let mut next: BTreeSet<u64> = now.links_to(id)?.into_iter().collect();
        if let Some(event) = seen {
            next.insert(event.trace.0);
            next.extend(event.causes.iter().map(|cause| cause.0));
            if filter.matches(&event) {
                chain.push(event);
            }
        }
        open.extend(next.into_iter().filter(|id| known.insert(*id)));
    }
    chain.sort_by_key(|event| event.id);
    Ok(chain)
}

#[async_trait]
impl Archive for RedbStore {
    fn newest_event(&self) -> watch::Receiver<EventId> {
        self.newest()
    }

    async fn seal_events(&self) -> Result<bool, StoreError> {
        Ok(self.seal_due().await? | self.seal_texts().await?)
    }

    async fn expire_events(
        &self,
        cutoffs: BTreeMap<ObjectType, Timestamp>,
    ) -> Result<u64, StoreError> {
        self.expire(cutoffs).await
    }

    async fn mend_events(&self) -> Result<Vec<Mended>, StoreError> {
        let unindexed = !self.engine.damage().unindexed.is_empty();
        if unindexed {
            self.mend_index().await?;
        }
        Ok(std::mem::take(&mut self.engine.damage().mended))
    }
}
