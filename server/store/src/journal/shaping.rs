//! What becomes of events once they are written: sealed into segments, expired, merged, mended.
//!
//! Every step makes its files first and durable, then one commit names them and forgets what they replace, then
//! searches see them, and only then the old files go. A crash between any two leaves files that nobody names: they
//! are removed when the store opens.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use domain::{
    event::{Event, ObjectType},
    id::EventId,
    time::Timestamp,
};
use flow::{
    killpoint,
    port::{Mended, StoreError},
};
use journal::{Builder, Entry, Error, Journal, Listing, Order, Part, Query, Segment};

use super::{
    engine::SealedRow,
    entry::{at, codes, entry},
    segment_files::SegmentFiles,
};
use crate::{
    error::broken,
    range::Range,
    store::{RedbStore, off_the_async_threads},
    tables::{ALERT_CURSOR, EVENTS, SEGMENTS, decode_row},
    view::View,
};

/// Events of a whole segment.
const MOST: usize = 65_536;

/// When the events of a type are too old.
pub(crate) type Cutoffs = BTreeMap<ObjectType, Timestamp>;

/// An error of the engine or of a file, while doing `doing`.
pub(crate) fn failed<E>(doing: &'static str) -> impl Fn(E) -> StoreError
where
    E: std::error::Error + Send + Sync + 'static,
{
    move |error| StoreError::Backend {
        doing,
        source: Box::new(error),
    }
}

impl RedbStore {
    /// Indexes and seals what is due, one step; whether there was something.
    pub(crate) async fn seal_due(&self) -> Result<bool, StoreError> {
        let _shaping = self.engine.shaping.lock().await;
        let journal = self.engine.journal();
        if journal.unsealed() >= MOST {
            self.seal_oldest().await?;
            return Ok(true);
        }
        let doing = "indexing the newest events";
        off_the_async_threads(doing, move || journal.compact().map_err(failed(doing))).await
    }

    /// Seals the whole tail, whatever its length.
    pub(crate) async fn seal_all(&self) -> Result<(), StoreError> {
        while self.engine.journal().unsealed() > 0 {
            self.seal_oldest().await?;
        }
        Ok(())
    }

    /// Makes a segment of the oldest unsealed events.
    async fn seal_oldest(&self) -> Result<(), StoreError> {
        let doing = "sealing events";
        let (engine, journal) = (Arc::clone(&self.engine), self.engine.journal());
        let (first, row) = off_the_async_threads(doing, move || {
            let entries = journal.unsealed_entries();
            let made = written(&*engine.files, entries, 1, |_| true)?;
            made.ok_or_else(|| broken(doing, "there was nothing to seal"))
        })
        .await?;
        killpoint::reached("seal:before_commit");
        let sealed = row.clone();
        self.write(doing, move |_, changes| {
            changes.delete_range(&EVENTS, Range::all().before(&sealed.last.next()));
            changes.put(&SEGMENTS, &first, &sealed)
        })
        .await?;
        killpoint::reached("seal:committed");
        let engine = Arc::clone(&self.engine);
        off_the_async_threads(doing, move || {
            let segment = engine.segment(first, &row).map_err(failed(doing))?;
            let sealed = engine.journal().seal(Arc::new(segment));
            sealed.map_err(failed(doing))
        })
        .await
    }

    /// Removes events that are too old, and joins what small segments are left; how many events went.
    pub(crate) async fn expire(&self, cutoffs: Cutoffs) -> Result<u64, StoreError> {
        let doing = "removing events that are too old";
        let _shaping = self.engine.shaping.lock().await;
        let mut gone = 0;
        if !cutoffs.is_empty() {
            // What the alert station has not read yet stays.
            let cursor = self
                .read(doing, |view| view.get(&ALERT_CURSOR, &()))
                .await?;
            let expired = Expired {
                cutoffs,
                cursor: cursor.unwrap_or(EventId(0)),
            };
            if self.tail_has(&expired).await? {
                self.seal_all().await?;
            }
            gone = self.expire_sealed(Arc::new(expired)).await?;
        }
        self.merge_small().await?;
        Ok(gone)
    }

    /// Whether an event that is in no segment yet is too old.
    async fn tail_has(&self, expired: &Expired) -> Result<bool, StoreError> {
        let journal = self.engine.journal();
        let sealed = journal
            .snapshot()
            .sealed()
            .last()
            .and_then(|segment| segment.last());
        let queries = expired.queries();
        let doing = "looking for events that are too old";
        off_the_async_threads(doing, move || {
            let now = journal.snapshot();
            let listing = Listing {
                after: sealed,
                limit: 1,
                order: Order::Oldest,
            };
            for query in &queries {
                let page = now.search(query, &listing).map_err(failed(doing))?;
                if !page.hits.is_empty() {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await
    }

    async fn expire_sealed(&self, expired: Arc<Expired>) -> Result<u64, StoreError> {
        let mut gone = 0;
        for segment in self.engine.journal().snapshot().sealed() {
            let before = segment.len() as u64;
            if self.segment_has(segment, &expired).await? {
                let keep = Arc::clone(&expired);
                let left = self
                    .replace(vec![Arc::clone(segment)], move |entry| !keep.has(entry))
                    .await?;
                gone += before - left;
            }
        }
        Ok(gone)
    }

    async fn segment_has(
        &self,
        segment: &Arc<Segment>,
        expired: &Expired,
    ) -> Result<bool, StoreError> {
        let alone = Journal::new(vec![Arc::clone(segment)], &self.engine.cache);
        let queries = expired.queries();
        let doing = "looking for events that are too old";
        off_the_async_threads(doing, move || {
            let now = alone.snapshot();
            for query in &queries {
                if now.count(query).map_err(failed(doing))? > 0 {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await
    }

    /// Joins neighbours that fit into one segment.
    async fn merge_small(&self) -> Result<(), StoreError> {
        loop {
            let now = self.engine.journal().snapshot();
            let small = |pair: &&[Arc<Segment>]| pair[0].len() + pair[1].len() <= MOST;
            let Some(pair) = now.sealed().windows(2).find(small) else {
                return Ok(());
            };
            let between = (pair[0].last(), pair[1].first());
            if self.is_lost_between(between) {
                return Ok(());
            }
            self.replace(pair.to_vec(), |_| true).await?;
        }
    }

    /// Whether events that cannot be read, or not yet, lie between two segments.
    fn is_lost_between(&self, (last, first): (Option<u64>, Option<u64>)) -> bool {
        let damage = self.engine.damage();
        let within = |id: EventId| Some(id.0) > last && Some(id.0) < first;
        damage.unreadable.iter().any(|lost| within(lost.first))
            || damage.unindexed.iter().any(|(lost, _)| within(*lost))
    }

    /// Makes one segment of what `keep` keeps of `old` neighbours; how many events are left.
    async fn replace(
        &self,
        old: Vec<Arc<Segment>>,
        keep: impl Fn(&Entry) -> bool + Send + 'static,
    ) -> Result<u64, StoreError> {
        let doing = "making a segment of others";
        let keys: Vec<EventId> = old
            .iter()
            .filter_map(|one| one.first())
            .map(EventId)
            .collect();
        let wanted = keys.clone();
        let rows = self.read(doing, move |view| rows(view, &wanted)).await?;
        let generation = rows.iter().map(|row| row.generation).max().unwrap_or(0) + 1;
        let (engine, sources) = (Arc::clone(&self.engine), old.clone());
        let new = off_the_async_threads(doing, move || {
            let entries = sources.into_iter().flat_map(Segment::entries);
            written(&*engine.files, entries, generation, keep)
        })
        .await?;
        killpoint::reached("replace:before_commit");
        self.name(doing, keys.clone(), new.clone()).await?;
        killpoint::reached("replace:committed");
        let left = new.as_ref().map_or(0, |(_, row)| row.count);
        let engine = Arc::clone(&self.engine);
        off_the_async_threads(doing, move || {
            let new = new.map(|(first, row)| engine.segment(first, &row).map(Arc::new));
            let new = new.transpose().map_err(failed(doing))?;
            engine
                .journal()
                .exchange(|sealed| exchanged(sealed, &old, new));
            for (first, row) in keys.iter().zip(&rows) {
                engine
                    .files
                    .remove(&row.name(*first))
                    .map_err(failed(doing))?;
            }
            Ok(())
        })
        .await?;
        Ok(left)
    }

    /// Names a new segment instead of old ones, in one commit.
    async fn name(
        &self,
        doing: &'static str,
        old: Vec<EventId>,
        new: Option<(EventId, SealedRow)>,
    ) -> Result<(), StoreError> {
        self.write(doing, move |_, changes| {
            for first in &old {
                changes.delete(&SEGMENTS, first);
            }
            match new {
                Some((first, row)) => changes.put(&SEGMENTS, &first, &row),
                None => Ok(()),
            }
        })
        .await
    }

    /// Makes damaged indexes again from the events. Who searches waits for it: the answer is right.
    pub(crate) async fn mend_index(&self) -> Result<(), StoreError> {
        let doing = "making an index again";
        let _shaping = self.engine.shaping.lock().await;
        let mut hurt = self.engine.damage().unindexed.clone();
        hurt.extend(self.damaged_sealed(doing).await?);
        let all = hurt.len();
        for (number, (first, row)) in hurt.into_iter().enumerate() {
            tracing::info!(%first, last = %row.last, number = number + 1, all, "making an index again");
            self.mend_one(doing, first, row).await?;
        }
        Ok(())
    }

    /// Open segments whose index does not stand a look at all of it.
    async fn damaged_sealed(
        &self,
        doing: &'static str,
    ) -> Result<Vec<(EventId, SealedRow)>, StoreError> {
        let journal = self.engine.journal();
        let bad = off_the_async_threads(doing, move || {
            let bad = |segment: &&Arc<Segment>| {
                matches!(
                    segment.verify(),
                    Err(Error::Damaged {
                        part: Part::Index,
                        ..
                    })
                )
            };
            let now = journal.snapshot();
            let bad = now
                .sealed()
                .iter()
                .filter(bad)
                .filter_map(|segment| segment.first());
            Ok(bad.map(EventId).collect::<Vec<_>>())
        })
        .await?;
        let keys = bad.clone();
        let rows = self.read(doing, move |view| rows(view, &keys)).await?;
        Ok(bad.into_iter().zip(rows).collect())
    }

    async fn mend_one(
        &self,
        doing: &'static str,
        first: EventId,
        row: SealedRow,
    ) -> Result<(), StoreError> {
        let (engine, old) = (Arc::clone(&self.engine), row.clone());
        let new = off_the_async_threads(doing, move || {
            let source = engine.files.open(&old.name(first)).map_err(failed(doing))?;
            let bytes = Segment::rebuild(source, derived).map_err(failed(doing))?;
            let new = SealedRow {
                generation: old.generation + 1,
                bytes: bytes.len() as u64,
                ..old
            };
            engine
                .files
                .write(&new.name(first), bytes)
                .map_err(failed(doing))?;
            Ok(new)
        })
        .await?;
        self.name(doing, Vec::new(), Some((first, new.clone())))
            .await?;
        let engine = Arc::clone(&self.engine);
        off_the_async_threads(doing, move || {
            let segment = Arc::new(engine.segment(first, &new).map_err(failed(doing))?);
            engine.journal().exchange(|sealed| {
                let old: Vec<_> = sealed
                    .iter()
                    .filter(|one| one.first() == Some(first.0))
                    .cloned()
                    .collect();
                exchanged(sealed, &old, Some(segment))
            });
            let mut damage = engine.damage();
            damage.unindexed.retain(|(id, _)| *id != first);
            damage.mended.push(Mended {
                first,
                last: row.last,
            });
            drop(damage);
            engine.files.remove(&row.name(first)).map_err(failed(doing))
        })
        .await
    }
}

/// Events that are too old.
#[derive(Clone, Debug)]
struct Expired {
    cutoffs: Cutoffs,
    /// FILE events after this one are still to be read by the alert station.
    cursor: EventId,
}

impl Expired {
    fn has(&self, entry: &Entry) -> bool {
        let object_type = ObjectType::ALL.get(usize::from(entry.object_type));
        let unread = object_type == Some(&ObjectType::File) && entry.id > self.cursor.0;
        let cutoff = object_type.and_then(|one| self.cutoffs.get(one));
        !unread && cutoff.is_some_and(|cutoff| entry.at < at(*cutoff))
    }

    /// What finds them, and perhaps some that are unread.
    fn queries(&self) -> Vec<Query> {
        let query = |(object_type, cutoff): (&ObjectType, &Timestamp)| Query {
            object_types: codes(&[*object_type]),
            to: Some(at(*cutoff)),
            ..Query::everything()
        };
        self.cutoffs.iter().map(query).collect()
    }
}

/// The rows of the segments that begin with `firsts`, in their order.
fn rows(view: &View<'_>, firsts: &[EventId]) -> Result<Vec<SealedRow>, StoreError> {
    firsts
        .iter()
        .map(|first| view.must(&SEGMENTS, first))
        .collect()
}

/// Writes what `keep` keeps of `entries` as a segment; `None`: nothing was left.
fn written(
    files: &dyn SegmentFiles,
    entries: impl Iterator<Item = Result<Arc<Entry>, Error>>,
    generation: u64,
    keep: impl Fn(&Entry) -> bool,
) -> Result<Option<(EventId, SealedRow)>, StoreError> {
    let doing = "building a segment";
    let (mut builder, mut ids) = (Builder::new(), None);
    for entry in entries {
        let entry = entry.map_err(failed(doing))?;
        if builder.is_full() {
            break;
        }
        if keep(&entry) {
            builder.push(&entry).map_err(failed(doing))?;
            ids = Some((ids.map_or(entry.id, |(first, _)| first), entry.id));
        }
    }
    let Some((first, last)) = ids else {
        return Ok(None);
    };
    let count = builder.len() as u64;
    let bytes = builder.finish().map_err(failed(doing))?;
    let row = SealedRow {
        generation,
        last: EventId(last),
        count,
        bytes: bytes.len() as u64,
    };
    let name = row.name(EventId(first));
    files
        .write(&name, bytes)
        .map_err(failed("writing a segment"))?;
    Ok(Some((EventId(first), row)))
}

/// `sealed` with `new` in the place of `old`, in order.
fn exchanged(
    sealed: &[Arc<Segment>],
    old: &[Arc<Segment>],
    new: Option<Arc<Segment>>,
) -> Vec<Arc<Segment>> {
    let gone = |segment: &&Arc<Segment>| !old.iter().any(|old| Arc::ptr_eq(old, segment));
    let mut all: Vec<Arc<Segment>> = sealed.iter().filter(gone).cloned().chain(new).collect();
    all.sort_by_key(|segment| segment.first());
    all
}

/// An entry from its row.
fn derived(_: u64, row: Bytes) -> Result<Entry, Error> {
    let event: Event = decode_row(&row, "reading an event").map_err(|_| Error::Damaged {
        part: Part::Events,
        what: "a row",
    })?;
    Ok(entry(&event, row))
}
