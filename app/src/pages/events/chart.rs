//! What was found over time: a bar an interval, stacked by type. Brushing over bars, or choosing them with the keys, zooms.

use domain::event::ObjectType;
use domain::time::Timestamp;
use domain::wire::Histogram;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::Locale as _;
use web_sys::{KeyboardEvent, PointerEvent};

use super::{Filtering, Live};
use crate::api::use_api;
use crate::browser::{local_moment, share_across};
use crate::i18n::{Locale, use_i18n};
use crate::parts::{Button, Look, grouped, lazily, object_word};
use crate::say;

/// The most bars.
const BARS: u32 = 60;

/// The drawing's own units; it is stretched to the width there is.
pub(super) const WIDE: f64 = 1_000.0;
pub(super) const HIGH: f64 = 100.0;

/// Above the list.
#[component]
pub fn Chart() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let Filtering { wanted, .. } = expect_context();
    let live: Live = expect_context();
    let asked = move || (wanted.read().query().on(""), live.news.get());
    let bars = lazily(asked, move |_| {
        api.histogram(wanted.get_untracked().query(), BARS)
    });
    let view = move |bars: Histogram| {
        if bars.buckets.is_empty() {
            return view! { <p class="note">{say!(i18n, journal.none)}</p> }.into_any();
        }
        view! { <Bars bars=bars/> }.into_any()
    };
    view! { <figure class="chart" aria-label=say!(i18n, journal.over_time)>{bars.shown(view)}</figure> }.into_any()
}

/// The bars that are pointed at: from the first to the last one, either way.
type Brush = Option<(usize, usize)>;

#[component]
fn Bars(bars: Histogram) -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go, .. } = expect_context();
    let brush = RwSignal::new(None::<(usize, usize)>);
    let count = bars.buckets.len();
    let types = types_in(&bars);
    let drawn = drawn(&bars);
    let most = totals(&bars).into_iter().max().unwrap_or(0);
    let bars = StoredValue::new(bars);
    let zoom = move || {
        if let Some((a, b)) = brush.get_untracked() {
            let (from, to) = bars.with_value(|bars| edges(bars, a.min(b), a.max(b)));
            go.run(wanted.get_untracked().within(from, to));
        }
    };
    let whole = Callback::new(move |()| {
        go.run(wanted.get_untracked().within(String::new(), String::new()))
    });
    let zoomed = move || !wanted.read().from.is_empty() || !wanted.read().to.is_empty();
    let said = move || bars.with_value(|bars| said(i18n, bars, brush.get()));
    view! {
        <div class="chart-head">
            <Legend types=types/>
            <span class="note">{say!(i18n, journal.most, count = grouped(i18n, most))}</span>
            <Show when=zoomed>
                <Button look=Look::Quiet press=whole>{say!(i18n, journal.all_time)}</Button>
            </Show>
        </div>
        <Plot count=count brush=brush zoom=Callback::new(move |()| zoom()) label=say!(i18n, journal.chart_keys)>{drawn}</Plot>
        <p class="chart-said note" role="status">{said}</p>
    }
    .into_any()
}

/// A drawing of `count` bars: the pointer and the keys choose among them.
#[component]
pub fn Plot(
    count: usize,
    brush: RwSignal<Brush>,
    /// The chosen ones were pressed.
    zoom: Callback<()>,
    #[prop(into)] label: String,
    children: Children,
) -> impl IntoView {
    let hand = Hand {
        count,
        brush,
        zoom,
        pressed: RwSignal::new(false),
        node: NodeRef::new(),
    };
    let veil = move || brush.get().map(|(a, b)| veil(a.min(b), a.max(b), count));
    view! {
        <div
            node_ref=hand.node
            class="plot"
            role="application"
            tabindex="0"
            aria-label=label
            on:pointerdown=move |event| hand.down(&event)
            on:pointermove=move |event| hand.moved(&event)
            on:pointerup=move |_| hand.up()
            on:pointercancel=move |_| hand.pressed.set(false)
            on:pointerleave=move |_| hand.left()
            on:keydown=move |event| hand.key(&event)
        >
            <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                {children()}
                {veil}
            </svg>
        </div>
    }
    .into_any()
}

/// What chooses bars: a pointer or the keys.
#[derive(Clone, Copy)]
struct Hand {
    count: usize,
    brush: RwSignal<Brush>,
    zoom: Callback<()>,
    pressed: RwSignal<bool>,
    node: NodeRef<html::Div>,
}

impl Hand {
    fn at(self, event: &PointerEvent) -> usize {
        let x = f64::from(event.client_x());
        let node = self.node.get_untracked();
        bar_at(node.map_or(0.0, |node| share_across(&node, x)), self.count)
    }

    fn down(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let bar = self.at(event);
        self.brush.set(Some((bar, bar)));
        self.pressed.set(true);
        if let Some(node) = self.node.get_untracked() {
            // Without it the brush ends where the pointer leaves the chart.
            drop(node.set_pointer_capture(event.pointer_id()));
        }
    }

    fn moved(self, event: &PointerEvent) {
        let bar = self.at(event);
        match self.brush.get_untracked() {
            Some((first, _)) if self.pressed.get_untracked() => {
                self.brush.set(Some((first, bar)));
            }
            _ if event.pointer_type() == "mouse" => self.brush.set(Some((bar, bar))),
            _ => {}
        }
    }

    fn up(self) {
        if self.pressed.get_untracked() {
            self.pressed.set(false);
            self.zoom.run(());
        }
    }

    fn left(self) {
        if !self.pressed.get_untracked() {
            self.brush.set(None);
        }
    }

    fn key(self, event: &KeyboardEvent) {
        let now = self.brush.get_untracked();
        match (event.key().as_str(), now) {
            ("Enter", Some(_)) => self.zoom.run(()),
            ("Escape", Some(_)) => self.brush.set(None),
            (key, now) => match chosen(key, event.shift_key(), now, self.count) {
                Some(next) => self.brush.set(Some(next)),
                None => return,
            },
        }
        event.prevent_default();
    }
}

fn veil(first: usize, last: usize, count: usize) -> impl IntoView + use<> {
    let (x, end) = (left_of(first, count), left_of(last + 1, count));
    view! { <rect class="brush" x=number(x) y="0" width=number(end - x) height="100"></rect> }
}

/// After `key`: the next bar, or a longer brush with Shift.
fn chosen(key: &str, longer: bool, now: Brush, count: usize) -> Brush {
    let end = count.checked_sub(1)?;
    let to = match (key, now) {
        ("ArrowLeft", None) | ("End", _) => end,
        ("ArrowRight", None) | ("Home", _) => 0,
        ("ArrowLeft", Some((_, at))) => at.saturating_sub(1),
        ("ArrowRight", Some((_, at))) => (at + 1).min(end),
        _ => return None,
    };
    Some((now.filter(|_| longer).map_or(to, |(first, _)| first), to))
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few bars"
)]
fn bar_at(across: f64, count: usize) -> usize {
    ((across * count as f64) as usize).min(count.saturating_sub(1))
}

/// Where a bar begins.
#[expect(clippy::cast_precision_loss, reason = "a few bars")]
pub(super) fn left_of(bar: usize, count: usize) -> f64 {
    bar as f64 / count.max(1) as f64 * WIDE
}

/// A length, as drawings write it.
pub(super) fn number(length: f64) -> String {
    format!("{length:.2}")
}

fn totals(bars: &Histogram) -> Vec<u64> {
    bars.buckets
        .iter()
        .map(|bar| bar.counts.values().sum())
        .collect()
}

fn types_in(bars: &Histogram) -> Vec<ObjectType> {
    let there = |kind: &ObjectType| bars.buckets.iter().any(|bar| bar.counts.contains_key(kind));
    ObjectType::ALL.iter().copied().filter(there).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn drawn(bars: &Histogram) -> impl IntoView + use<> {
    let count = bars.buckets.len();
    let most = totals(bars).into_iter().max().unwrap_or(1).max(1) as f64;
    let mut rects = Vec::new();
    for (index, bar) in bars.buckets.iter().enumerate() {
        let (x, width) = (left_of(index, count), WIDE / count as f64);
        let mut floor = HIGH;
        for (kind, of) in &bar.counts {
            // One event among a million is seen too.
            let high = (*of as f64 / most * HIGH).max(0.6);
            floor -= high;
            let class = format!("bar {}", kind.code().to_ascii_lowercase());
            rects.push(view! {
                <rect class=class x=number(x + width * 0.06) y=number(floor.max(0.0)) width=number(width * 0.88) height=number(high)></rect>
            });
        }
    }
    rects.collect_view()
}

/// From the beginning of bar `first` to the end of bar `last`.
fn edges(bars: &Histogram, first: usize, last: usize) -> (String, String) {
    let begins = |index: usize| bars.buckets.get(index).map(|bar| bar.at).or(bars.to);
    let text = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    (text(begins(first)), text(begins(last + 1)))
}

/// "3 – 4 o'clock: 12 events", of the bars that are chosen.
fn said(i18n: Locale, bars: &Histogram, brush: Brush) -> String {
    let (first, last) = match brush {
        Some((a, b)) => (a.min(b), a.max(b)),
        None => (0, bars.buckets.len().saturating_sub(1)),
    };
    let (from, to) = edges(bars, first, last);
    let found: u64 = totals(bars)
        .get(first..=last)
        .unwrap_or_default()
        .iter()
        .sum();
    let span = span_words(i18n, &from, &to);
    say!(i18n, journal.bar, span = span, count = grouped(i18n, found))
}

/// Both ends in the reader's zone.
pub(super) fn span_words(i18n: Locale, from: &str, to: &str) -> String {
    let local = |at: &str| {
        local_moment(at, i18n.as_str()).map_or_else(|| at.to_owned(), |moment| moment.absolute)
    };
    format!("{} – {}", local(from), local(to))
}

#[component]
fn Legend(types: Vec<ObjectType>) -> impl IntoView {
    let i18n = use_i18n();
    let types = types.into_iter().map(|kind| {
        let class = format!("swatch {}", kind.code().to_ascii_lowercase());
        view! { <li><svg class=class viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10"></rect></svg>{object_word(i18n, kind.code())}</li> }
    });
    view! { <ul class="legend">{types.collect_view()}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_choose_a_bar_and_with_shift_more_of_them() {
        assert_eq!(chosen("ArrowRight", false, None, 5), Some((0, 0)));
        assert_eq!(chosen("ArrowRight", false, Some((0, 0)), 5), Some((1, 1)));
        assert_eq!(chosen("ArrowRight", true, Some((1, 1)), 5), Some((1, 2)));
        assert_eq!(chosen("ArrowLeft", true, Some((0, 0)), 5), Some((0, 0)));
        assert_eq!(chosen("End", false, Some((0, 0)), 5), Some((4, 4)));
        assert_eq!(chosen("x", false, Some((0, 0)), 5), None);
        assert_eq!(chosen("End", false, None, 0), None);
        assert_eq!((bar_at(0.0, 5), bar_at(0.99, 5), bar_at(1.0, 5)), (0, 4, 4));
    }
}
