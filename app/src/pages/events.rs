//! The journal: what was asked for is in the address, the list goes on without end.

use domain::wire::{Event, List};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use serde::{Deserialize, Serialize};

use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Empty, PageHead, awake, lazily, loaded};
use crate::say;

mod chart;
mod chips;
mod delays;
mod export;
mod facets;
mod filters;
mod keys;
mod list;
mod live;
mod marks;
mod proof;
mod reading;
mod row;
mod rows;
mod searches;
mod toolbar;
mod wanted;
mod window;

use chart::Chart;
use chips::Chips;
use delays::DelaysChart;
use export::Export;
use facets::FacetsAside;
use filters::Filters;
use list::{EventList, StillList};
use live::Live;
pub use row::{address_link, event_text};
use rows::Rows;
use searches::Searches;
use toolbar::{Counted, Toolbar};
pub use wanted::Wanted;

/// The first page of what was asked for, and how many there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Found {
    list: List<Event>,
    count: u64,
}

impl Found {
    async fn fetch(api: Api, wanted: Wanted) -> Result<Self, Problem> {
        let list = api.events(wanted.listing()).await?;
        let count = match &list.next_cursor {
            Some(_) => api.event_count(wanted.query()).await?.count,
            None => list.items.len() as u64,
        };
        Ok(Self { list, count })
    }
}

/// What is asked, and the way to ask something else.
#[derive(Clone, Copy)]
struct Filtering {
    wanted: Memo<Wanted>,
    go: Callback<Wanted>,
    /// The page has woken up.
    awake: ReadSignal<bool>,
}

/// The route `/events`.
pub fn page() -> AnyView {
    view! { <Events/> }.into_any()
}

/// The way to another address; letters typed into the keywords are one step back, not twenty.
fn going(wanted: Memo<Wanted>) -> Callback<Wanted> {
    let navigate = use_navigate();
    Callback::new(move |next: Wanted| {
        let now = wanted.get_untracked();
        let replace = Wanted {
            q: now.q.clone(),
            ..next.clone()
        } == now;
        let options = NavigateOptions {
            scroll: false,
            replace,
            ..NavigateOptions::default()
        };
        navigate(&next.address().on("/events"), options);
    })
}

#[component]
fn Events() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(Wanted::read));
    provide_context(Filtering {
        wanted,
        go: going(wanted),
        awake: awake(),
    });
    let live = Live::new();
    provide_context(live);
    // How it is looked at does not ask for another list.
    let asked = Memo::new(move |_| wanted.read().listed());
    let found = Resource::new(move || asked.get(), move |asked| Found::fetch(api, asked));
    let people = lazily(|| (), move |()| api.principals());
    view! {
        <PageHead title=say!(i18n, common.journal)>
            <Searches/>
            <Export/>
        </PageHead>
        <Filters/>
        <Chips people=people.answer/>
        <Chart/>
        <DelaysChart/>
        <div class="journal-columns">
            <FacetsAside/>
            <section class="journal-found" aria-label=say!(i18n, common.journal)>
                <Toolbar/>
                {loaded(found, move |found| view! { <Results found=found/> }.into_any())}
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn Results(found: Found) -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, awake, .. } = expect_context();
    let live: Live = expect_context();
    let still = found.list.items.clone();
    let rows = Rows::new(use_api(), &wanted.get_untracked(), found);
    live.feeds(rows, still.first());
    // New events make another number, not another list.
    let none = Memo::new(move |_| rows.total() == 0);
    let list = move || {
        if none.get() {
            view! { <Empty title=say!(i18n, journal.none) hint=say!(i18n, journal.none_hint)/> }
                .into_any()
        } else if awake.get() {
            view! { <EventList rows=rows/> }.into_any()
        } else {
            view! { <StillList events=still.clone() count=rows.total()/> }.into_any()
        }
    };
    view! {
        <Counted rows=rows/>
        {list}
    }
    .into_any()
}
