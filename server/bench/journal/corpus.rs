//! The events that everyone loads: those of `gen_events.py`, made once and kept in the cache.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc::{Receiver, sync_channel},
    thread,
};

use domain::event::{Action, ObjectType};
use serde::Deserialize;

use crate::dice::Dice;

const SEED: &str = "42";

/// Words of the generator that are part of no other of its words, most frequent first: a token and a substring find the
/// same events.
pub(crate) const WORDS: [&str; 27] = [
    "invoice",
    "report",
    "contract",
    "budget",
    "offer",
    "delivery",
    "minutes",
    "plan",
    "drawing",
    "photo",
    "scan",
    "archive",
    "backup",
    "client",
    "quarter",
    "annual",
    "monthly",
    "weekly",
    "draft",
    "signed",
    "review",
    "approved",
    "payroll",
    "salary",
    "expense",
    "travel",
    "insurance",
];

/// Those frequent enough for a page 50,000 results deep.
pub(crate) const FREQUENT: usize = 5;

/// One event of the generator.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) id: u64,
    pub(crate) ts: u64,
    #[serde(rename = "type")]
    pub(crate) object_type: ObjectType,
    pub(crate) action: Action,
    pub(crate) actor: String,
    pub(crate) subject: String,
}

impl Line {
    /// What keywords search, for everyone.
    pub(crate) fn text(&self) -> String {
        format!("{}\n{}", self.subject, self.actor)
    }

    /// The folder that the subject names, such as `/sales/2021/draft-offer`.
    pub(crate) fn folder(&self) -> Option<&str> {
        let path = &self.subject[self.subject.find('/')?..];
        let end = path
            .match_indices(['/', ' '])
            .nth(3)
            .map_or(path.len(), |(at, _)| at);
        Some(&path[..end])
    }
}

/// The file.
pub(crate) struct Corpus {
    pub(crate) path: PathBuf,
}

impl Corpus {
    /// Made by Python if it is not there yet.
    pub(crate) fn make(cache: &Path, events: u64) -> Self {
        let path = cache.join(format!("{events}.ndjson"));
        if !path.exists() {
            let growing = path.with_extension("growing");
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("gen_events.py");
            let made = Command::new("python3")
                .arg(script)
                .args([&events.to_string(), SEED])
                .stdout(Stdio::from(File::create(&growing).unwrap()))
                .status()
                .expect("python3 is in the PATH");
            assert!(made.success(), "gen_events.py failed");
            std::fs::rename(growing, &path).unwrap();
        }
        Self { path }
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = Line> + use<> {
        let file = BufReader::with_capacity(1 << 20, File::open(&self.path).unwrap());
        file.lines()
            .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
    }

    /// All of them, `size` at a time, read ahead on a thread of their own.
    pub(crate) fn batches(&self, size: usize) -> Receiver<Vec<Line>> {
        let (give, take) = sync_channel(4);
        let mut lines = self.lines();
        thread::spawn(move || {
            loop {
                let batch: Vec<Line> = lines.by_ref().take(size).collect();
                // Whoever took them has gone: nothing more to read.
                if batch.is_empty() || give.send(batch).is_err() {
                    return;
                }
            }
        });
        take
    }
}

/// What questions are made of.
pub(crate) struct Facts {
    pub(crate) first: u64,
    pub(crate) last: u64,
    /// Recipients and their number of events.
    pub(crate) addresses: Vec<(String, u32)>,
    /// Some thousand events, evenly.
    pub(crate) sample: Vec<Line>,
    /// The 50,000th newest event with each of the frequent words.
    pub(crate) deep: Vec<u64>,
}

const DEEP: usize = 50_000;

impl Facts {
    pub(crate) fn gather(corpus: &Corpus, events: u64) -> Self {
        let mut addresses: HashMap<String, u32> = HashMap::new();
        let mut with: [Vec<u64>; FREQUENT] = Default::default();
        let mut facts = Self {
            first: u64::MAX,
            last: 0,
            addresses: Vec::new(),
            sample: Vec::new(),
            deep: Vec::new(),
        };
        let mut dice = Dice::new(7);
        for line in corpus.lines() {
            facts.first = facts.first.min(line.ts);
            facts.last = facts.last.max(line.ts);
            if let Some(address) = recipient(&line) {
                *addresses.entry(address.to_owned()).or_default() += 1;
            }
            for (word, ids) in WORDS.iter().zip(&mut with) {
                if line.subject.contains(word) {
                    ids.push(line.id);
                }
            }
            if dice.next() % events < 4_000 {
                facts.sample.push(line);
            }
        }
        facts.addresses = addresses.into_iter().collect();
        facts.addresses.sort();
        facts.deep = with
            .iter()
            .map(|ids| ids[ids.len().saturating_sub(DEEP)])
            .collect();
        facts
    }
}

/// The address that is not the actor's.
fn recipient(line: &Line) -> Option<&str> {
    line.subject
        .split([' ', '(', ')'])
        .find(|word| word.contains('@') && !word.starts_with('<') && *word != line.actor)
}
