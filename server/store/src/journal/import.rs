//! Many events at once: they become sealed segments without passing through rows.

use std::sync::{
    Arc, Condvar, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use domain::{event::Event, id::EventId};
use flow::port::StoreError;
use journal::{Builder, Segment};

use super::{engine::SealedRow, entry::entry, shaping::failed};
use crate::{
    store::{RedbStore, off_the_async_threads},
    tables::{ALERT_CURSOR, SEGMENTS, encode_row},
};

/// Threads that parse and build.
const THREADS: usize = 2;

/// An event to be imported: `trace` and `causes` are the numbers it had where it comes from.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The number it had.
    pub old: Option<EventId>,
    /// The event; its `id` is given anew.
    pub event: Event,
}

/// What was imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// How many events.
    pub events: u64,
    /// The number of the first.
    pub first: EventId,
}

/// Texts that become events, at most 65,536 of them, in a known number.
pub struct Lines<T> {
    /// What is parsed.
    pub text: T,
    /// How many events it gives.
    pub events: usize,
}

/// An import under way, shared by its threads.
struct Work<'a, I, P> {
    store: &'a RedbStore,
    batches: Mutex<(I, Given)>,
    parse: &'a P,
    told: &'a (dyn Fn(u64) + Sync),
    /// Numbers of batches already parsed, in order, with what waits for its turn.
    numbers: Mutex<Numbers>,
    turn: Condvar,
    done: AtomicU64,
    failed: AtomicBool,
    made: Mutex<Vec<(EventId, SealedRow)>>,
    error: Mutex<Option<StoreError>>,
}

/// What became of an import.
struct Made {
    segments: Vec<(EventId, SealedRow)>,
    events: u64,
}

/// What was handed out.
struct Given {
    batch: usize,
    next: EventId,
}

/// Old numbers and new ones: runs in which both go up by one.
#[derive(Debug, Default)]
struct Numbers {
    batch: usize,
    /// Old, new, length; old ones ascend.
    runs: Vec<(u64, u64, u64)>,
    /// Old numbers did not ascend: then none is known.
    muddled: bool,
}

impl Numbers {
    fn add(&mut self, old: u64, new: u64) {
        match self.runs.last_mut() {
            Some((from, to, len)) if old == *from + *len && new == *to + *len => *len += 1,
            Some((from, _, len)) if old < *from + *len => self.muddled = true,
            _ => self.runs.push((old, new, 1)),
        }
    }

    fn new_of(&self, old: EventId) -> Option<EventId> {
        if self.muddled {
            return None;
        }
        let after = self.runs.partition_point(|(from, _, _)| *from <= old.0);
        let (from, to, len) = *self.runs.get(after.checked_sub(1)?)?;
        (old.0 < from + len).then(|| EventId(to + old.0 - from))
    }
}

impl RedbStore {
    /// Imports what `parse` makes of `batches`: all of it in one commit, or nothing if `parse` refuses any of it.
    ///
    /// Batches have at most 65,536 events each. `told` hears how many are ready. The alert station passes over what
    /// is imported: let it read what there is before.
    pub async fn import<T, I, P>(
        &self,
        batches: I,
        parse: P,
        told: impl Fn(u64) + Send + Sync + 'static,
    ) -> Result<Option<Imported>, StoreError>
    where
        T: Send + 'static,
        I: Iterator<Item = Lines<T>> + Send + 'static,
        P: Fn(T) -> Option<Vec<Draft>> + Send + Sync + 'static,
    {
        let doing = "importing events";
        let _shaping = self.engine.shaping.lock().await;
        self.seal_all().await?;
        let next = self.newest().borrow().next();
        let store = self.clone();
        let made = off_the_async_threads(doing, move || {
            let work = Work::new(&store, (batches, next), &parse, &told);
            work.run()
        })
        .await?;
        let Some(Made { segments, events }) = made else {
            return Ok(None);
        };
        self.take_in(segments, events).await?;
        Ok(Some(Imported {
            events,
            first: next,
        }))
    }

    /// Names all new segments in one commit, then shows them.
    async fn take_in(
        &self,
        made: Vec<(EventId, SealedRow)>,
        events: u64,
    ) -> Result<(), StoreError> {
        let doing = "importing events";
        let rows = made.clone();
        self.write(doing, move |_, changes| {
            for (first, row) in &rows {
                changes.put(&SEGMENTS, first, row)?;
            }
            changes.plan.pass_events(events);
            let last = EventId(changes.plan.next_event().0 - 1);
            changes.put(&ALERT_CURSOR, &(), &last)
        })
        .await?;
        let engine = Arc::clone(&self.engine);
        off_the_async_threads(doing, move || {
            let open =
                |(first, row): &(EventId, SealedRow)| engine.segment(*first, row).map(Arc::new);
            let new: Result<Vec<Arc<Segment>>, _> = made.iter().map(open).collect();
            let new = new.map_err(failed(doing))?;
            engine
                .journal()
                .exchange(|sealed| sealed.iter().cloned().chain(new).collect());
            Ok(())
        })
        .await
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a, T, I, P> Work<'a, I, P>
where
    T: Send,
    I: Iterator<Item = Lines<T>> + Send,
    P: Fn(T) -> Option<Vec<Draft>> + Sync,
{
    fn new(
        store: &'a RedbStore,
        (batches, next): (I, EventId),
        parse: &'a P,
        told: &'a (dyn Fn(u64) + Sync),
    ) -> Self {
        Self {
            store,
            batches: Mutex::new((batches, Given { batch: 0, next })),
            parse,
            told,
            numbers: Mutex::default(),
            turn: Condvar::new(),
            done: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            made: Mutex::default(),
            error: Mutex::default(),
        }
    }

    /// The segments in order, and how many events; `None`: something was refused.
    fn run(self) -> Result<Option<Made>, StoreError> {
        std::thread::scope(|scope| {
            for _ in 1..THREADS {
                scope.spawn(|| self.work());
            }
            self.work();
        });
        let mut made = std::mem::take(&mut *locked(&self.made));
        if self.failed.load(Ordering::Relaxed) {
            for (first, row) in made {
                let files = &self.store.engine.files;
                files
                    .remove(&row.name(first))
                    .map_err(failed("removing what is not imported"))?;
            }
            return locked(&self.error).take().map_or(Ok(None), Err);
        }
        made.sort_by_key(|(first, _)| *first);
        Ok(Some(Made {
            segments: made,
            events: self.done.load(Ordering::Relaxed),
        }))
    }

    fn work(&self) {
        while let Some((batch, first, lines)) = self.next() {
            let parsed = (self.parse)(lines.text);
            let good = parsed.is_some();
            // Each batch has its turn, whatever became of it, so that none waits for ever.
            let events = self.numbered(batch, first, parsed.unwrap_or_default());
            if !good {
                self.failed.store(true, Ordering::Relaxed);
            }
            if self.failed.load(Ordering::Relaxed) || events.is_empty() {
                continue;
            }
            match self.build(&events) {
                Ok(made) => locked(&self.made).push(made),
                Err(error) => {
                    self.failed.store(true, Ordering::Relaxed);
                    locked(&self.error).get_or_insert(error);
                }
            }
            let more = events.len() as u64;
            (self.told)(self.done.fetch_add(more, Ordering::Relaxed) + more);
        }
    }

    fn next(&self) -> Option<(usize, EventId, Lines<T>)> {
        let mut batches = locked(&self.batches);
        let lines = batches.0.next()?;
        let given = &mut batches.1;
        let (batch, first) = (given.batch, given.next);
        given.batch += 1;
        given.next = EventId(first.0 + lines.events as u64);
        Some((batch, first, lines))
    }

    /// Gives new numbers, to what refers to events by their old ones too: all of these came before.
    fn numbered(&self, batch: usize, first: EventId, drafts: Vec<Draft>) -> Vec<Event> {
        let mut numbers = locked(&self.numbers);
        while numbers.batch < batch {
            numbers = self
                .turn
                .wait(numbers)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let mut events = Vec::with_capacity(drafts.len());
        for (new, Draft { old, mut event }) in (first.0..).zip(drafts) {
            event.id = EventId(new);
            if let Some(old) = old {
                numbers.add(old.0, new);
            }
            let known = |old: &EventId| numbers.new_of(*old);
            event.trace = known(&event.trace).unwrap_or(event.id);
            event.causes = event.causes.iter().filter_map(known).collect();
            events.push(event);
        }
        numbers.batch += 1;
        drop(numbers);
        self.turn.notify_all();
        events
    }

    fn build(&self, events: &[Event]) -> Result<(EventId, SealedRow), StoreError> {
        let doing = "building a segment";
        let mut builder = Builder::new();
        for event in events {
            let entry = entry(event, encode_row(event)?);
            builder.push(&entry).map_err(failed(doing))?;
        }
        let bytes = builder.finish().map_err(failed(doing))?;
        let ends = (events.first(), events.last());
        let (first, last) = (
            ends.0.map_or(EventId(0), |event| event.id),
            ends.1.map_or(EventId(0), |event| event.id),
        );
        let row = SealedRow {
            generation: 1,
            last,
            count: events.len() as u64,
            bytes: bytes.len() as u64,
        };
        let files = &self.store.engine.files;
        files
            .write(&row.name(first), bytes)
            .map_err(failed("writing a segment"))?;
        Ok((first, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_numbers_are_found_again_across_gaps() {
        let mut numbers = Numbers::default();
        for (new, old) in (100..).zip([5, 6, 9, 10, 40]) {
            numbers.add(old, new);
        }
        assert_eq!(numbers.runs.len(), 3);
        let new = |old| numbers.new_of(EventId(old)).map(|id| id.0);
        assert_eq!(
            [new(4), new(5), new(6), new(7)],
            [None, Some(100), Some(101), None]
        );
        assert_eq!([new(10), new(40), new(41)], [Some(103), Some(104), None]);
        numbers.add(7, 105);
        assert_eq!(numbers.new_of(EventId(5)), None, "they did not ascend");
    }
}
