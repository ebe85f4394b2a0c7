//! Searching what there is at one moment.

use std::sync::Arc;

use bytes::Bytes;
use imbl::Vector;

use crate::{
    entry::Entry,
    error::Error,
    facets::{Facets, Tally},
    histogram::{Bar, Histogram},
    plan::Plan,
    query::{Listing, Order, Query},
    segment::{Segment, from_time},
    spread::ask_each,
};

/// The journal at one moment: cheap to clone, never changes.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(crate) sealed: Arc<[Arc<Segment>]>,
    pub(crate) chunks: Arc<[Arc<Segment>]>,
    pub(crate) fresh: Vector<Arc<Entry>>,
}

/// An entry that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its id.
    pub id: u64,
    /// Its row, as it was appended.
    pub row: Bytes,
}

/// A part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What was found, in the order asked for.
    pub hits: Vec<Hit>,
    /// Whether there is more after them.
    pub more: bool,
}

impl Snapshot {
    pub(crate) fn new(sealed: Arc<[Arc<Segment>]>) -> Self {
        Self {
            sealed,
            chunks: Arc::default(),
            fresh: Vector::new(),
        }
    }

    /// A page of what `query` finds.
    pub fn search(&self, query: &Query, listing: &Listing) -> Result<Page, Error> {
        let mut search = Search {
            plan: Plan::new(query),
            listing,
            page: Page::default(),
        };
        match listing.order {
            Order::Newest => {
                search.fresh(self.fresh.iter().rev());
                for segment in self.segments().rev() {
                    search.segment(segment)?;
                }
            }
            Order::Oldest => {
                for segment in self.segments() {
                    search.segment(segment)?;
                }
                search.fresh(self.fresh.iter());
            }
        }
        Ok(search.page)
    }

    /// Exactly how many entries `query` finds.
    pub fn count(&self, query: &Query) -> Result<u64, Error> {
        let plan = Plan::new(query);
        let counts = self.ask(&plan, |segment| Ok(segment.settle(&plan)?.count() as u64))?;
        Ok(counts.into_iter().sum::<u64>() + self.found_fresh(&plan).count() as u64)
    }

    /// How many entries `query` finds in each interval between ascending `edges` (milliseconds), by object type,
    /// ascending; none for intervals without.
    pub fn histogram(&self, query: &Query, edges: &[i64]) -> Result<Vec<Bar>, Error> {
        let plan = Plan::new(query);
        let parts = self.ask(&plan, |segment| {
            let mut part = Histogram::new(edges);
            part.add_found(segment, &segment.settle(&plan)?)?;
            Ok(part)
        })?;
        let mut all = Histogram::new(edges);
        for part in parts {
            all.merge(part);
        }
        self.found_fresh(&plan).for_each(|entry| all.add(entry));
        Ok(all.bars())
    }

    /// How what `query` finds divides, with at most `actors` actors.
    pub fn facets(&self, query: &Query, actors: usize) -> Result<Facets, Error> {
        let plan = Plan::new(query);
        let parts = self.ask(&plan, |segment| {
            let mut part = Tally::default();
            part.add_found(segment, &segment.settle(&plan)?)?;
            Ok(part)
        })?;
        let mut all = Tally::default();
        for part in parts {
            all.merge(part);
        }
        self.found_fresh(&plan).for_each(|entry| all.add(entry));
        Ok(all.facets(actors))
    }

    /// The id of what `query` finds at place `index` of `listing`'s order, counted from its `after`.
    ///
    /// Whole segments are passed by their (remembered) counts; no row is read.
    pub fn nth(&self, query: &Query, listing: &Listing, index: u64) -> Result<Option<u64>, Error> {
        let mut place = Place {
            plan: Plan::new(query),
            listing,
            left: usize::try_from(index).unwrap_or(usize::MAX),
        };
        match listing.order {
            Order::Newest => {
                let found = place.in_fresh(self.fresh.iter().rev());
                let mut rest = self.segments().rev();
                found.map_or_else(|| place.in_segments(&mut rest), |id| Ok(Some(id)))
            }
            Order::Oldest => {
                let found = place.in_segments(&mut self.segments())?;
                Ok(found.or_else(|| place.in_fresh(self.fresh.iter())))
            }
        }
    }

    /// The ids of the entries that link to `id`, ascending.
    pub fn links_to(&self, id: u64) -> Result<Vec<u64>, Error> {
        let mut ids = Vec::new();
        for segment in self.segments() {
            if let Some(matches) = segment.linking_to(id)? {
                ids.extend(segment.ids(&matches.ascending().collect::<Vec<_>>())?);
            }
        }
        let fresh = self.fresh.iter().filter(|entry| entry.links.contains(&id));
        ids.extend(fresh.map(|entry| entry.id));
        Ok(ids)
    }

    /// The row of entry `id`.
    pub fn row(&self, id: u64) -> Result<Option<Bytes>, Error> {
        let segment = self
            .segments()
            .find(|segment| segment.first() <= Some(id) && Some(id) <= segment.last());
        if let Some(segment) = segment {
            return segment.row(id);
        }
        let at = self.fresh.binary_search_by(|entry| entry.id.cmp(&id));
        Ok(at
            .ok()
            .and_then(|at| self.fresh.get(at))
            .map(|entry| entry.row.clone()))
    }

    /// The lowest id of an entry at or after `time`: where a list that runs from the oldest jumps to.
    pub fn at_or_after(&self, time: i64) -> Result<Option<u64>, Error> {
        for segment in self
            .segments()
            .filter(|segment| segment.latest() >= Some(time))
        {
            if let Some(position) = segment.first_at_or_after(from_time(time))? {
                return segment.id(position).map(Some);
            }
        }
        Ok(self
            .fresh
            .iter()
            .find(|entry| entry.at >= time)
            .map(|entry| entry.id))
    }

    /// The highest id of an entry at or before `time`: where a list that runs from the newest jumps to.
    pub fn at_or_before(&self, time: i64) -> Result<Option<u64>, Error> {
        if let Some(entry) = self.fresh.iter().rev().find(|entry| entry.at <= time) {
            return Ok(Some(entry.id));
        }
        for segment in self
            .segments()
            .rev()
            .filter(|segment| segment.earliest() <= Some(time))
        {
            if let Some(position) = segment.last_at_or_before(from_time(time))? {
                return segment.id(position).map(Some);
            }
        }
        Ok(None)
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.segments().map(|segment| segment.len()).sum::<usize>() + self.fresh.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sealed segments, oldest first.
    pub fn sealed(&self) -> &[Arc<Segment>] {
        &self.sealed
    }

    /// All segments, oldest first.
    fn segments(&self) -> impl DoubleEndedIterator<Item = &Arc<Segment>> {
        self.sealed.iter().chain(self.chunks.iter())
    }

    fn found_fresh(&self, plan: &Plan) -> impl Iterator<Item = &Entry> {
        self.fresh
            .iter()
            .map(AsRef::as_ref)
            .filter(|entry| plan.matches(entry))
    }

    fn ask<T: Send>(
        &self,
        plan: &Plan,
        ask: impl Fn(&Segment) -> Result<T, Error> + Sync,
    ) -> Result<Vec<T>, Error> {
        let segments: Vec<&Segment> = self.segments().map(AsRef::as_ref).collect();
        let much = segments.len() > MANY || (plan.reads_much() && segments.len() > 1);
        ask_each(&segments, much, |segment| ask(segment))
    }
}

/// Segments from which on it is worth asking them on several threads.
const MANY: usize = 64;

/// A page as it fills.
struct Search<'a> {
    plan: Plan,
    listing: &'a Listing,
    page: Page,
}

impl Search<'_> {
    fn fresh<'e>(&mut self, entries: impl Iterator<Item = &'e Arc<Entry>>) {
        for entry in entries {
            if self.page.more {
                return;
            }
            if self.listing.reaches(entry.id) && self.plan.matches(entry) {
                self.page.more = self.page.hits.len() >= self.listing.limit;
                if !self.page.more {
                    self.page.hits.push(Hit {
                        id: entry.id,
                        row: entry.row.clone(),
                    });
                }
            }
        }
    }

    fn segment(&mut self, segment: &Segment) -> Result<(), Error> {
        if self.page.more {
            return Ok(());
        }
        let range = self.listing.range(segment)?;
        let room = self.listing.limit - self.page.hits.len();
        let limit = (room.saturating_add(1), self.listing.order);
        let mut found = segment.first_found(&self.plan, range, limit)?;
        self.page.more = found.len() > room;
        found.truncate(room);
        if found.is_empty() {
            return Ok(());
        }
        let mut rows = segment.rows()?;
        for (id, position) in segment.ids(&found)?.into_iter().zip(found) {
            self.page.hits.push(Hit {
                id,
                row: rows.get(position)?,
            });
        }
        Ok(())
    }
}

/// A place in a list as it is looked for.
struct Place<'a> {
    plan: Plan,
    listing: &'a Listing,
    /// So many are still before it.
    left: usize,
}

impl Place<'_> {
    fn in_fresh<'e>(&mut self, entries: impl Iterator<Item = &'e Arc<Entry>>) -> Option<u64> {
        for entry in entries {
            if self.listing.reaches(entry.id) && self.plan.matches(entry) {
                if self.left == 0 {
                    return Some(entry.id);
                }
                self.left -= 1;
            }
        }
        None
    }

    fn in_segments(
        &mut self,
        segments: &mut dyn Iterator<Item = &Arc<Segment>>,
    ) -> Result<Option<u64>, Error> {
        for segment in segments {
            let range = self.listing.range(segment)?;
            if range.is_empty() {
                continue;
            }
            let mut found = segment.settle(&self.plan)?;
            if range != (0..segment.len()) {
                found.keep_range(range);
            }
            let count = found.count();
            if self.left < count {
                let position = match self.listing.order {
                    Order::Newest => found.descending().nth(self.left),
                    Order::Oldest => found.ascending().nth(self.left),
                };
                return position.map(|position| segment.id(position)).transpose();
            }
            self.left -= count;
        }
        Ok(None)
    }
}

impl Listing {
    /// The positions of `segment` that come after this list's beginning.
    fn range(&self, segment: &Segment) -> Result<std::ops::Range<usize>, Error> {
        Ok(match (self.after, self.order) {
            (None, _) => 0..segment.len(),
            (Some(after), Order::Newest) => 0..segment.position_from(after)?,
            (Some(after), Order::Oldest) => match after.checked_add(1) {
                Some(next) => segment.position_from(next)?..segment.len(),
                None => segment.len()..segment.len(),
            },
        })
    }

    fn reaches(&self, id: u64) -> bool {
        self.after.is_none_or(|after| match self.order {
            Order::Newest => id < after,
            Order::Oldest => id > after,
        })
    }
}
