//! Making a damaged index again.

use std::sync::Arc;

use bytes::Bytes;

use crate::{
    cache::Cache,
    entry::Entry,
    error::{BuildError, Error},
    segment::{Builder, EventFacts, HEAD, Numbers, Rows, Section, Segment, open_events, read_head},
    source::Source,
};

/// An index could not be made again.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The events could not be read.
    #[error(transparent)]
    Read(#[from] Error),
    /// Building failed.
    #[error(transparent)]
    Build(#[from] BuildError),
}

impl Segment {
    /// The bytes of the segment in `source` with a new index.
    ///
    /// Only the events part is read. `derive` makes each entry again from its id and row; its row is not used.
    pub fn rebuild(
        source: Source,
        mut derive: impl FnMut(u64, Bytes) -> Result<Entry, Error>,
    ) -> Result<Vec<u8>, RebuildError> {
        let source = Arc::new(source);
        let head = read_head(&source)?;
        let cache = Cache::new(1 << 20);
        let events = open_events(&source, head, (&cache, 0))?;
        events.verify()?;
        let facts = EventFacts::read(&events)?;
        let ids = Numbers::open(&events, Section::Ids)?.all()?;
        let mut rows = Rows::open(&events, (&cache, 0))?;
        let mut builder = Builder::new();
        for position in 0..facts.len {
            let id = ids
                .get(position)
                .copied()
                .unwrap_or(facts.ids.0 + position as u64);
            builder.push(&derive(id, rows.get(position)?)?)?;
        }
        let events = source.read(HEAD as u64, head.events as usize);
        let events = events.map_err(|source| Error::Io {
            what: "the events",
            source,
        })?;
        Ok(builder.finish_around(&events))
    }
}
