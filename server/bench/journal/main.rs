//! The journal's benchmark: our engine beside SQLite's FTS5, the same events, the same questions, taking turns.
//!
//! `bench-journal --cache DIR [--events N] [--rounds N] [--reuse] [--only load,search,ingest,ready,members]
//! [--bare]`
//!
//! Ours is driven through `flow::port::Journal`, each engine in a process of its own. With `--bare` the crate `journal`
//! stands in for it, without a store: to work on the engine. It prints, and fails on no number.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement that cannot be made stops here"
)]

mod bare;
mod child;
mod corpus;
mod dice;
mod draft;
mod engine;
mod floor;
mod kind;
mod members;
mod ours;
mod parts;
mod question;
mod rounds;
mod sqlite;
mod table;
mod timing;

use std::path::PathBuf;

use child::Places;
use corpus::{Corpus, Facts};
use engine::Name;
use kind::Asking;
use table::Table;

struct Arguments(Vec<String>);

impl Arguments {
    fn value(&self, name: &str) -> Option<&str> {
        let at = self.0.iter().position(|word| word == name)?;
        self.0.get(at + 1).map(String::as_str)
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|word| word == name)
    }

    fn number(&self, name: &str, otherwise: u64) -> u64 {
        self.value(name)
            .map_or(otherwise, |text| text.parse().expect("a number"))
    }

    fn wants(&self, part: &str) -> bool {
        self.value("--only")
            .is_none_or(|only| only.split(',').any(|one| one == part))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.value(name).expect(name).into()
    }
}

fn main() {
    let arguments = Arguments(std::env::args().skip(1).collect());
    match arguments.value("--role") {
        Some(role) => play(role, &arguments),
        None => measure(&arguments),
    }
}

/// As a child.
fn play(role: &str, arguments: &Arguments) {
    let name = Name::named(arguments.value("--engine").expect("--engine")).expect("a known engine");
    let place = arguments.path("--place");
    let corpus = Corpus {
        path: arguments.path("--corpus"),
    };
    if role == "serve" {
        engine::serve(name, &place, &corpus);
    } else {
        let question =
            serde_json::from_str(arguments.value("--question").expect("--question")).unwrap();
        engine::begin(name, &place, &corpus, &question);
    }
}

fn measure(arguments: &Arguments) {
    let events = arguments.number("--events", 1_000_000);
    let cache = arguments.path("--cache");
    std::fs::create_dir_all(&cache).unwrap();
    say("making the events, unless they are there");
    let corpus = Corpus::make(&cache, events);
    let places = Places {
        corpus: corpus.path.clone(),
        stores: cache.join(events.to_string()),
        bare: arguments.has("--bare"),
    };
    let asking = |seed| Asking::new(Facts::gather(&corpus, events), seed);
    let (mut questions, mut warm) = (asking(1), asking(2));
    let mut table = Table::default();
    if arguments.wants("load") && !arguments.has("--reuse") {
        say("loading");
        parts::load(&places, events, &mut table);
    }
    parts::sizes(&places, events, &mut table);
    if arguments.wants("search") {
        say("searching, in turns");
        let count = usize::try_from(arguments.number("--rounds", 20)).expect("rounds");
        let rounds = rounds::run(&places, &mut questions, &mut warm, count);
        rounds.report(events > 2_000_000, &mut table);
        parts::ripgrep(&places, &mut warm, Some(&rounds), &mut table);
        rounds.report_memory(events, &mut table);
    }
    if arguments.wants("ingest") {
        say("appending");
        parts::ingest(&places, &mut table);
    }
    if arguments.wants("ready") {
        say("starting and killing");
        parts::ready(&places, &mut warm, &mut table);
    }
    if arguments.wants("members") {
        say("searching as members");
        parts::members(&places, &mut questions, &mut table);
    }
    table.print();
}

#[expect(clippy::print_stderr, reason = "what is being done, beside the table")]
fn say(what: &str) {
    eprintln!("== {what}");
}
