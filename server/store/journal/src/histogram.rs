//! How results divide over time.

use std::collections::BTreeMap;

use crate::{
    entry::Entry,
    error::Error,
    matches::Matches,
    segment::{Segment, to_time},
};

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

/// Counts as they are collected.
#[derive(Debug)]
pub(crate) struct Histogram<'e> {
    edges: &'e [i64],
    counts: BTreeMap<(usize, u8), u64>,
}

impl<'e> Histogram<'e> {
    /// Of the intervals between ascending `edges`.
    pub(crate) fn new(edges: &'e [i64]) -> Self {
        Self {
            edges,
            counts: BTreeMap::new(),
        }
    }

    /// Counts `entry`.
    pub(crate) fn add(&mut self, entry: &Entry) {
        self.add_many(self.edges_before(entry.at), entry.object_type, 1);
    }

    /// Counts `matches` of `segment`.
    pub(crate) fn add_found(&mut self, segment: &Segment, matches: &Matches) -> Result<(), Error> {
        if matches.is_empty() {
            return Ok(());
        }
        let ats = segment.ats()?;
        let mut types = segment.object_types()?;
        for (_, of_type) in &mut types {
            of_type.and(matches);
        }
        for block in 0..ats.blocks() {
            let range = ats.range(block);
            if !matches.any_in(range.clone()) {
                continue;
            }
            let (least, most) = ats.bounds(block)?;
            let (begins, ends) = (
                self.edges_before(to_time(least)),
                self.edges_before(to_time(most)),
            );
            if begins == ends {
                for (object_type, of_type) in &types {
                    let count = of_type.count_and_in(matches, range.clone());
                    self.add_many(begins, *object_type, count as u64);
                }
            } else {
                self.add_block((range, ats.block(block)?), &types);
            }
        }
        Ok(())
    }

    fn add_block(
        &mut self,
        (range, ats): (std::ops::Range<usize>, Vec<u64>),
        types: &[(u8, Matches)],
    ) {
        for (position, at) in range.zip(ats) {
            if let Some((object_type, _)) =
                types.iter().find(|(_, of_type)| of_type.contains(position))
            {
                self.add_many(self.edges_before(to_time(at)), *object_type, 1);
            }
        }
    }

    /// Adds the counts of `other`, which has the same edges.
    pub(crate) fn merge(&mut self, other: Self) {
        for (bar, count) in other.counts {
            *self.counts.entry(bar).or_insert(0) += count;
        }
    }

    /// The bars, ascending.
    pub(crate) fn bars(self) -> Vec<Bar> {
        let bar = |((interval, object_type), count)| Bar {
            interval,
            object_type,
            count,
        };
        self.counts.into_iter().map(bar).collect()
    }

    /// Counts in the interval that begins with the last of `edges` edges, if it is one.
    fn add_many(&mut self, edges: usize, object_type: u8, count: u64) {
        if edges > 0 && edges < self.edges.len() && count > 0 {
            *self.counts.entry((edges - 1, object_type)).or_insert(0) += count;
        }
    }

    /// How many edges are not after `at`.
    fn edges_before(&self, at: i64) -> usize {
        self.edges.partition_point(|edge| *edge <= at)
    }
}
