//! The list itself: however long it is, only the rows in sight are in the page.

use std::ops::Range;

use domain::wire::Event;
use leptos::html;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::keys::keys;
use super::marks::needles;
use super::proof::Proof;
use super::reading::{Reading, hold_still, jumps};
use super::row::{Way, event_cells, has_proof};
use super::{Filtering, Rows};
use crate::api::use_api;
use crate::browser::{lower, on_resize, tall};
use crate::i18n::use_i18n;
use crate::parts::ProblemFace;
use crate::say;

/// The first rows, as the server writes them and before the page is awake.
#[component]
pub fn StillList(events: Vec<Event>, count: u64) -> impl IntoView {
    let way = Way::default();
    let rows = events
        .iter()
        .take(40)
        .map(|event| view! { <div role="row" class="event">{event_cells(event, &way)}<div role="gridcell"></div></div> })
        .collect_view();
    view! {
        <div class="list" role="grid" aria-rowcount=(count + 1).to_string() aria-label=say!(use_i18n(), common.journal)>
            <Head/>
            <div role="rowgroup">{rows}</div>
        </div>
    }
    .into_any()
}

#[component]
fn Head() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div role="row" class="event head">
            <div role="columnheader" class="when">{say!(i18n, common.when)}</div>
            <div role="columnheader" class="kind">{say!(i18n, journal.what)}</div>
            <div role="columnheader" class="what">{say!(i18n, journal.summary)}</div>
            <div role="columnheader" class="by">{say!(i18n, common.by)}</div>
            <div role="columnheader"><span class="hidden">{say!(i18n, journal.proof)}</span></div>
        </div>
    }
    .into_any()
}

/// All rows.
#[component]
pub fn EventList(rows: Rows) -> impl IntoView {
    let i18n = use_i18n();
    let reading = Reading::new(rows);
    let Reading {
        node,
        inside,
        ruler,
        place,
        active,
        ..
    } = reading;
    let shown_rows = NodeRef::<html::Div>::new();
    let shown = Memo::new(move |_| ruler.get().window(place.get().y()));
    let slots = move || {
        let fresh = rows.fresh_count();
        shown
            .get()
            .map(move |index| i64::try_from(index).unwrap_or(i64::MAX) - fresh)
    };
    lay_out(&reading, shown, shown_rows);
    hold_still(&reading);
    jumps(&reading, use_api());
    let again = Callback::new(move |()| rows.again());
    let pressed = keys(&reading);
    let current = move || active.get().map(row_id);
    view! {
        {move || rows.problem.get().map(|problem| view! { <ProblemFace problem=problem again=again/> })}
        <div
            node_ref=node
            class="list"
            role="grid"
            tabindex="0"
            aria-label=say!(i18n, journal.list_label)
            aria-rowcount=move || (rows.total() + 1).to_string()
            aria-activedescendant=current
            on:scroll=move |_| reading.scrolled()
            on:keydown=pressed
        >
            <Head/>
            <i class="row-probe" aria-hidden="true"></i>
            <i class="proof-probe" aria-hidden="true"></i>
            <div node_ref=inside class="inside" role="presentation">
                <div node_ref=shown_rows role="rowgroup">
                    <For each=slots key=|slot| *slot let(slot)>
                        <Row reading=reading number=slot/>
                    </For>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Keeps the box as tall as the list, its rows where they belong, and what is in sight fetched.
fn lay_out(reading: &Reading, shown: Memo<Range<u64>>, shown_rows: NodeRef<html::Div>) {
    let reading = *reading;
    let Reading {
        rows,
        node,
        inside,
        ruler,
        place,
        ..
    } = reading;
    Effect::new(move |_| {
        node.track();
        reading.measure();
    });
    let resizing = StoredValue::new(on_resize(move || reading.measure()).map(SendWrapper::new));
    on_cleanup(move || drop(resizing.try_set_value(None)));
    Effect::new(move |_| {
        if let Some(inside) = inside.get() {
            tall(&inside, ruler.get().height());
        }
    });
    let shift = Memo::new(move |_| place.get().shift);
    Effect::new(move |_| {
        if let Some(shown_rows) = shown_rows.get() {
            lower(
                &shown_rows,
                ruler.get().top_of(shown.get().start) - shift.get(),
            );
        }
    });
    Effect::new(move |_| {
        let (shown, fresh) = (shown.get(), rows.fresh_count());
        let slot = |index: u64| i64::try_from(index).unwrap_or(i64::MAX) - fresh;
        rows.want(slot(shown.start)..slot(shown.end));
    });
}

fn row_id(slot: i64) -> String {
    format!("row{slot}")
}

#[component]
fn Row(reading: Reading, number: i64) -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, .. } = expect_context();
    let Reading {
        rows, active, open, ..
    } = reading;
    let slot = number;
    let way = Memo::new(move |_| Way {
        needles: needles(&wanted.read().q),
        relative: !wanted.read().times.is_empty(),
    });
    let is_open = Memo::new(move |_| open.get() == Some(slot));
    let event = Memo::new(move |_| rows.event(slot));
    let place = move || (slot + rows.fresh_count() + 2).to_string();
    let flip = move |_| {
        active.set(Some(slot));
        open.set((!is_open.get_untracked()).then_some(slot));
    };
    let toggle = move || {
        let there = event.with(|event| event.as_ref().is_some_and(has_proof));
        there.then(|| {
            view! {
                <button type="button" class="linkish" tabindex="-1" aria-label=say!(i18n, journal.proof)
                    aria-expanded=move || if is_open.get() { "true" } else { "false" } on:click=flip>
                    {move || if is_open.get() { "▾" } else { "▸" }}
                </button>
            }
        })
    };
    let cells = move || match event.get() {
        Some(event) => event_cells(&event, &way.get()).into_any(),
        None => view! { <div role="gridcell" class="absent"><i></i></div> }.into_any(),
    };
    let proof = move || {
        let of = is_open.get().then(|| event.get()).flatten();
        of.map(|of| view! { <Proof of=of/> })
    };
    view! {
        <div
            id=row_id(slot)
            role="row"
            class="event"
            class:active=move || active.get() == Some(slot)
            aria-rowindex=place
            aria-selected=move || (active.get() == Some(slot)).then_some("true")
        >
            {cells}
            <div role="gridcell" class="more">{toggle}</div>
        </div>
        {proof}
    }
    .into_any()
}
