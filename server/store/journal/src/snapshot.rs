//! Searching what there is at one moment.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use imbl::Vector;

use crate::{
    entry::Entry,
    error::Error,
    query::{Listing, Order, Query},
    segment::Segment,
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

/// How many entries of one object type are in one interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bar {
    /// The interval: from `edges[interval]` to before `edges[interval + 1]`.
    pub interval: usize,
    /// The object type.
    pub object_type: u8,
    /// How many; never 0.
    pub count: u64,
}

/// How the results divide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// All of them.
    pub total: u64,
    /// `(object type, action, count)`, ascending, no 0.
    pub kinds: Vec<(u8, u8, u64)>,
    /// The busiest actors, most first, then by key.
    pub actors: Vec<(String, u64)>,
}

impl Snapshot {
    pub(crate) fn new(sealed: Arc<[Arc<Segment>]>) -> Self {
        Self {
            sealed,
            chunks: Arc::default(),
            fresh: Vector::new(),
        }
    }

    fn all(&self) -> impl Iterator<Item = Result<Arc<Entry>, Error>> + '_ {
        self.sealed
            .iter()
            .chain(self.chunks.iter())
            .flat_map(|segment| segment.clone().entries())
            .chain(self.fresh.iter().cloned().map(Ok))
    }

    fn matching(&self, query: &Query) -> Result<Vec<Arc<Entry>>, Error> {
        self.all()
            .filter(|entry| entry.as_ref().map_or(true, |entry| query.matches(entry)))
            .collect()
    }

    /// A page of what `query` finds.
    pub fn search(&self, query: &Query, listing: &Listing) -> Result<Page, Error> {
        let mut all = self.matching(query)?;
        if listing.order == Order::Newest {
            all.reverse();
        }
        let mut left = all.into_iter().filter(|entry| {
            listing.after.is_none_or(|after| match listing.order {
                Order::Newest => entry.id < after,
                Order::Oldest => entry.id > after,
            })
        });
        let hits = left
            .by_ref()
            .take(listing.limit)
            .map(|entry| Hit {
                id: entry.id,
                row: entry.row.clone(),
            })
            .collect();
        Ok(Page {
            hits,
            more: left.next().is_some(),
        })
    }

    /// Exactly how many entries `query` finds.
    pub fn count(&self, query: &Query) -> Result<u64, Error> {
        Ok(self.matching(query)?.len() as u64)
    }

    /// How many entries `query` finds in each interval between ascending `edges` (milliseconds), by object type,
    /// ascending; none for intervals without.
    pub fn histogram(&self, query: &Query, edges: &[i64]) -> Result<Vec<Bar>, Error> {
        let mut bars = BTreeMap::new();
        for entry in self.matching(query)? {
            let after = edges.partition_point(|edge| *edge <= entry.at);
            if after > 0 && after < edges.len() {
                *bars.entry((after - 1, entry.object_type)).or_insert(0) += 1;
            }
        }
        Ok(bars
            .into_iter()
            .map(|((interval, object_type), count)| Bar {
                interval,
                object_type,
                count,
            })
            .collect())
    }

    /// How what `query` finds divides, with at most `actors` actors.
    pub fn facets(&self, query: &Query, actors: usize) -> Result<Facets, Error> {
        let (mut kinds, mut who) = (BTreeMap::new(), BTreeMap::<String, u64>::new());
        let all = self.matching(query)?;
        for entry in &all {
            *kinds.entry((entry.object_type, entry.action)).or_insert(0) += 1;
            *who.entry(entry.actor.clone()).or_insert(0) += 1;
        }
        let mut who: Vec<_> = who.into_iter().collect();
        who.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        who.truncate(actors);
        Ok(Facets {
            total: all.len() as u64,
            kinds: kinds.into_iter().map(|((t, a), n)| (t, a, n)).collect(),
            actors: who,
        })
    }

    /// The ids of the entries that link to `id`, ascending.
    pub fn links_to(&self, id: u64) -> Result<Vec<u64>, Error> {
        self.all()
            .filter(|e| e.as_ref().map_or(true, |e| e.links.contains(&id)))
            .map(|e| e.map(|e| e.id))
            .collect()
    }

    /// The row of entry `id`.
    pub fn row(&self, id: u64) -> Result<Option<Bytes>, Error> {
        self.all()
            .find(|e| e.as_ref().map_or(true, |e| e.id == id))
            .transpose()
            .map(|e| e.map(|e| e.row.clone()))
    }

    /// The lowest id of an entry at or after `time`: where a list that runs from the oldest jumps to.
    pub fn at_or_after(&self, time: i64) -> Result<Option<u64>, Error> {
        self.all()
            .find(|e| e.as_ref().map_or(true, |e| e.at >= time))
            .transpose()
            .map(|e| e.map(|e| e.id))
    }

    /// The highest id of an entry at or before `time`: where a list that runs from the newest jumps to.
    pub fn at_or_before(&self, time: i64) -> Result<Option<u64>, Error> {
        let mut last = None;
        for entry in self.all() {
            let entry = entry?;
            if entry.at <= time {
                last = Some(entry.id);
            }
        }
        Ok(last)
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.sealed
            .iter()
            .chain(self.chunks.iter())
            .map(|segment| segment.len())
            .sum::<usize>()
            + self.fresh.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sealed segments, oldest first.
    pub fn sealed(&self) -> &[Arc<Segment>] {
        &self.sealed
    }
}
