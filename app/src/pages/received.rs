//! Every message that came, whatever became of it. For admins.

use std::time::Duration;

use domain::received::Verdict;
use domain::wire::{List, Received};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;

use crate::api::{Query, use_api};
use crate::browser;
use crate::i18n::use_i18n;
use crate::parts::{
    Empty, PageHead, Pages, SearchField, Select, Submit, Table, chosen, loaded, pulse, verdict_word,
};
use crate::say;

mod row;

use row::Row;

/// How often a message that is being read is looked at again.
const PERIOD: Duration = Duration::from_secs(2);

/// How many times: a page left open must not keep a session alive.
const READINGS: u32 = 60;

const VERDICTS: [Verdict; 8] = [
    Verdict::Ticket,
    Verdict::Reply,
    Verdict::Held,
    Verdict::Bounce,
    Verdict::Automatic,
    Verdict::Duplicate,
    Verdict::Own,
    Verdict::Forwarded,
];

/// What is asked, as the address has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Wanted {
    verdict: String,
    q: String,
}

impl Wanted {
    fn read(params: &ParamsMap) -> Self {
        let one = |name: &str| params.get(name).unwrap_or_default();
        Self {
            verdict: one("verdict"),
            q: one("q"),
        }
    }

    fn query(&self) -> Query {
        Query::new()
            .with("verdict", &self.verdict)
            .with("q", &self.q)
    }
}

/// What is asked, and the way to ask something else.
#[derive(Clone, Copy)]
struct Filtering {
    wanted: Memo<Wanted>,
    go: Callback<Wanted>,
}

/// The route `/received`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(Wanted::read));
    let filtering = Filtering {
        wanted,
        go: going(wanted),
    };
    let found = Resource::new(
        move || wanted.get(),
        move |wanted| async move { api.received_list(wanted.query(), "").await },
    );
    view! {
        <PageHead title=say!(i18n, common.received) text=say!(i18n, desk.received_text)/>
        <Filters filtering=filtering/>
        {loaded(found, move |first| view! { <Found first=first wanted=wanted/> }.into_any())}
    }
    .into_any()
}

/// The way to another address; letters typed into the keywords are one step back, not twenty.
fn going(wanted: Memo<Wanted>) -> Callback<Wanted> {
    let navigate = use_navigate();
    Callback::new(move |next: Wanted| {
        let options = NavigateOptions {
            scroll: false,
            replace: next.verdict == wanted.read_untracked().verdict,
            ..NavigateOptions::default()
        };
        navigate(&next.query().on("/received"), options);
    })
}

#[component]
fn Filters(filtering: Filtering) -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go } = filtering;
    let asked = Callback::new(move |q| {
        go.run(Wanted {
            q,
            ..wanted.get_untracked()
        })
    });
    let choose = Callback::new(move |verdict| {
        go.run(Wanted {
            verdict,
            ..wanted.get_untracked()
        })
    });
    let verdict = chosen(
        Signal::derive(move || wanted.read().verdict.clone()),
        choose,
    );
    let every = (String::new(), say!(i18n, desk.every_verdict).to_owned());
    let options = VERDICTS.map(|one| (one.code().to_owned(), verdict_word(i18n, one).to_owned()));
    let options = std::iter::once(every).chain(options).collect();
    let submit = move |event: web_sys::SubmitEvent| event.prevent_default();
    view! {
        <form class="filters desk-filters" role="search" on:submit=submit>
            <SearchField hint=say!(i18n, desk.received_search) value=Signal::derive(move || wanted.read().q.clone()) asked=asked/>
            <Select name="verdict" label=say!(i18n, desk.verdict) value=verdict options=options bare=true/>
        </form>
    }
    .into_any()
}

#[component]
fn Found(first: List<Received>, wanted: Memo<Wanted>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let asked = wanted.get_untracked();
    if first.items.is_empty() {
        let (title, hint) = if asked == Wanted::default() {
            (
                say!(i18n, desk.none_received),
                say!(i18n, desk.none_received_hint),
            )
        } else {
            (
                say!(i18n, desk.no_received_match),
                say!(i18n, desk.no_received_match_hint),
            )
        };
        return view! { <Empty title=title hint=hint/> }.into_any();
    }
    let query = asked.query();
    let pages = Pages::new(first, move |at| {
        let query = query.clone();
        async move { api.received_list(query, &at).await }
    });
    follow(pages);
    let head = [
        say!(i18n, desk.subject).to_owned(),
        say!(i18n, desk.from).to_owned(),
        format!("~{}", say!(i18n, desk.to)),
        say!(i18n, desk.verdict).to_owned(),
        format!("~{}", say!(i18n, common.size)),
        say!(i18n, common.when).to_owned(),
        String::new(),
    ];
    view! {
        <div class="stacked">
            <Table caption=say!(i18n, common.received) head=head.to_vec()>
                <tbody>
                    <For each=move || pages.items.get() key=|one| (one.id, one.verdict, one.ticket_id) let(received)>
                        <Row received=received pages=pages/>
                    </For>
                </tbody>
                {pages.foot(7)}
            </Table>
        </div>
    }
    .into_any()
}

/// Looks again at the messages that are being read.
fn follow(pages: Pages<Received>) {
    let api = use_api();
    let reading = Submit::new();
    let left = StoredValue::new(READINGS);
    pulse(PERIOD, move || {
        let unread = |list: &Vec<Received>| {
            list.iter()
                .find(|one| one.verdict.is_none())
                .map(|one| one.id)
        };
        let Some(id) = pages.items.with_untracked(unread) else {
            return;
        };
        if left.get_value() > 0 && browser::is_looked_at() {
            left.update_value(|left| *left -= 1);
            reading.run(async move { api.received(id).await }, move |now| {
                replace(pages, now)
            });
        }
    });
}

/// A message as it is now, in its place.
fn replace(pages: Pages<Received>, now: Received) {
    pages.items.update(|items| {
        if let Some(place) = items.iter_mut().find(|one| one.id == now.id) {
            *place = now;
        }
    });
}
