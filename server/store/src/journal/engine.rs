//! The search engine with what it is made of: segments in files, named by rows of the database, and the tail of
//! events that are in none yet.

use std::{
    collections::BTreeSet,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use domain::{event::Event, id::EventId};
use flow::port::{Mended, StoreError};
use journal::{Cache, Entry, Error, Journal, Part, Segment};
use serde::{Deserialize, Serialize};

use super::{
    entry::{Members, entry},
    segment_files::SegmentFiles,
};
use crate::{
    error::broken,
    range::Range,
    tables::{EVENTS, SEGMENTS, decode_row},
    view::{Direction, View, go_on},
};

/// A sealed segment, as the database names it; its key is its first event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SealedRow {
    /// Counts how often the segment was written anew.
    pub(crate) generation: u64,
    /// Its last event.
    pub(crate) last: EventId,
    /// How many events.
    pub(crate) count: u64,
    /// How long the file is.
    pub(crate) bytes: u64,
}

impl SealedRow {
    /// The file of the segment that begins with `first`.
    pub(crate) fn name(&self, first: EventId) -> String {
        format!("{first}.{}.segment", self.generation)
    }
}

/// Events that are there no more, or cannot be read: a search must not pass over them in silence.
#[derive(Clone, Debug)]
pub(crate) struct Unreadable {
    pub(crate) first: EventId,
    pub(crate) last: EventId,
    why: String,
}

impl Unreadable {
    /// As the answer to who asked for them.
    pub(crate) fn error(&self, doing: &'static str) -> StoreError {
        let Self { first, last, why } = self;
        broken(
            doing,
            format!("events {first} to {last} could not be read: {why}"),
        )
    }
}

/// What was found damaged.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    /// Segments whose index is to be made again before anything is searched.
    pub(crate) unindexed: Vec<(EventId, SealedRow)>,
    /// Segments whose events are lost.
    pub(crate) unreadable: Vec<Unreadable>,
    /// Segments that were mended since the last time that somebody asked.
    pub(crate) mended: Vec<Mended>,
}

/// The engine. Searching never waits for sealing.
#[derive(Debug)]
pub(crate) struct Engine {
    journal: RwLock<Arc<Journal>>,
    pub(super) files: Arc<dyn SegmentFiles>,
    pub(super) cache: Cache,
    damage: Mutex<Damage>,
    pub(super) members: Members,
    /// Held while segments are made of the tail or of others.
    pub(super) shaping: tokio::sync::Mutex<()>,
}

impl Engine {
    /// Opens the segments that `view` names, removes files that it does not, and reads the tail.
    pub(crate) fn open(
        files: Arc<dyn SegmentFiles>,
        cache: Cache,
        view: &View<'_>,
    ) -> Result<Self, StoreError> {
        let (journal, damage) = load(&*files, &cache, view)?;
        Ok(Self {
            journal: RwLock::new(Arc::new(journal)),
            files,
            cache,
            damage: Mutex::new(damage),
            members: Members::default(),
            shaping: tokio::sync::Mutex::default(),
        })
    }

    /// Begins again from what is stored: after an I/O error nobody knows what of the last commit is.
    pub(crate) fn reload(&self, view: &View<'_>) -> Result<(), StoreError> {
        let (journal, damage) = load(&*self.files, &self.cache, view)?;
        *self.journal.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(journal);
        *self.damage() = damage;
        Ok(())
    }

    /// The memory that indexes share.
    pub(crate) fn cache(&self) -> Cache {
        self.cache.clone()
    }

    /// The journal as it stands.
    pub(crate) fn journal(&self) -> Arc<Journal> {
        Arc::clone(&self.journal.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What is damaged.
    pub(crate) fn damage(&self) -> MutexGuard<'_, Damage> {
        self.damage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes committed events in, before anyone is answered.
    pub(crate) fn append(&self, entries: Vec<Entry>) {
        if !entries.is_empty() {
            self.journal().append(entries);
        }
    }

    /// Opens a segment's file.
    pub(super) fn segment(&self, first: EventId, row: &SealedRow) -> Result<Segment, Error> {
        segment(&*self.files, &self.cache, first, row)
    }
}

fn load(
    files: &dyn SegmentFiles,
    cache: &Cache,
    view: &View<'_>,
) -> Result<(Journal, Damage), StoreError> {
    let rows = view.list(&SEGMENTS, &Range::all(), Direction::Up, usize::MAX)?;
    remove_orphans(files, &rows, view.doing)?;
    let (mut sealed, mut damage) = (Vec::new(), Damage::default());
    for (first, row) in &rows {
        match segment(files, cache, *first, row) {
            Ok(segment) => sealed.push(Arc::new(segment)),
            Err(
                error @ Error::Damaged {
                    part: Part::Index, ..
                },
            ) => {
                tracing::warn!(%error, %first, last = %row.last, "an index is made again");
                damage.unindexed.push((*first, row.clone()));
            }
            Err(error) => {
                tracing::error!(%error, %first, last = %row.last, "events of the journal could not be read");
                damage.unreadable.push(Unreadable {
                    first: *first,
                    last: row.last,
                    why: error.to_string(),
                });
            }
        }
    }
    let journal = Journal::new(sealed, cache);
    let sealed_to = rows.last().map_or(EventId(0), |(_, row)| row.last);
    read_tail(&journal, sealed_to, view)?;
    Ok((journal, damage))
}

/// How many events of the tail are taken in at once.
const BATCH: usize = 4_096;

fn read_tail(journal: &Journal, after: EventId, view: &View<'_>) -> Result<(), StoreError> {
    let mut entries = Vec::with_capacity(BATCH);
    let tail = Range::all().after(&after);
    view.scan_raw(&EVENTS, &tail, Direction::Up, |_, row| {
        let event: Event = decode_row(row, view.doing)?;
        entries.push(entry(&event, row.to_vec().into()));
        if entries.len() >= BATCH {
            journal.append(entries.drain(..));
        }
        Ok(go_on(true))
    })?;
    journal.append(entries);
    Ok(())
}

/// Files of a sealing that did not come to its end, or that were replaced just before a crash.
fn remove_orphans(
    files: &dyn SegmentFiles,
    rows: &[(EventId, SealedRow)],
    doing: &'static str,
) -> Result<(), StoreError> {
    let failed = |source: io::Error| StoreError::Backend {
        doing,
        source: Box::new(source),
    };
    let known: BTreeSet<String> = rows.iter().map(|(first, row)| row.name(*first)).collect();
    for name in files.names().map_err(failed)? {
        if !known.contains(&name) {
            files.remove(&name).map_err(failed)?;
        }
    }
    Ok(())
}

fn segment(
    files: &dyn SegmentFiles,
    cache: &Cache,
    first: EventId,
    row: &SealedRow,
) -> Result<Segment, Error> {
    let source = files.open(&row.name(first)).map_err(|source| Error::Io {
        what: "the file",
        source,
    })?;
    let segment = Segment::open(source, cache)?;
    let named = (segment.first(), segment.last(), segment.len() as u64);
    if named == (Some(first.0), Some(row.last.0), row.count) {
        Ok(segment)
    } else {
        Err(Error::NotASegment)
    }
}
