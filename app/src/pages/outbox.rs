//! What waits to leave: notices that still collect, and mails.

use std::time::Duration;

use domain::time::Timestamp;
use domain::wire::{List, OutboxItem, OutboxKind, OutboxState, RelayPause};
use leptos::prelude::*;
use leptos_router::components::A;
use serde::{Deserialize, Serialize};

use crate::api::{Api, Problem, use_api};
use crate::browser;
use crate::i18n::use_i18n;
use crate::parts::{
    Button, Empty, Endless, Look, Notice, PageHead, Table, Time, Tone, loaded, pulse,
};
use crate::say;
use crate::session::use_session;

mod cancel;
mod queue;
mod refusing;
mod report;
mod row;

use cancel::CancelMail;
use queue::Queue;
use report::Report;
use row::Row;

/// How often the list is read again.
const PERIOD: Duration = Duration::from_secs(5);

/// How many times it is read without anybody pressing anything: a page left open must not keep a session alive.
const READINGS: u32 = 120;

/// The route `/outbox`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let admin = use_session().is_admin();
    let waiting = Resource::new(|| (), move |()| Waiting::fetch(api, admin));
    view! {
        <PageHead title=say!(i18n, common.outbox) text=say!(i18n, mail.outbox_text)>
            {admin.then(|| view! { <A href="/alerts" attr:class="button">{say!(i18n, alerts.title)}</A> })}
        </PageHead>
        {loaded(waiting, |waiting| view! { <Outbox waiting=waiting/> }.into_any())}
    }
    .into_any()
}

/// The first page of what waits, and for admins how the relay does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    first: List<OutboxItem>,
    state: Option<OutboxState>,
}

impl Waiting {
    async fn fetch(api: Api, admin: bool) -> Result<Self, Problem> {
        let first = api.outbox("").await?;
        let state = if admin {
            Some(api.outbox_state().await?)
        } else {
            None
        };
        Ok(Self { first, state })
    }
}

#[component]
fn Outbox(waiting: Waiting) -> impl IntoView {
    let i18n = use_i18n();
    let report = use_session().is_admin().then(|| view! { <Report/> });
    let queue = Queue::new(waiting);
    let chosen = RwSignal::new(None::<OutboxItem>);
    let reload = Callback::new(move |()| queue.read_again());
    let now = RwSignal::new(None::<Timestamp>);
    let tick = move || now.set(Some(browser::now()));
    Effect::new(move |_| tick());
    pulse(Duration::from_secs(1), tick);
    pulse(PERIOD, move || queue.keep_fresh());
    let stale = move || {
        let stale = queue.reading.problem.read().is_some();
        stale.then(|| {
            view! {
                <Notice tone=Tone::Warn>
                    {say!(i18n, mail.not_fresh)}" "<Button look=Look::Quiet press=reload>{say!(i18n, mail.refresh)}</Button>
                </Notice>
            }
        })
    };
    view! {
        {stale}
        {move || queue.state.get().map(relay_state)}
        <Show
            when=move || !queue.items.read().is_empty()
            fallback=move || view! { <Empty title=say!(i18n, mail.outbox_empty) hint=say!(i18n, mail.outbox_empty_hint)/> }
        >
            <Lines queue=queue chosen=chosen now=now/>
        </Show>
        <CancelMail chosen=chosen reload=reload/>
        {report}
    }
    .into_any()
}

#[component]
fn Lines(
    queue: Queue,
    chosen: RwSignal<Option<OutboxItem>>,
    now: RwSignal<Option<Timestamp>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let head = [
        say!(i18n, mail.due).to_owned(),
        say!(i18n, mail.for_whom).to_owned(),
        format!("~{}", say!(i18n, mail.folder)),
        format!("~{}", say!(i18n, mail.files)),
        say!(i18n, mail.state).to_owned(),
        String::new(),
    ];
    let reload = Callback::new(move |()| queue.read_again());
    view! {
        <div class="stacked outbox">
            <Table caption=say!(i18n, common.outbox) head=head.to_vec()>
                <tbody>
                    <For each=move || queue.by_due() key=seen let(item)>
                        <Row item=item chosen=chosen now=now reload=reload/>
                    </For>
                </tbody>
                <tfoot>
                    <tr>
                        <td colspan="6">
                            <Endless
                                more=Signal::derive(move || queue.cursor.read().is_some())
                                submit=queue.submit
                                next=Callback::new(move |()| queue.read_on())
                            />
                        </td>
                    </tr>
                </tfoot>
            </Table>
        </div>
    }
    .into_any()
}

/// What makes a line another line: it is drawn anew then, and only then.
fn seen(item: &OutboxItem) -> (String, u64, u32, u32, bool) {
    let sending = item.kind == OutboxKind::Sending;
    (
        item.id.to_string(),
        item.due.ms(),
        item.attempt,
        item.files,
        sending,
    )
}

/// How many wait; and while the relay is paused, since when and what it said. That it is paused, and what to do, is
/// in the banner of every page.
fn relay_state(state: OutboxState) -> impl IntoView {
    let i18n = use_i18n();
    let count = state.oldest.map(|oldest| {
        view! {
            <p class="note">
                {say!(i18n, mail.waiting_count, count = state.waiting)}" "
                <Time at=oldest.to_string() relative=true/>
            </p>
        }
    });
    let pause = state.paused.map(|RelayPause { since, trouble }| {
        let said = row::answer(&trouble);
        view! {
            <Notice tone=Tone::Warn>
                {say!(i18n, mail.paused_since)}" "<Time at=since.to_string()/>" "<code>{said}</code>
            </Notice>
        }
    });
    view! {
        {pause}
        {count}
    }
    .into_any()
}
