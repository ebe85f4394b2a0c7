//! The journal as it stands: sealed segments, and the tail that is in none yet.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{
    cache::Cache,
    entry::Entry,
    error::{BuildError, Error},
    segment::{Builder, Segment},
    snapshot::Snapshot,
};

/// Entries that wait as they are, searched one by one, before [`Journal::compact`] indexes them.
pub(crate) const FRESH: usize = 4_096;

/// The journal as it stands. All methods take `&self`; a snapshot is cheap and never changes.
#[derive(Debug)]
pub struct Journal {
    now: Mutex<Snapshot>,
    /// Held while the tail is indexed or segments are exchanged, never while appending.
    shaping: Mutex<()>,
    cache: Cache,
}

impl Journal {
    /// A journal of these sealed segments, their ids ascending, with an empty tail.
    pub fn new(sealed: Vec<Arc<Segment>>, cache: &Cache) -> Self {
        Self {
            now: Mutex::new(Snapshot::new(sealed.into())),
            shaping: Mutex::new(()),
            cache: cache.clone(),
        }
    }

    /// What there is now.
    pub fn snapshot(&self) -> Snapshot {
        self.now().clone()
    }

    /// Appends committed entries, whose ids are greater than all before: visible to snapshots from now on.
    pub fn append(&self, entries: impl IntoIterator<Item = Entry>) {
        let entries: Vec<Arc<Entry>> = entries.into_iter().map(Arc::new).collect();
        let mut now = self.now();
        for entry in entries {
            now.fresh.push_back(entry);
        }
    }

    /// Indexes the oldest 4,096 appended entries in memory, if there are as many. Whether it did: call again then.
    ///
    /// Takes some 20 ms, in which appending and searching go on. Call it off the writer.
    pub fn compact(&self) -> Result<bool, CompactError> {
        let _shaping = self.shaping();
        let fresh = self.now().fresh.clone();
        if fresh.len() < FRESH {
            return Ok(false);
        }
        let chunk = self.chunk(fresh.iter().take(FRESH))?;
        let mut now = self.now();
        now.chunks = now.chunks.iter().cloned().chain([chunk]).collect();
        now.fresh = now.fresh.skip(FRESH);
        Ok(true)
    }

    /// Number of entries that are searched one by one: [`Journal::compact`] is worth calling from 4,096 on.
    pub fn fresh(&self) -> usize {
        self.now().fresh.len()
    }

    /// Number of entries that are in no sealed segment.
    pub fn unsealed(&self) -> usize {
        let now = self.now();
        now.fresh.len() + now.chunks.iter().map(|chunk| chunk.len()).sum::<usize>()
    }

    /// The oldest entries that are in no sealed segment, at most 65,536: build a segment of them, make it durable,
    /// and hand it to [`Journal::seal`].
    pub fn unsealed_entries(&self) -> impl Iterator<Item = Result<Arc<Entry>, Error>> + use<> {
        let now = self.snapshot();
        let chunks = now.chunks.clone();
        (0..chunks.len())
            .flat_map(move |chunk| chunks[chunk].clone().entries())
            .chain(now.fresh.into_iter().map(Ok))
            .take(crate::segment::MOST)
    }

    /// Puts a durable segment of the oldest unsealed entries in their place.
    pub fn seal(&self, segment: Arc<Segment>) -> Result<(), CompactError> {
        let _shaping = self.shaping();
        let last = segment.last();
        let chunks = self.now().chunks.clone();
        let mut left = Vec::new();
        for chunk in chunks.iter().filter(|chunk| chunk.last() > last) {
            // A part of it is sealed: the rest is a chunk of its own.
            left.push(if chunk.first() <= last {
                self.rest_of(chunk, last)?
            } else {
                chunk.clone()
            });
        }
        let mut now = self.now();
        now.chunks = left.into();
        let gone = now
            .fresh
            .iter()
            .take_while(|entry| Some(entry.id) <= last)
            .count();
        now.fresh = now.fresh.skip(gone);
        now.sealed = now.sealed.iter().cloned().chain([segment]).collect();
        Ok(())
    }

    /// The entries of `chunk` after `last`.
    fn rest_of(
        &self,
        chunk: &Arc<Segment>,
        last: Option<u64>,
    ) -> Result<Arc<Segment>, CompactError> {
        let mut rest = chunk.clone().entries().collect::<Result<Vec<_>, _>>()?;
        rest.retain(|entry| Some(entry.id) > last);
        self.chunk(rest.iter())
    }

    fn chunk<'e>(
        &self,
        entries: impl Iterator<Item = &'e Arc<Entry>>,
    ) -> Result<Arc<Segment>, CompactError> {
        let mut builder = Builder::quick();
        for entry in entries {
            builder.push(entry)?;
        }
        Ok(Arc::new(Segment::open(
            builder.finish()?.into(),
            &self.cache,
        )?))
    }

    /// Exchanges the sealed segments (after retention, or a rebuilt index) for what `exchange` makes of them.
    pub fn exchange(&self, exchange: impl FnOnce(&[Arc<Segment>]) -> Vec<Arc<Segment>>) {
        let _shaping = self.shaping();
        let sealed = self.now().sealed.clone();
        let sealed = exchange(&sealed);
        self.now().sealed = sealed.into();
    }

    fn now(&self) -> MutexGuard<'_, Snapshot> {
        // A snapshot is replaced part by part, each part whole: a panic elsewhere leaves nothing half done.
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shaping(&self) -> MutexGuard<'_, ()> {
        self.shaping.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tail could not be indexed.
#[derive(Debug, thiserror::Error)]
pub enum CompactError {
    /// Building failed.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// What was built could not be read back.
    #[error(transparent)]
    Read(#[from] Error),
}
