//! The events of a long list, fetched in pages around what is looked at.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use domain::wire::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Found, Wanted};
use crate::api::{Api, PAGE, Problem, Query};

/// Pages kept; those farthest from where the reader is go first.
const KEPT: usize = 60;

/// A leap over the list passes many pages: only where it rests for so long is anything fetched.
const REST: Duration = Duration::from_millis(40);

/// One page, once it is there.
type Page = ArcRwSignal<Option<Arc<Vec<Event>>>>;

/// The events of one search. A slot counts down the list from the first event that was there when it was fetched; what
/// came in since stands above it, at −1, −2, and so on.
#[derive(Clone, Copy)]
pub struct Rows {
    api: Api,
    query: StoredValue<Query>,
    /// New events do not push the pages down: they are counted from here.
    anchor: StoredValue<String>,
    whole: bool,
    pages: StoredValue<HashMap<u64, Page>>,
    asked: StoredValue<HashSet<u64>>,
    near: StoredValue<Range<u64>>,
    waiting: StoredValue<bool>,
    count: u64,
    /// What came in since, oldest first.
    pub fresh: RwSignal<Vec<Event>>,
    /// Why a page could not be read.
    pub problem: RwSignal<Option<Problem>>,
}

impl Rows {
    /// What was found.
    pub fn new(api: Api, wanted: &Wanted, found: Found) -> Self {
        let first = found
            .list
            .items
            .first()
            .filter(|_| !wanted.is_oldest_first());
        let anchor = first.map_or_else(String::new, |first| first.id.next().to_string());
        let whole = found.list.next_cursor.is_none();
        let page = ArcRwSignal::new(Some(Arc::new(found.list.items)));
        Self {
            api,
            query: StoredValue::new(wanted.listing()),
            anchor: StoredValue::new(anchor),
            whole,
            pages: StoredValue::new(HashMap::from([(0, page)])),
            asked: StoredValue::new(HashSet::from([0])),
            near: StoredValue::new(0..0),
            waiting: StoredValue::new(false),
            count: found.count,
            fresh: RwSignal::new(Vec::new()),
            problem: RwSignal::new(None),
        }
    }

    /// How many came in since.
    pub fn fresh_count(self) -> i64 {
        self.fresh
            .with(|fresh| i64::try_from(fresh.len()).unwrap_or_default())
    }

    /// How many there are.
    pub fn total(self) -> u64 {
        self.count + self.fresh_count().unsigned_abs()
    }

    /// The event at `slot`, once it is there.
    pub fn event(self, slot: i64) -> Option<Event> {
        let Ok(index) = u64::try_from(slot) else {
            let index = usize::try_from(-slot - 1).ok()?;
            return self.fresh.with(|fresh| fresh.get(index).cloned());
        };
        let (page, index) = self.place(index);
        let page = self.page(page).get()?;
        page.get(index).cloned()
    }

    /// Fetches what is missing around `slots`.
    pub fn want(self, slots: Range<i64>) {
        let clip = |slot: i64| u64::try_from(slot).unwrap_or_default();
        self.near.set_value(clip(slots.start)..clip(slots.end));
        if self.whole || self.waiting.get_value() {
            return;
        }
        self.waiting.set_value(true);
        set_timeout(
            move || {
                // The list may be another one by now.
                if self.waiting.try_set_value(false).is_none() {
                    self.fetch_near();
                }
            },
            REST,
        );
    }

    /// After a refusal.
    pub fn again(self) {
        self.problem.set(None);
        self.fetch_near();
    }

    fn place(self, index: u64) -> (u64, usize) {
        if self.whole {
            return (0, usize::try_from(index).unwrap_or(usize::MAX));
        }
        (
            index / PAGE,
            usize::try_from(index % PAGE).unwrap_or_default(),
        )
    }

    fn page(self, number: u64) -> Page {
        self.pages
            .try_update_value(|pages| pages.entry(number).or_default().clone())
            .unwrap_or_default()
    }

    fn fetch_near(self) {
        let near = self.near.get_value();
        let last = self.count.saturating_sub(1) / PAGE;
        let pages = (near.start / PAGE).saturating_sub(1)..=(near.end / PAGE + 1).min(last);
        self.forget_far_from(near.start / PAGE);
        for number in pages {
            let new = self.asked.try_update_value(|asked| asked.insert(number));
            if new == Some(true) {
                self.fetch(number);
            }
        }
    }

    fn fetch(self, number: u64) {
        let query = self.query.get_value();
        let (anchor, offset) = (self.anchor.get_value(), number * PAGE);
        spawn_local(async move {
            let answer = self.api.events_at(query, &anchor, offset).await;
            if self.problem.is_disposed() {
                return;
            }
            match answer {
                Ok(list) => self.page(number).set(Some(Arc::new(list.items))),
                Err(problem) => {
                    self.asked.update_value(|asked| {
                        asked.remove(&number);
                    });
                    self.problem.set(Some(problem));
                }
            }
        });
    }

    fn forget_far_from(self, here: u64) {
        let kept = |number: u64| number.abs_diff(here) <= KEPT as u64 / 2;
        if self.asked.with_value(HashSet::len) > KEPT {
            self.asked
                .update_value(|asked| asked.retain(|number| kept(*number)));
            self.pages
                .update_value(|pages| pages.retain(|number, _| kept(*number)));
        }
    }
}
