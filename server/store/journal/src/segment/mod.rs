//! Segments: up to 65,536 entries that never change.

mod build;
mod code;
mod columns;
mod concordance;
mod entries;
mod find;
pub(crate) mod format;
mod keys;
mod numbers;
mod part;
mod postings;
mod rebuild;
mod rows;
mod table;
mod texts;
mod tokens;
mod words;

use std::sync::Arc;

use bytes::Bytes;

pub use self::{
    build::{Builder, build},
    rebuild::RebuildError,
};
pub(crate) use self::{
    numbers::{from_time, to_time},
    rows::Rows,
    texts::{END, InTexts, NotText},
    tokens::{Run, is_plain_address, runs},
};
use crate::{
    cache::Cache,
    error::{Error, Part},
    source::Source,
};
use format::{HEAD, Head, Section};
use numbers::Numbers;
use part::PartReader;

/// Most entries of a segment: positions in it fit 16 bits.
pub(crate) const MOST: usize = 65_536;

/// An immutable segment, read by positioned reads.
#[derive(Debug)]
pub struct Segment {
    source: Arc<Source>,
    head: Head,
    events: PartReader,
    index: PartReader,
    cache: Cache,
    generation: u64,
    len: usize,
    ids: (u64, u64),
    times: (i64, i64),
}

impl Segment {
    /// Opens a segment: reads its two footers. `cache` is shared by all segments.
    ///
    /// # Errors
    /// [`Error::Damaged`] with [`Part::Index`]: [`Segment::rebuild`] makes the index again from the events.
    pub fn open(source: Source, cache: &Cache) -> Result<Self, Error> {
        let source = Arc::new(source);
        let head = read_head(&source)?;
        let generation = cache.generation();
        let events = open_events(&source, head, (cache, generation))?;
        let place = (HEAD as u64 + head.events, head.index);
        let index = PartReader::open(Part::Index, source.clone(), place, (cache, generation))?;
        let facts = EventFacts::read(&events)?;
        let times = numbers_of::<2>(&index, Section::Facts)?.map(to_time);
        Ok(Self {
            source,
            head,
            events,
            index,
            cache: cache.clone(),
            generation,
            len: facts.len,
            ids: facts.ids,
            times: (times[0], times[1]),
        })
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The lowest id.
    pub fn first(&self) -> Option<u64> {
        (self.len > 0).then_some(self.ids.0)
    }

    /// The highest id.
    pub fn last(&self) -> Option<u64> {
        (self.len > 0).then_some(self.ids.1)
    }

    /// The earliest time.
    pub fn earliest(&self) -> Option<i64> {
        (self.len > 0).then_some(self.times.0)
    }

    /// The latest time.
    pub fn latest(&self) -> Option<i64> {
        (self.len > 0).then_some(self.times.1)
    }

    /// Size in bytes.
    pub fn bytes(&self) -> u64 {
        2 * HEAD as u64 + self.head.events + self.head.index
    }

    /// Name and size of each section, for measurements.
    pub fn sections(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        Section::ALL.iter().map(|section| {
            (
                section.name(),
                self.events.len(*section) + self.index.len(*section),
            )
        })
    }

    /// The row of entry `id`.
    pub fn row(&self, id: u64) -> Result<Option<Bytes>, Error> {
        let position = self.position(id)?;
        position
            .map(|position| self.rows()?.get(position))
            .transpose()
    }

    /// Reads everything and checks it.
    ///
    /// # Errors
    /// What is damaged: the events first, since only they cannot be made again.
    pub fn verify(&self) -> Result<(), Error> {
        self.events.verify()?;
        self.index.verify()?;
        let ends = [0, self.bytes() - HEAD as u64];
        let whole = ends.into_iter().all(|end| {
            self.source
                .read(end, HEAD)
                .is_ok_and(|head| head[..] == self.head.bytes())
        });
        if whole {
            Ok(())
        } else {
            Err(Error::Damaged {
                part: Part::Index,
                what: "its head",
            })
        }
    }

    /// The id of the entry at `position`.
    pub(crate) fn id(&self, position: usize) -> Result<u64, Error> {
        if self.is_contiguous() {
            return Ok(self.ids.0 + position as u64);
        }
        self.id_column()?.get(position)
    }

    /// The ids of the entries at ascending or descending `positions`.
    pub(crate) fn ids(&self, positions: &[usize]) -> Result<Vec<u64>, Error> {
        if self.is_contiguous() {
            return Ok(positions
                .iter()
                .map(|position| self.ids.0 + *position as u64)
                .collect());
        }
        let column = self.id_column()?;
        let mut last = (usize::MAX, Vec::new());
        let id = |position: &usize| {
            let block = position / numbers::BLOCK;
            if last.0 != block {
                last = (block, column.block(block)?);
            }
            let id = last.1.get(position % numbers::BLOCK).copied();
            id.ok_or_else(|| self.events.damaged(Section::Ids.name()))
        };
        positions.iter().map(id).collect()
    }

    /// Where entry `id` is.
    pub(crate) fn position(&self, id: u64) -> Result<Option<usize>, Error> {
        let at = self.position_from(id)?;
        Ok((at < self.len && self.id(at)? == id).then_some(at))
    }

    /// Where the first entry not before `id` is, or the number of entries.
    pub(crate) fn position_from(&self, id: u64) -> Result<usize, Error> {
        if self.len == 0 || id <= self.ids.0 {
            return Ok(0);
        }
        if id > self.ids.1 {
            return Ok(self.len);
        }
        if self.is_contiguous() {
            return Ok((id - self.ids.0) as usize);
        }
        self.id_column()?.lower_bound(id)
    }

    /// Reads rows.
    pub(crate) fn rows(&self) -> Result<Rows<'_>, Error> {
        Rows::open(&self.events, (&self.cache, self.generation))
    }

    fn is_contiguous(&self) -> bool {
        self.events.len(Section::Ids) == 0
    }

    fn id_column(&self) -> Result<Numbers<'_>, Error> {
        Numbers::open(&self.events, Section::Ids)
    }
}

/// The head at the beginning, or else the one at the end.
fn read_head(source: &Source) -> Result<Head, Error> {
    let io = |source| Error::Io {
        what: "the head",
        source,
    };
    let len = source.len().map_err(io)?;
    let read = |at| Head::read(&source.read(at, HEAD.min(len as usize)).map_err(io)?, len);
    read(0).or_else(|error| read(len.saturating_sub(HEAD as u64)).map_err(|_| error))
}

fn open_events(
    source: &Arc<Source>,
    head: Head,
    cache: (&Cache, u64),
) -> Result<PartReader, Error> {
    PartReader::open(
        Part::Events,
        source.clone(),
        (HEAD as u64, head.events),
        cache,
    )
}

/// What the events part says of itself.
struct EventFacts {
    len: usize,
    ids: (u64, u64),
}

impl EventFacts {
    fn read(events: &PartReader) -> Result<Self, Error> {
        let [len, first, last] = numbers_of(events, Section::EventFacts)?;
        if len > MOST as u64 {
            return Err(events.damaged(Section::EventFacts.name()));
        }
        Ok(Self {
            len: len as usize,
            ids: (first, last),
        })
    }
}

fn numbers_of<const N: usize>(part: &PartReader, section: Section) -> Result<[u64; N], Error> {
    let bytes = part.read(section, 0, N * 8)?;
    let mut numbers = [0; N];
    for (number, bytes) in numbers.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *number = u64::from_le_bytes(*bytes);
    }
    Ok(numbers)
}
