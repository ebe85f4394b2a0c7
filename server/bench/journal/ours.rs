//! Our journal, through the port that the rest of the program uses.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::{
    event::Event,
    filter::{EventFilter, EventPage, Keywords, Order, Scope},
    id::{EventId, FolderId, UserId},
    time::Timestamp,
};
use flow::port::{Archive as _, Journal};
use store::{Options, RedbStore};
use tokio::{runtime::Runtime, task::JoinHandle};

use crate::{
    corpus::{Corpus, Line},
    dice::Dice,
    draft::{FOLDERS, PEOPLE, draft},
    engine::Engine,
    members,
    question::{Found, Member, PAGE, Pattern, Question},
    timing::{now, timed},
};

/// Events a write while loading.
const BATCH: usize = 8_192;

pub(crate) struct Ours {
    runtime: Runtime,
    store: Arc<RedbStore>,
    /// Seals what is due, as the archive station does in the program.
    archive: JoinHandle<()>,
}

impl Ours {
    pub(crate) fn open(place: &Path) -> Self {
        let runtime = Runtime::new().unwrap();
        // Within the runtime: the store may start tasks of its own.
        let store = runtime
            .block_on(async { RedbStore::open(Options::file(place.join("store.redb"))).unwrap() });
        let store = Arc::new(store);
        let archive = runtime.spawn(seal(Arc::clone(&store)));
        Self {
            runtime,
            store,
            archive,
        }
    }
}

/// Until the store is closed.
async fn seal(store: Arc<RedbStore>) {
    let mut newest = store.newest_event();
    loop {
        newest.borrow_and_update();
        while store.seal_events().await.is_ok_and(|more| more) {}
        if newest.changed().await.is_err() {
            return;
        }
    }
}

impl Drop for Ours {
    fn drop(&mut self) {
        self.archive.abort();
        self.runtime.block_on(self.store.close()).unwrap();
    }
}

impl Engine for Ours {
    fn load(&mut self, corpus: &Corpus) -> (Duration, Duration) {
        let begin = now();
        let batches = corpus.batches(BATCH);
        for batch in batches {
            let drafts = batch.iter().map(draft).collect();
            self.runtime.block_on(self.store.append(drafts)).unwrap();
        }
        let loaded = begin.elapsed();
        let sealed = async { while self.store.seal_events().await.unwrap() {} };
        self.runtime.block_on(sealed);
        self.runtime.block_on(self.store.close()).unwrap();
        (loaded, begin.elapsed())
    }

    fn ask(&mut self, question: &Question) -> (Duration, Found) {
        let filter = filter(question);
        let journal: &dyn Journal = &*self.store;
        let page = EventPage {
            after: question.below.map(EventId),
            limit: PAGE,
            order: Order::Newest,
        };
        if question.count {
            let (taken, count) = timed(|| self.runtime.block_on(journal.count(filter)));
            (taken, Found::Count(count.unwrap()))
        } else {
            let (taken, seen) = timed(|| self.runtime.block_on(journal.search(filter, page)));
            (
                taken,
                Found::Rows(
                    seen.unwrap()
                        .events
                        .iter()
                        .map(|event| event.id.0)
                        .collect(),
                ),
            )
        }
    }

    fn append(&mut self, feed: Vec<Line>, clients: usize, time: Duration) -> (Duration, u64) {
        let feed: Arc<Vec<Event>> = Arc::new(feed.iter().map(draft).collect());
        let next = Arc::new(AtomicU64::new(0));
        let begin = now();
        self.runtime.block_on(async {
            let client = || {
                let (feed, next, store) = (
                    Arc::clone(&feed),
                    Arc::clone(&next),
                    Arc::clone(&self.store),
                );
                tokio::spawn(async move {
                    while begin.elapsed() < time {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let event = feed[usize::try_from(number).unwrap() % feed.len()].clone();
                        store.append(vec![event]).await.unwrap();
                    }
                })
            };
            for client in (0..clients).map(|_| client()).collect::<Vec<_>>() {
                client.await.unwrap();
            }
        });
        (begin.elapsed(), next.load(Ordering::Relaxed))
    }

    fn members(&mut self) -> Vec<Member> {
        self.runtime.block_on(members::measure(&self.store))
    }
}

fn filter(question: &Question) -> EventFilter {
    EventFilter {
        object_types: question.object_type.into_iter().collect(),
        actions: question.action.into_iter().collect(),
        keywords: question.pattern.as_ref().map(keywords).unwrap_or_default(),
        from: question.between.map(|(from, _)| Timestamp::from_ms(from)),
        to: question.between.map(|(_, to)| Timestamp::from_ms(to)),
        scope: question.member.map_or(Scope::All, member),
        ..EventFilter::default()
    }
}

fn keywords(pattern: &Pattern) -> Keywords {
    match pattern {
        Pattern::Word(text) | Pattern::Address(text) => Keywords::parse(text),
        Pattern::Part(text) => Keywords::parse(&format!("\"{text}\"")),
    }
}

/// A member who reads a fifth of the folders and manages fifty.
fn member(number: u64) -> Scope {
    let mut dice = Dice::new(number);
    let mut some = |count: usize| -> BTreeSet<FolderId> {
        (0..count)
            .map(|_| FolderId(dice.next() % FOLDERS + 1))
            .collect()
    };
    let managed = some(50);
    let mut readable = some(2_000);
    readable.extend(&managed);
    Scope::Member {
        person: UserId(number % PEOPLE + 1),
        addresses: BTreeSet::from([format!("person{number}@example.org")]),
        readable: Arc::new(readable),
        managed: Arc::new(managed),
    }
}
