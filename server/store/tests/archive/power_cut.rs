//! Power cuts while events are sealed, expire and are merged: the database and the files beside it, cut together.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard},
};

use bytes::Bytes;
use domain::{event::ObjectType, id::EventId};
use flow::port::Notices as _;
use store::{Options, RedbStore, SegmentFiles, SegmentSource, Segments};

use crate::{
    oracle::Random,
    world::{all, append, expire_sessions, ids, listed},
};

/// Images cut from one run.
const IMAGES: u64 = 60;

#[derive(Clone, Debug)]
enum Step {
    Write(u64, Vec<u8>),
    Resize(u64),
    Sync,
    /// A file, durable whole when this is over.
    File(String, Bytes),
    Removed(String),
}

#[derive(Debug, Default)]
struct State {
    bytes: Vec<u8>,
    files: BTreeMap<String, Bytes>,
    steps: Vec<Step>,
}

impl State {
    fn replay(&mut self, step: &Step) {
        match step {
            Step::Sync => {}
            Step::Resize(len) => self.bytes.resize(usize::try_from(*len).unwrap(), 0),
            Step::Write(at, data) => {
                let at = usize::try_from(*at).unwrap();
                if self.bytes.len() < at + data.len() {
                    self.bytes.resize(at + data.len(), 0);
                }
                self.bytes[at..at + data.len()].copy_from_slice(data);
            }
            Step::File(name, bytes) => drop(self.files.insert(name.clone(), bytes.clone())),
            Step::Removed(name) => drop(self.files.remove(name)),
        }
    }
}

/// A database and files that remember every step in their common order; clones share it.
#[derive(Clone, Debug, Default)]
struct Recorder(Arc<Mutex<State>>);

impl Recorder {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn step(&self, step: Step) {
        let mut state = self.state();
        state.replay(&step);
        state.steps.push(step);
    }

    fn len(&self) -> usize {
        self.state().steps.len()
    }

    fn open(&self) -> RedbStore {
        let storage = self.clone();
        let options = Options {
            segments: Segments::Files(Arc::new(self.clone())),
            ..Options::backend(move || storage.clone())
        };
        RedbStore::open(options).unwrap()
    }

    /// After a cut before step `cut`: what was synced is there; of the rest each step by chance, a removed file too.
    fn image(&self, cut: usize, random: &mut Random) -> Self {
        let state = self.state();
        let done = &state.steps[..cut];
        let synced = done
            .iter()
            .rposition(|step| matches!(step, Step::Sync))
            .map_or(0, |at| at + 1);
        let mut image = State::default();
        for (number, step) in done.iter().enumerate() {
            let kept = match step {
                Step::File(..) => true,
                // Nobody syncs a removal: the name may come back at any time.
                Step::Removed(_) => random.below(2) == 0,
                _ => number < synced || random.below(2) == 0,
            };
            if kept {
                image.replay(step);
            }
        }
        if random.below(2) == 0 {
            image
                .files
                .insert("9.1.segment.tmp".to_owned(), Bytes::from_static(b"half"));
        }
        Self(Arc::new(Mutex::new(image)))
    }
}

impl redb::StorageBackend for Recorder {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state().bytes.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let at = usize::try_from(offset).unwrap();
        let state = self.state();
        let part = state
            .bytes
            .get(at..at + out.len())
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(part);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.step(Step::Resize(len));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.step(Step::Sync);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.step(Step::Write(offset, data.to_vec()));
        Ok(())
    }
}

impl SegmentFiles for Recorder {
    fn write(&self, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        self.step(Step::File(name.to_owned(), bytes.into()));
        Ok(())
    }

    fn open(&self, name: &str) -> io::Result<SegmentSource> {
        let bytes = self.state().files.get(name).cloned();
        Ok(bytes.ok_or(io::ErrorKind::NotFound)?.into())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.step(Step::Removed(name.to_owned()));
        Ok(())
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.state().files.keys().cloned().collect())
    }
}

/// What was acknowledged after how many steps: events up to a number, and sessions gone up to another.
struct Known {
    steps: usize,
    newest: u64,
    expired: u64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_while_events_are_sealed_expire_and_are_merged_loses_and_doubles_none() {
    let recorder = Recorder::default();
    let store = recorder.open();
    let mut known = vec![Known {
        steps: recorder.len(),
        newest: 0,
        expired: 0,
    }];
    let (mut newest, mut expired) = (0, 0);
    for round in 0..4 {
        append(&store, newest + 1, newest + 60).await;
        newest += 60;
        known.push(Known {
            steps: recorder.len(),
            newest,
            expired,
        });
        let read = store.alert_cursor().await.unwrap();
        store.note(read, EventId(newest), Vec::new()).await.unwrap();
        expire_sessions(&store, newest - 20 + round).await;
        expired = newest - 20 + round;
        known.push(Known {
            steps: recorder.len(),
            newest,
            expired,
        });
    }
    let (opened, end) = (known[0].steps, recorder.len());
    for seed in 0..IMAGES {
        let mut random = Random(seed);
        let cut = opened + usize::try_from(random.below((end - opened + 1) as u64)).unwrap();
        let image = recorder.image(cut, &mut random);
        check(&image, &known, cut, seed).await;
    }
}

async fn check(image: &Recorder, known: &[Known], cut: usize, seed: u64) {
    let store = image.open();
    let sure = known.iter().rfind(|known| known.steps <= cut).unwrap();
    let events = listed(&store).await;
    let there = ids(&store).await;
    assert!(
        there.is_sorted_by(|one, next| one < next),
        "seed {seed}: doubled or out of order"
    );
    for n in 1..=sure.newest {
        let session = n % 3 == 1;
        let gone = session && n < known.last().unwrap().expired;
        assert!(there.contains(&n) || gone, "seed {seed}: {n} is lost");
        let must_be_gone = session && n < sure.expired;
        assert!(
            !(there.contains(&n) && must_be_gone),
            "seed {seed}: {n} came back"
        );
    }
    let mut sessions = all();
    sessions.object_types = vec![ObjectType::Session];
    let counted = flow::port::Journal::count(&store, sessions.clone())
        .await
        .unwrap();
    let listed = events
        .iter()
        .filter(|event| sessions.matches(event))
        .count() as u64;
    assert_eq!(counted, listed, "seed {seed}");
    // It goes on: numbers continue, sealing and expiring too.
    let next = flow::port::Journal::append(&store, vec![crate::world::event(7)])
        .await
        .unwrap();
    assert!(
        next[0].0 > there.last().copied().unwrap_or(0),
        "seed {seed}"
    );
    expire_sessions(&store, 100_000).await;
    store.close().await.unwrap();
    drop(store);
    let again = image.open();
    assert!(
        ids(&again)
            .await
            .iter()
            .all(|n| n % 3 != 1 || *n > sure.newest),
        "seed {seed}"
    );
}
