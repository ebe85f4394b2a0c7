//! The crate `journal` alone: segments in files, rows decoded, no store around. For those who work on it: `--bare`.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use domain::{event::Event, fold::fold};
use engine::{Builder, Cache, Codes, Entry, Journal, Listing, Needle, Query, Segment};

use crate::{
    corpus::{Corpus, Line},
    draft::draft,
    engine::Engine,
    question::{Found, PAGE, Pattern, Question},
    timing::{now, timed},
};

/// As the server's default.
const CACHE: u64 = 64 << 20;

pub(crate) struct Bare {
    journal: Journal,
    cache: Cache,
    place: PathBuf,
}

impl Bare {
    pub(crate) fn open(place: &Path) -> Self {
        let cache = Cache::new(CACHE);
        let mut names: Vec<PathBuf> = std::fs::read_dir(place)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        names.sort();
        let open = |name: PathBuf| {
            Arc::new(Segment::open(File::open(name).unwrap().into(), &cache).unwrap())
        };
        let sealed = names.into_iter().map(open).collect();
        Self {
            journal: Journal::new(sealed, &cache),
            cache,
            place: place.to_owned(),
        }
    }
}

impl Engine for Bare {
    fn load(&mut self, corpus: &Corpus) -> (Duration, Duration) {
        let begin = now();
        let mut sealed = Vec::new();
        for (number, batch) in corpus.batches(65_536).into_iter().enumerate() {
            let mut builder = Builder::new();
            for line in &batch {
                builder.push(&entry(line)).unwrap();
            }
            let path = self.place.join(format!("{number:06}"));
            std::fs::write(&path, builder.finish().unwrap()).unwrap();
            let file = File::open(&path).unwrap();
            file.sync_all().unwrap();
            sealed.push(Arc::new(Segment::open(file.into(), &self.cache).unwrap()));
        }
        self.journal.exchange(|_| sealed);
        (begin.elapsed(), begin.elapsed())
    }

    fn ask(&mut self, question: &Question) -> (Duration, Found) {
        let query = query(question);
        let listing = Listing {
            after: question.below,
            limit: PAGE,
            ..Listing::default()
        };
        if question.count {
            let (taken, count) = timed(|| self.journal.snapshot().count(&query).unwrap());
            return (taken, Found::Count(count));
        }
        let (taken, events) = timed(|| {
            let page = self.journal.snapshot().search(&query, &listing).unwrap();
            page.hits
                .iter()
                .map(|hit| rmp_serde::from_slice(&hit.row).unwrap())
                .collect::<Vec<Event>>()
        });
        (
            taken,
            Found::Rows(events.iter().map(|event| event.id.0).collect()),
        )
    }

    fn append(&mut self, _: Vec<Line>, _: usize, _: Duration) -> (Duration, u64) {
        (Duration::ZERO, 0)
    }
}

fn entry(line: &Line) -> Entry {
    let mut event = draft(line);
    event.id = line.id.into();
    event.trace = event.id;
    Entry {
        id: line.id,
        at: line.ts.cast_signed(),
        object_type: event.object_type as u8,
        action: event.action as u8,
        actor: event.actor.code(),
        folder: event.folder_id.map(|id| id.0),
        text: fold(&event.search_text()),
        row: rmp_serde::to_vec_named(&event).unwrap().into(),
        ..Entry::default()
    }
}

fn query(question: &Question) -> Query {
    let needle = |pattern: &Pattern| match pattern {
        Pattern::Address(text) => Needle::Address(fold(text)),
        Pattern::Word(text) | Pattern::Part(text) => Needle::Text(fold(text)),
    };
    Query {
        object_types: question
            .object_type
            .map(|kind| kind as u8)
            .into_iter()
            .collect::<Codes>(),
        actions: question
            .action
            .map(|action| action as u8)
            .into_iter()
            .collect::<Codes>(),
        from: question.between.map(|(from, _)| from.cast_signed()),
        to: question.between.map(|(_, to)| to.cast_signed()),
        wanted: question.pattern.iter().map(needle).collect(),
        ..Query::everything()
    }
}
