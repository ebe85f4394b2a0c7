//! An engine as a child process drives it, so that each has a memory of its own.

use std::{
    io::{BufRead as _, BufReader, Write as _, stdin, stdout},
    path::Path,
    time::Duration,
};

use crate::{
    bare::Bare,
    corpus::{Corpus, Line},
    floor::Floor,
    ours::Ours,
    question::{Answer, Found, Member, Order, Question},
    sqlite::Sqlite,
    timing::timed,
};

/// Events read once, for clients to append.
const FEED: usize = 20_000;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Name {
    Ours,
    /// Ours without the store around.
    Bare,
    Unicode61,
    Trigram,
    Floor,
}

impl Name {
    pub(crate) const STORES: [Self; 3] = [Self::Ours, Self::Unicode61, Self::Trigram];

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Ours => "colombier",
            Self::Bare => "engine",
            Self::Unicode61 => "unicode61",
            Self::Trigram => "trigram",
            Self::Floor => "memmem",
        }
    }

    pub(crate) fn named(words: &str) -> Option<Self> {
        [
            Self::Ours,
            Self::Bare,
            Self::Unicode61,
            Self::Trigram,
            Self::Floor,
        ]
        .into_iter()
        .find(|name| name.words() == words)
    }
}

/// One of them, open.
pub(crate) trait Engine {
    /// Loads everything; the time until the last event was durable, and until the engine came to rest.
    fn load(&mut self, corpus: &Corpus) -> (Duration, Duration);

    /// Answers, rows decoded.
    fn ask(&mut self, question: &Question) -> (Duration, Found);

    /// Appends one event a time from each of so many clients, so long.
    fn append(&mut self, feed: Vec<Line>, clients: usize, time: Duration) -> (Duration, u64);

    /// Members' searches beside an admin's.
    fn members(&mut self) -> Vec<Member> {
        Vec::new()
    }
}

pub(crate) fn open(name: Name, place: &Path, corpus: &Corpus) -> Box<dyn Engine> {
    match name {
        Name::Ours => Box::new(Ours::open(place)),
        Name::Bare => Box::new(Bare::open(place)),
        Name::Unicode61 => Box::new(Sqlite::open(place, false)),
        Name::Trigram => Box::new(Sqlite::open(place, true)),
        Name::Floor => Box::new(Floor::open(corpus)),
    }
}

/// Does what it is told, a line of JSON each, until told nothing more.
pub(crate) fn serve(name: Name, place: &Path, corpus: &Corpus) {
    let mut engine = open(name, place, corpus);
    for line in BufReader::new(stdin()).lines() {
        let order: Order = serde_json::from_str(&line.unwrap()).unwrap();
        let answer = obey(engine.as_mut(), corpus, order);
        let mut out = stdout().lock();
        serde_json::to_writer(&mut out, &answer).unwrap();
        out.write_all(b"\n").unwrap();
        out.flush().unwrap();
    }
}

fn obey(engine: &mut dyn Engine, corpus: &Corpus, order: Order) -> Answer {
    match order {
        Order::Load => {
            let (loaded, settled) = engine.load(corpus);
            Answer::Loaded {
                nanos: nanos(loaded),
                settled: nanos(settled),
            }
        }
        Order::Ask(question) => {
            let (taken, found) = engine.ask(&question);
            Answer::Answered {
                nanos: nanos(taken),
                found,
            }
        }
        Order::Append { clients, millis } => {
            let feed = corpus.lines().take(FEED).collect();
            let (taken, events) = engine.append(feed, clients, Duration::from_millis(millis));
            Answer::Appended {
                events,
                nanos: nanos(taken),
            }
        }
        Order::Members => Answer::Members(engine.members()),
    }
}

/// How long a process that has just begun takes to open and to answer its first search.
pub(crate) fn begin(name: Name, place: &Path, corpus: &Corpus, question: &Question) {
    let (taken, (_engine, found)) = timed(|| {
        let mut engine = open(name, place, corpus);
        let found = engine.ask(question).1;
        (engine, found)
    });
    assert!(matches!(found, Found::Rows(rows) if !rows.is_empty()));
    let mut out = stdout().lock();
    writeln!(out, "{}", nanos(taken)).unwrap();
}

pub(crate) fn nanos(taken: Duration) -> u64 {
    u64::try_from(taken.as_nanos()).unwrap_or(u64::MAX)
}
