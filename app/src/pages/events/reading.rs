//! Where one is in the list, and what moves it.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::window::{Place, Ruler};
use super::{Filtering, Rows};
use crate::api::Api;
use crate::browser::{height, tall};
use crate::i18n::use_i18n;
use crate::parts::{problem_words, use_toasts};

/// Where one is in the list.
#[derive(Clone, Copy)]
pub struct Reading {
    pub rows: Rows,
    pub place: RwSignal<Place>,
    /// How tall a row, an open one's proof and the sight are; measured once the page knows.
    pub sizes: RwSignal<(f64, f64, f64)>,
    /// The slot that the keyboard is at.
    pub active: RwSignal<Option<i64>>,
    /// The slot whose proof is open.
    pub open: RwSignal<Option<i64>>,
    pub ruler: Memo<Ruler>,
    /// The box that is scrolled.
    pub node: NodeRef<html::Div>,
    /// All of the list in it, as tall as it would be.
    pub inside: NodeRef<html::Div>,
}

impl Reading {
    pub fn new(rows: Rows) -> Self {
        let sizes = RwSignal::new((36.0, 112.0, 800.0));
        let open = RwSignal::new(None::<i64>);
        let ruler = Memo::new(move |_| {
            let (row, proof, view) = sizes.get();
            let at = open
                .get()
                .and_then(|slot| u64::try_from(slot + rows.fresh_count()).ok());
            Ruler {
                rows: rows.total(),
                row,
                view,
                open: at.map(|at| (at, proof)),
            }
        });
        Self {
            rows,
            place: RwSignal::new(Place::default()),
            sizes,
            active: RwSignal::new(None),
            open,
            ruler,
            node: NodeRef::new(),
            inside: NodeRef::new(),
        }
    }

    /// Which row of the list `slot` is.
    pub fn index(self, slot: i64) -> u64 {
        u64::try_from(slot + untrack(|| self.rows.fresh_count())).unwrap_or_default()
    }

    #[expect(clippy::cast_possible_truncation, reason = "pixels within a box")]
    pub fn stand(self, place: Place) {
        if let Some(node) = self.node.get_untracked() {
            node.set_scroll_top(place.top as i32);
            let top = f64::from(node.scroll_top());
            self.place.set(Place {
                top,
                shift: place.y() - top,
            });
        }
    }

    pub fn scrolled(self) {
        let Some(node) = self.node.get_untracked() else {
            return;
        };
        let top = f64::from(node.scroll_top());
        let next = self
            .place
            .get_untracked()
            .scrolled(&self.ruler.get_untracked(), top);
        if (next.top - top).abs() >= 1.0 {
            self.stand(next);
        } else {
            self.place.set(next);
        }
    }

    /// Brings row `index` to the top.
    pub fn jump(self, index: u64) {
        let ruler = self.ruler.get_untracked();
        let last = ruler.rows.saturating_sub(1);
        self.stand(Place::at(&ruler, ruler.top_of(index.min(last))));
        self.active.set(
            i64::try_from(index.min(last))
                .ok()
                .map(|index| index - self.rows.fresh_count()),
        );
    }

    /// Moves the keyboard's place and keeps it in sight.
    pub fn go_to(self, index: u64) {
        let ruler = self.ruler.get_untracked();
        let index = index.min(ruler.rows.saturating_sub(1));
        let slot = i64::try_from(index).unwrap_or(i64::MAX) - untrack(|| self.rows.fresh_count());
        self.active.set(Some(slot));
        let place = self.place.get_untracked();
        if let Some(y) = ruler.reveal(index, place.y()) {
            self.stand(Place::at(&ruler, y));
        }
    }

    pub fn measure(self) {
        let Some(node) = self.node.get_untracked() else {
            return;
        };
        let of = |class: &str| {
            node.query_selector(class)
                .ok()
                .flatten()
                .map(|probe| height(&probe))
        };
        if let (Some(row), Some(proof)) = (of(".row-probe"), of(".proof-probe")) {
            let head = of(".head").unwrap_or(0.0);
            let view = f64::from(node.client_height()) - head;
            if row > 0.0 {
                self.sizes.set((row, proof, view.max(row)));
            }
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rows in sight"
    )]
    pub fn step(self) -> u64 {
        let (row, _, view) = self.sizes.get_untracked();
        ((view / row) as u64).saturating_sub(1).max(1)
    }
}

/// Where the reader is below the top, what comes in above does not push the list away.
pub fn hold_still(reading: &Reading) {
    let reading = *reading;
    Effect::new(move |before: Option<i64>| {
        let now = reading.rows.fresh_count();
        let place = reading.place.get_untracked();
        let came = now - before.unwrap_or(now);
        if came > 0 && place.y() > 0.0 {
            let (row, ..) = reading.sizes.get_untracked();
            let ruler = reading.ruler.get_untracked();
            #[expect(clippy::cast_precision_loss, reason = "a few rows")]
            let y = place.y() + came as f64 * row;
            if let Some(inside) = reading.inside.get_untracked() {
                // It grows in an effect of its own, which may come later.
                tall(&inside, ruler.height());
            }
            reading.stand(Place::at(&ruler, y));
        }
        now
    });
}

/// Follows the time in the address.
pub fn jumps(reading: &Reading, api: Api) {
    let reading = *reading;
    let Filtering { wanted, .. } = expect_context();
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let at = Memo::new(move |_| wanted.read().at.clone());
    Effect::new(move |_| {
        let Ok(at) = at.get().parse::<domain::time::Timestamp>() else {
            return;
        };
        let mut before = wanted.get_untracked();
        // How many stand before that time is its place.
        if before.is_oldest_first() {
            before.to = at.to_string();
        } else {
            before.from = (at + domain::time::Span::from_ms(1)).to_string();
        }
        spawn_local(async move {
            let place = api.event_count(before.query()).await;
            if reading.place.is_disposed() {
                return;
            }
            match place {
                Ok(place) => reading.jump(place.count),
                Err(problem) => toasts.say(problem_words(i18n, &problem)),
            }
        });
    });
}
