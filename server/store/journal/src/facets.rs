//! How results divide by what happened and by whom.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::{entry::Entry, error::Error, matches::Matches, segment::Segment};

/// How results divide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// All of them.
    pub total: u64,
    /// `(object type, action, count)`, ascending, no 0.
    pub kinds: Vec<(u8, u8, u64)>,
    /// The busiest actors, most first, then by key.
    pub actors: Vec<(String, u64)>,
}

/// Counts as they are collected.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    total: u64,
    kinds: BTreeMap<(u8, u8), u64>,
    actors: FxHashMap<String, u64>,
}

impl Tally {
    /// Counts `entry`.
    pub(crate) fn add(&mut self, entry: &Entry) {
        self.total += 1;
        *self
            .kinds
            .entry((entry.object_type, entry.action))
            .or_insert(0) += 1;
        self.add_actor(&entry.actor, 1);
    }

    /// Counts `matches` of `segment`.
    pub(crate) fn add_found(&mut self, segment: &Segment, matches: &Matches) -> Result<(), Error> {
        if matches.is_empty() {
            return Ok(());
        }
        self.total += matches.count() as u64;
        let mut postings = segment.postings();
        for (kind, slot) in segment.kinds()? {
            let count = postings.count_in(slot, matches)? as u64;
            if count > 0 {
                *self
                    .kinds
                    .entry(((kind >> 8) as u8, kind as u8))
                    .or_insert(0) += count;
            }
        }
        segment.each_actor(matches, |actor, count| self.add_actor(actor, count))
    }

    /// Adds the counts of `other`.
    pub(crate) fn merge(&mut self, other: Self) {
        self.total += other.total;
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_insert(0) += count;
        }
        for (actor, count) in other.actors {
            self.add_actor(&actor, count);
        }
    }

    /// The facets, with at most `most` actors.
    pub(crate) fn facets(self, most: usize) -> Facets {
        let kinds = self
            .kinds
            .into_iter()
            .map(|((object_type, action), count)| (object_type, action, count));
        let mut actors: Vec<(String, u64)> = self.actors.into_iter().collect();
        actors.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        actors.truncate(most);
        Facets {
            total: self.total,
            kinds: kinds.collect(),
            actors,
        }
    }

    fn add_actor(&mut self, actor: &str, count: u64) {
        match self.actors.get_mut(actor) {
            Some(sum) => *sum += count,
            None => {
                self.actors.insert(actor.to_owned(), count);
            }
        }
    }
}
