//! Tickets: which ones is in the address, the list goes on without end.

use domain::wire::{List, Ticket};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::desk_names::DeskNames;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Empty, PageHead, Pages, Table, loaded};
use crate::say;
use crate::session::use_session;

mod filters;
mod live;
mod row;
mod wanted;

use filters::{Filters, Views};
use row::Row;
use wanted::{View, Wanted};

/// What is asked, and the way to ask something else.
#[derive(Clone, Copy)]
struct Filtering {
    wanted: Memo<Wanted>,
    go: Callback<Wanted>,
}

/// The route `/tickets`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(Wanted::read));
    provide_context(Filtering {
        wanted,
        go: going(wanted),
    });
    let names = Resource::new(|| (), move |()| DeskNames::fetch(api));
    let found = Resource::new(
        move || wanted.get(),
        move |wanted| async move { api.tickets(wanted.query(), "").await },
    );
    let reload = Callback::new(move |()| found.refetch());
    let list = move |names: DeskNames| {
        let shown = names.clone();
        view! {
            <Filters inboxes=names.inboxes/>
            {loaded(found, move |first| view! { <Found first=first names=shown.clone() reload=reload/> }.into_any())}
        }
        .into_any()
    };
    view! {
        <PageHead title=say!(i18n, common.tickets)/>
        <Views/>
        {loaded(names, list)}
    }
    .into_any()
}

/// The way to another address; letters typed into the keywords are one step back, not twenty.
fn going(wanted: Memo<Wanted>) -> Callback<Wanted> {
    let navigate = use_navigate();
    Callback::new(move |next: Wanted| {
        let now = wanted.get_untracked();
        let options = NavigateOptions {
            scroll: false,
            replace: next.view == now.view && next.inbox == now.inbox,
            ..NavigateOptions::default()
        };
        navigate(&next.address(), options);
    })
}

#[component]
fn Found(first: List<Ticket>, names: DeskNames, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let Filtering { wanted, .. } = expect_context();
    let asked = wanted.get_untracked();
    if first.items.is_empty() {
        live::hear(&asked, move |_| reload.run(()));
        return nothing(&asked, &names);
    }
    let query = asked.query();
    let pages = Pages::new(first, move |at| {
        let query = query.clone();
        async move { api.tickets(query, &at).await }
    });
    live::hear(&asked, move |changed| {
        // Who left the page hears no more.
        let _: Option<()> = pages.items.try_update(|items| {
            items.retain(|ticket| ticket.id != changed.id);
            items.insert(0, changed);
        });
    });
    let names = StoredValue::new(names);
    let head = [
        say!(i18n, desk.subject).to_owned(),
        say!(i18n, desk.customer).to_owned(),
        format!("~{}", say!(i18n, desk.inbox)),
        say!(i18n, desk.status).to_owned(),
        format!("~{}", say!(i18n, desk.assignee)),
        say!(i18n, desk.changed).to_owned(),
    ];
    view! {
        <div class="stacked">
            <Table caption=say!(i18n, common.tickets) head=head.to_vec()>
                <tbody>
                    <For each=move || pages.items.get() key=|ticket| (ticket.id, ticket.updated_at) let(ticket)>
                        <Row ticket=ticket names=names/>
                    </For>
                </tbody>
                {pages.foot(6)}
            </Table>
        </div>
    }
    .into_any()
}

/// Why there is nothing, and what to do about it.
fn nothing(asked: &Wanted, names: &DeskNames) -> AnyView {
    let i18n = use_i18n();
    if asked.is_narrowed() {
        return view! { <Empty title=say!(i18n, desk.no_match) hint=say!(i18n, desk.no_match_hint)/> }
            .into_any();
    }
    if names.inboxes.is_empty() {
        return no_inbox();
    }
    let (title, hint) = match asked.view {
        View::All => (
            say!(i18n, desk.no_tickets),
            say!(i18n, desk.no_tickets_hint),
        ),
        _ => (say!(i18n, desk.none_here), say!(i18n, desk.none_here_hint)),
    };
    view! { <Empty title=title hint=hint/> }.into_any()
}

fn no_inbox() -> AnyView {
    let i18n = use_i18n();
    let title = say!(i18n, desk.no_inbox);
    if use_session().is_admin() {
        return view! {
            <Empty title=title hint=say!(i18n, desk.no_inbox_admin)>
                <A href="/inboxes" attr:class="button">{say!(i18n, desk.to_inboxes)}</A>
            </Empty>
        }
        .into_any();
    }
    view! { <Empty title=title hint=say!(i18n, desk.no_inbox_hint)/> }.into_any()
}
