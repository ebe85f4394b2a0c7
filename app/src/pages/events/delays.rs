//! How long mails took from the deposit to the mail server's answer: half of them, and 95 of 100.

use domain::time::Timestamp;
use domain::wire::{Delay, Delays};
use leptos::prelude::*;

use super::chart::{HIGH, Plot, WIDE, number, span_words};
use super::{Filtering, Live, Wanted};
use crate::api::use_api;
use crate::i18n::{Locale, use_i18n};
use crate::parts::{duration_text, grouped, lazily};
use crate::say;

/// The most points.
const POINTS: u32 = 40;

/// Folded away, and not fetched, unless the address says otherwise.
#[component]
pub fn DelaysChart() -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go, .. } = expect_context();
    let open = Memo::new(move |_| wanted.read().chart == "delays");
    let flip = move |_| {
        let chart = if open.get_untracked() { "" } else { "delays" };
        go.run(Wanted {
            chart: chart.to_owned(),
            ..wanted.get_untracked()
        });
    };
    view! {
        <div class="delays">
            <button type="button" class="linkish" aria-expanded=move || if open.get() { "true" } else { "false" } on:click=flip>
                {move || if open.get() { "▾ " } else { "▸ " }}
                {say!(i18n, journal.delays)}
            </button>
            <Show when=move || open.get()>
                <Drawn/>
            </Show>
        </div>
    }
    .into_any()
}

#[component]
fn Drawn() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let Filtering { wanted, .. } = expect_context();
    let live: Live = expect_context();
    let asked = move || (wanted.read().query().on(""), live.news.get());
    let delays = lazily(asked, move |_| {
        api.delays(wanted.get_untracked().query(), POINTS)
    });
    let view = move |delays: Delays| {
        if delays.buckets.is_empty() {
            return view! { <p class="note">{say!(i18n, journal.no_delays)}</p> }.into_any();
        }
        view! { <Lines delays=delays/> }.into_any()
    };
    view! { <figure class="chart" aria-label=say!(i18n, journal.delays)>{delays.shown(view)}</figure> }.into_any()
}

#[component]
fn Lines(delays: Delays) -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go, .. } = expect_context();
    let brush = RwSignal::new(None::<(usize, usize)>);
    let most = delays
        .buckets
        .iter()
        .map(|bar| bar.p95_ms)
        .max()
        .unwrap_or(0)
        .max(1);
    let count = bars_in(&delays);
    let (half, nearly_all) = (
        path(&delays, most, |bar| bar.p50_ms),
        path(&delays, most, |bar| bar.p95_ms),
    );
    let delays = StoredValue::new(delays);
    let zoom = Callback::new(move |()| {
        let chosen = brush
            .get_untracked()
            .map(|(a, b)| delays.with_value(|delays| edges(delays, a.min(b), a.max(b))));
        if let Some((from, to)) = chosen {
            go.run(
                wanted
                    .get_untracked()
                    .within(from.to_string(), to.to_string()),
            );
        }
    });
    let said = move || delays.with_value(|delays| said(i18n, delays, brush.get()));
    view! {
        <div class="chart-head">
            <ul class="legend">
                <li><svg class="swatch half" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10"></rect></svg>{say!(i18n, journal.half)}</li>
                <li><svg class="swatch nearly-all" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10"></rect></svg>{say!(i18n, journal.nearly_all)}</li>
            </ul>
            <span class="note">{say!(i18n, journal.longest, span = duration_text(most))}</span>
        </div>
        <Plot count=count brush=brush zoom=zoom label=say!(i18n, journal.chart_keys)>
            <path class="line nearly-all" d=nearly_all></path>
            <path class="line half" d=half></path>
        </Plot>
        <p class="chart-said note" role="status">{said}</p>
    }
    .into_any()
}

/// Which bar of the drawing a time is in.
fn index_of(delays: &Delays, at: Timestamp) -> usize {
    let since = delays.from.map_or(0, |from| at.since(from).ms());
    usize::try_from(since / delays.interval.ms().max(1)).unwrap_or_default()
}

fn bars_in(delays: &Delays) -> usize {
    let whole = delays
        .from
        .zip(delays.to)
        .map_or(0, |(from, to)| to.since(from).ms());
    usize::try_from(whole.div_ceil(delays.interval.ms().max(1)))
        .unwrap_or_default()
        .max(1)
}

/// A level for each bar with mails; from one to the next a line, also over bars without.
#[expect(
    clippy::cast_precision_loss,
    reason = "bars and milliseconds are far below 2^52"
)]
fn path(delays: &Delays, most: u64, of: impl Fn(&Delay) -> u64) -> String {
    let width = WIDE / bars_in(delays) as f64;
    let mut path = String::new();
    for bar in &delays.buckets {
        let x = index_of(delays, bar.at) as f64 * width;
        let y = HIGH - of(bar) as f64 / most as f64 * (HIGH - 4.0) - 2.0;
        path.push(if path.is_empty() { 'M' } else { 'L' });
        path.push_str(&format_point(x, y));
        path.push('L');
        path.push_str(&format_point(x + width, y));
    }
    path
}

fn format_point(x: f64, y: f64) -> String {
    format!("{} {}", number(x), number(y))
}

fn edges(delays: &Delays, first: usize, last: usize) -> (Timestamp, Timestamp) {
    let from = delays.from.unwrap_or_else(|| Timestamp::from_ms(0)).ms();
    let at = |index: usize| Timestamp::from_ms(from + index as u64 * delays.interval.ms());
    (at(first), at(last + 1))
}

fn said(i18n: Locale, delays: &Delays, brush: Option<(usize, usize)>) -> String {
    let at = match brush {
        Some((_, at)) => delays
            .buckets
            .iter()
            .find(|bar| index_of(delays, bar.at) == at),
        None => delays.buckets.last(),
    };
    let Some(bar) = at else {
        return say!(i18n, journal.no_delays).to_owned();
    };
    let index = index_of(delays, bar.at);
    let (from, to) = edges(delays, index, index);
    say!(
        i18n,
        journal.delay_bar,
        span = span_words(i18n, &from.to_string(), &to.to_string()),
        count = grouped(i18n, bar.count),
        half = duration_text(bar.p50_ms),
        most = duration_text(bar.p95_ms)
    )
}

#[cfg(test)]
mod tests {
    use domain::time::Span;

    use super::*;

    #[test]
    fn a_point_stands_where_its_bar_is() {
        let at = |minute: u64| Timestamp::from_ms(minute * 60_000);
        let bar = |minute, p50_ms| Delay {
            at: at(minute),
            count: 1,
            read: 1,
            p50_ms,
            p95_ms: 100,
        };
        let delays = Delays {
            interval: Span::from_minutes(1),
            from: Some(at(10)),
            to: Some(at(14)),
            buckets: vec![bar(10, 100), bar(13, 0)],
        };
        assert_eq!((bars_in(&delays), index_of(&delays, at(13))), (4, 3));
        assert_eq!(
            path(&delays, 100, |bar| bar.p50_ms),
            "M0.00 2.00L250.00 2.00L750.00 98.00L1000.00 98.00"
        );
        assert_eq!(edges(&delays, 3, 3), (at(13), at(14)));
    }
}
