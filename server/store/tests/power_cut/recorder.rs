//! A storage in memory that remembers every write and sync.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard},
};

#[derive(Clone, Debug)]
enum Step {
    Write(u64, Vec<u8>),
    Resize(u64),
    Sync,
}

#[derive(Debug, Default)]
struct State {
    bytes: Vec<u8>,
    steps: Vec<Step>,
    fails: bool,
}

/// The storage; clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder(Arc<Mutex<State>>);

impl Recorder {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Steps so far.
    pub(crate) fn len(&self) -> usize {
        self.state().steps.len()
    }

    /// The next write or sync fails.
    pub(crate) fn fail_once(&self) {
        self.state().fails = true;
    }

    /// What is there after a cut before step `cut`: all that was synced, and of the rest whatever chance left.
    pub(crate) fn image(&self, cut: usize, random: &mut Random) -> Self {
        let state = self.state();
        let done = &state.steps[..cut];
        let synced = done
            .iter()
            .rposition(|step| matches!(step, Step::Sync))
            .map_or(0, |at| at + 1);
        let mut bytes = Vec::new();
        for (number, step) in done.iter().enumerate() {
            let kept = if number < synced {
                Chance::Kept
            } else {
                random.chance()
            };
            replay(&mut bytes, step, kept, random);
        }
        Self(Arc::new(Mutex::new(State {
            bytes,
            ..State::default()
        })))
    }

    fn step(&self, step: Step) -> io::Result<()> {
        let mut state = self.state();
        if std::mem::take(&mut state.fails) {
            return Err(io::Error::other("the disk says no"));
        }
        let mut random = Random::new(0);
        replay(&mut state.bytes, &step, Chance::Kept, &mut random);
        state.steps.push(step);
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Chance {
    Kept,
    Torn,
    Dropped,
}

fn replay(bytes: &mut Vec<u8>, step: &Step, chance: Chance, random: &mut Random) {
    match (step, chance) {
        (Step::Sync, _) | (_, Chance::Dropped) => {}
        (Step::Resize(len), _) => bytes.resize(usize::try_from(*len).unwrap(), 0),
        (Step::Write(at, data), _) => {
            let kept = if matches!(chance, Chance::Torn) {
                random.below(data.len() + 1)
            } else {
                data.len()
            };
            let at = usize::try_from(*at).unwrap();
            if bytes.len() < at + kept {
                bytes.resize(at + kept, 0);
            }
            bytes[at..at + kept].copy_from_slice(&data[..kept]);
        }
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
        self.step(Step::Resize(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.step(Step::Sync)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.step(Step::Write(offset, data.to_vec()))
    }
}

/// Chance that can be had again: splitmix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end as u64)).unwrap()
    }

    fn chance(&mut self) -> Chance {
        [Chance::Kept, Chance::Torn, Chance::Dropped][self.below(3)]
    }
}
