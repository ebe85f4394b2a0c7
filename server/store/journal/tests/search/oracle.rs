//! Random searches against the rules, while entries are appended, compacted and sealed.

use std::{env, io::Write as _, sync::Arc};

use journal::{Builder, Cache, Entry, Journal, Listing, Order, Query, Segment, Source};

use crate::{
    rule,
    world::{self, Dice},
};

/// Queries of one run; `JOURNAL_ORACLE_QUERIES` asks for more.
fn queries() -> usize {
    let asked = env::var("JOURNAL_ORACLE_QUERIES").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(1_500)
}

struct World {
    dice: Dice,
    cache: Cache,
    journal: Journal,
    entries: Vec<Arc<Entry>>,
    next: u64,
}

impl World {
    fn new(seed: u64, cap: u64) -> Self {
        let cache = Cache::new(cap);
        let journal = Journal::new(Vec::new(), &cache);
        Self {
            dice: Dice::new(seed),
            cache,
            journal,
            entries: Vec::new(),
            next: 1,
        }
    }

    fn grow(&mut self) {
        let many = match self.dice.below(4) {
            0 => self.dice.below(3_000),
            1 => 1,
            _ => self.dice.below(40),
        };
        let mut batch = Vec::new();
        for _ in 0..many {
            batch.push(world::entry(&mut self.dice, self.next));
            self.next += if self.dice.once_in(30) {
                1 + self.dice.below(9) as u64
            } else {
                1
            };
        }
        self.entries.extend(batch.iter().cloned().map(Arc::new));
        self.journal.append(batch);
    }

    /// Compacts, or seals a part of the tail in a file.
    fn shape(&mut self) {
        while self.dice.once_in(2) && self.journal.compact().unwrap() {}
        if self.dice.once_in(6) {
            let mut builder = Builder::new();
            let many = if self.dice.once_in(2) {
                usize::MAX
            } else {
                self.dice.below(6_000)
            };
            for entry in self.journal.unsealed_entries().take(many) {
                builder.push(&entry.unwrap()).unwrap();
            }
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&builder.finish().unwrap()).unwrap();
            let segment = Segment::open(Source::File(file), &self.cache).unwrap();
            segment.verify().unwrap();
            if !segment.is_empty() {
                self.journal.seal(Arc::new(segment)).unwrap();
            }
        }
    }

    fn check(&mut self) {
        let query = world::query(&mut self.dice, &self.entries);
        let found = self
            .entries
            .iter()
            .filter(|entry| rule::finds(&query, entry));
        let found: Vec<Arc<Entry>> = found.cloned().collect();
        match self.dice.below(6) {
            0 => self.check_count(&query, &found),
            1 => self.check_divisions(&query, &found),
            _ => self.check_page(&query, &found),
        }
    }

    fn check_count(&mut self, query: &Query, found: &[Arc<Entry>]) {
        assert_eq!(
            self.journal.snapshot().count(query).unwrap(),
            found.len() as u64,
            "{query:?}"
        );
    }

    fn check_page(&mut self, query: &Query, found: &[Arc<Entry>]) {
        let order = if self.dice.once_in(2) {
            Order::Newest
        } else {
            Order::Oldest
        };
        let after = self
            .dice
            .once_in(2)
            .then(|| self.dice.below(self.next as usize + 5) as u64);
        let limit = self.dice.below(30);
        let listing = Listing {
            after,
            limit,
            order,
        };
        let page = self.journal.snapshot().search(query, &listing).unwrap();
        let mut list: Vec<&Arc<Entry>> = found
            .iter()
            .filter(|entry| {
                after.is_none_or(|after| {
                    if order == Order::Newest {
                        entry.id < after
                    } else {
                        entry.id > after
                    }
                })
            })
            .collect();
        if order == Order::Newest {
            list.reverse();
        }
        let ids: Vec<u64> = page.hits.iter().map(|hit| hit.id).collect();
        let expected: Vec<u64> = list.iter().take(limit).map(|entry| entry.id).collect();
        assert_eq!(ids, expected, "{query:?}");
        assert_eq!(page.more, list.len() > limit, "{query:?}");
        let place = self.dice.below(list.len() + 2);
        let nth = self.journal.snapshot().nth(query, &listing, place as u64);
        let there = list.get(place).map(|entry| entry.id);
        assert_eq!(nth.unwrap(), there, "{query:?}");
        for (hit, entry) in page.hits.iter().zip(list) {
            assert_eq!(hit.row, entry.row);
        }
    }

    fn check_divisions(&mut self, query: &Query, found: &[Arc<Entry>]) {
        let snapshot = self.journal.snapshot();
        let facets = snapshot.facets(query, usize::MAX).unwrap();
        assert_eq!(facets.total, found.len() as u64);
        for (object_type, action, count) in &facets.kinds {
            let same = found
                .iter()
                .filter(|entry| (entry.object_type, entry.action) == (*object_type, *action));
            assert_eq!(same.count() as u64, *count);
        }
        assert_eq!(
            facets.kinds.iter().map(|kind| kind.2).sum::<u64>(),
            facets.total
        );
        for (actor, count) in &facets.actors {
            assert_eq!(
                found.iter().filter(|entry| entry.actor == *actor).count() as u64,
                *count
            );
        }
        assert_eq!(
            facets.actors.iter().map(|actor| actor.1).sum::<u64>(),
            facets.total
        );
        let step = 1 + self.dice.below(20_000) as i64;
        let edges: Vec<i64> = (0..self.dice.below(30) as i64)
            .map(|edge| edge * step - 400)
            .collect();
        let bars = snapshot.histogram(query, &edges).unwrap();
        let inside = |at: i64| edges.len() > 1 && at >= edges[0] && at < edges[edges.len() - 1];
        let expected = found.iter().filter(|entry| inside(entry.at)).count() as u64;
        assert_eq!(bars.iter().map(|bar| bar.count).sum::<u64>(), expected);
        for bar in bars {
            let (from, to) = (edges[bar.interval], edges[bar.interval + 1]);
            let same = |entry: &&Arc<Entry>| {
                entry.object_type == bar.object_type && (from..to).contains(&entry.at)
            };
            assert_eq!(found.iter().filter(same).count() as u64, bar.count);
        }
    }

    fn check_places(&mut self) {
        let snapshot = self.journal.snapshot();
        let id = self.dice.below(self.next as usize + 3) as u64;
        let entry = self.entries.iter().find(|entry| entry.id == id);
        assert_eq!(
            snapshot.row(id).unwrap(),
            entry.map(|entry| entry.row.clone())
        );
        let linking = self
            .entries
            .iter()
            .filter(|entry| entry.links.contains(&id))
            .map(|entry| entry.id);
        assert_eq!(snapshot.links_to(id).unwrap(), linking.collect::<Vec<_>>());
        let time = self.dice.below(self.next as usize * 10 + 1_000) as i64 - 700;
        let after = self
            .entries
            .iter()
            .find(|entry| entry.at >= time)
            .map(|entry| entry.id);
        assert_eq!(snapshot.at_or_after(time).unwrap(), after);
        let before = self
            .entries
            .iter()
            .rev()
            .find(|entry| entry.at <= time)
            .map(|entry| entry.id);
        assert_eq!(snapshot.at_or_before(time).unwrap(), before);
        assert_eq!(snapshot.len(), self.entries.len());
    }
}

fn run(seed: u64, cap: u64) {
    let mut world = World::new(seed, cap);
    for _ in 0..queries() / 40 {
        if world.entries.len() < 12_000 {
            world.grow();
        }
        world.shape();
        for _ in 0..40 {
            world.check();
        }
        world.check_places();
    }
}

#[test]
fn random_searches_agree_with_the_rules() {
    run(1, 64 << 20);
}

#[test]
fn a_cache_too_small_for_anything_changes_nothing() {
    run(2, 1_000);
}

#[test]
fn a_small_cache_that_always_forgets_changes_nothing() {
    run(3, 400_000);
}
