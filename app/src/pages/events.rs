//! The journal: filters in the address, newest first, without end.

use domain::event::{Action, ObjectType};
use domain::wire::{Event, List, PrincipalName};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use serde::{Deserialize, Serialize};

use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{
    Chip, Empty, Endless, PageHead, Submit, Table, action_word, loaded, object_word,
};
use crate::say;

mod filters;
mod row;

use filters::Filters;
pub use filters::Wanted;
use row::event_row;
pub use row::{Filtering, address_link, event_text};

/// The first page of what was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Found {
    list: List<Event>,
    count: u64,
    people: Vec<PrincipalName>,
}

impl Found {
    async fn fetch(api: Api, wanted: Wanted) -> Result<Self, Problem> {
        let list = api.events(wanted.query(), "").await?;
        let count = api.event_count(wanted.query()).await?.count;
        Ok(Self {
            list,
            count,
            people: api.principals().await?,
        })
    }
}

/// The route `/events`.
pub fn page() -> AnyView {
    view! { <Events/> }.into_any()
}

#[component]
fn Events() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(Wanted::read));
    let navigate = use_navigate();
    let go = Callback::new(move |wanted: Wanted| {
        // A filter typed letter by letter is one step back, not twenty.
        let options = NavigateOptions {
            scroll: false,
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&wanted.query().on("/events"), options);
    });
    provide_context(Filtering { wanted, go });
    let found = Resource::new(
        move || wanted.get(),
        move |wanted| Found::fetch(api, wanted),
    );
    // Names come after the page woke up: the filters stand outside of what waits for the list.
    let people = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        if let Some(Ok(found)) = found.get() {
            people.set(found.people);
        }
    });
    view! {
        <PageHead title=say!(i18n, common.journal)/>
        <Filters people=people/>
        <Chips people=people/>
        {loaded(found, move |found| view! { <Results found=found/> }.into_any())}
    }
    .into_any()
}

/// What narrows the list, each one press from gone.
#[component]
fn Chips(people: RwSignal<Vec<PrincipalName>>) -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go } = expect_context();
    let chips = move || {
        let now = wanted.get();
        let of = |label: String, without: Wanted| {
            view! { <Chip label=label remove=Callback::new(move |()| go.run(without.clone()))/> }
        };
        let types = now
            .object_types
            .iter()
            .map(|code| of(object_word(i18n, code), now.without_type(code)));
        let actions = now
            .actions
            .iter()
            .map(|code| of(action_word(i18n, code), now.without_action(code)));
        let texts = [
            (
                now.q.clone(),
                Wanted {
                    q: String::new(),
                    ..now.clone()
                },
            ),
            (
                actor_name(&now.actor, &people.get()),
                Wanted {
                    actor: String::new(),
                    ..now.clone()
                },
            ),
            (
                labelled(say!(i18n, journal.from), &now.from),
                Wanted {
                    from: String::new(),
                    ..now.clone()
                },
            ),
            (
                labelled(say!(i18n, journal.to), &now.to),
                Wanted {
                    to: String::new(),
                    ..now.clone()
                },
            ),
            (
                labelled(say!(i18n, journal.trace), &now.trace),
                Wanted {
                    trace: String::new(),
                    ..now.clone()
                },
            ),
            (
                labelled(say!(i18n, codes.folder), &now.folder),
                Wanted {
                    folder: String::new(),
                    ..now.clone()
                },
            ),
        ];
        let texts = texts
            .into_iter()
            .filter(|(label, _)| !label.is_empty())
            .map(|(label, without)| of(label, without));
        types.chain(actions).chain(texts).collect_view()
    };
    view! { <div class="chips">{chips}</div> }.into_any()
}

fn labelled(label: &str, value: &str) -> String {
    if value.is_empty() {
        String::new()
    } else {
        format!("{label} {}", value.get(..10).unwrap_or(value))
    }
}

fn actor_name(code: &str, people: &[PrincipalName]) -> String {
    let known = people
        .iter()
        .find(|known| known.principal.to_string() == code);
    known.map_or_else(|| code.to_owned(), |known| known.name.clone())
}

#[component]
fn Results(found: Found) -> impl IntoView {
    let i18n = use_i18n();
    if found.list.items.is_empty() {
        return view! { <Empty title=say!(i18n, journal.none) hint=say!(i18n, journal.none_hint)/> }.into_any();
    }
    let count = match found.count {
        1 => say!(i18n, journal.count_one).to_owned(),
        count => say!(i18n, journal.count, count = count),
    };
    let head = [
        say!(i18n, common.when).to_owned(),
        say!(i18n, journal.what).to_owned(),
        say!(i18n, journal.summary).to_owned(),
        format!("~{}", say!(i18n, common.by)),
    ];
    view! {
        <p class="journal-line note">{count}</p>
        <div class="journal">
            <Table caption=say!(i18n, common.journal) head=head.to_vec()>
                <Pages first=found.list/>
            </Table>
        </div>
    }
    .into_any()
}

#[component]
fn Pages(first: List<Event>) -> impl IntoView {
    let api = use_api();
    let Filtering { wanted, .. } = expect_context();
    let submit = Submit::new();
    let cursor = RwSignal::new(first.next_cursor);
    let later = RwSignal::new(Vec::<Vec<Event>>::new());
    let next = Callback::new(move |()| {
        let Some(at) = cursor.get_untracked() else {
            return;
        };
        let query = wanted.get_untracked().query();
        submit.run(
            async move { api.events(query, &at).await },
            move |page: List<Event>| {
                cursor.set(page.next_cursor);
                later.update(|pages| pages.push(page.items));
            },
        );
    });
    let rows = |events: Vec<Event>| events.into_iter().map(event_row).collect_view();
    view! {
        <tbody>{rows(first.items)}</tbody>
        <For each=move || later.get().into_iter().enumerate() key=|(number, _)| *number let((_, events))>
            <tbody>{rows(events)}</tbody>
        </For>
        <tfoot>
            <tr>
                <td colspan="4">
                    <Endless more=Signal::derive(move || cursor.read().is_some()) submit=submit next=next/>
                </td>
            </tr>
        </tfoot>
    }
    .into_any()
}

/// Every object type and its words.
fn object_options(i18n: crate::i18n::Locale) -> Vec<(String, String)> {
    ObjectType::ALL
        .iter()
        .map(|kind| (kind.code().to_owned(), object_word(i18n, kind.code())))
        .collect()
}

/// Every action and its words.
fn action_options(i18n: crate::i18n::Locale) -> Vec<(String, String)> {
    Action::ALL
        .iter()
        .map(|action| (action.code().to_owned(), action_word(i18n, action.code())))
        .collect()
}
