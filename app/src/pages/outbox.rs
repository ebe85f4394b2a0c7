//! What waits to leave: notices that still collect, and mails.

use domain::wire::{List, OutboxItem, OutboxState, RelayPause};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Button, Empty, Endless, Notice, PageHead, Submit, Table, Time, Tone, loaded};
use crate::say;
use crate::session::use_session;

mod cancel;
mod row;

use cancel::CancelMail;
use row::Row;

/// The route `/outbox`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let admin = use_session().is_admin();
    let waiting = Resource::new(|| (), move |()| Waiting::fetch(api, admin));
    let reload = Callback::new(move |()| waiting.refetch());
    view! {
        <PageHead title=say!(i18n, common.outbox) text=say!(i18n, mail.outbox_text)>
            <Button press=reload>{say!(i18n, mail.refresh)}</Button>
        </PageHead>
        {loaded(waiting, move |waiting| view! { <Outbox waiting=waiting reload=reload/> }.into_any())}
    }
    .into_any()
}

/// The first page of what waits, and for admins how the relay does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Waiting {
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
fn Outbox(waiting: Waiting, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let state = waiting.state.map(relay_state);
    if waiting.first.items.is_empty() {
        return view! {
            {state}
            <Empty title=say!(i18n, mail.outbox_empty) hint=say!(i18n, mail.outbox_empty_hint)/>
        }
        .into_any();
    }
    let head = [
        say!(i18n, mail.due).to_owned(),
        say!(i18n, mail.for_whom).to_owned(),
        format!("~{}", say!(i18n, mail.folder)),
        format!("~{}", say!(i18n, mail.files)),
        say!(i18n, mail.state).to_owned(),
        String::new(),
    ];
    let chosen = RwSignal::new(None::<OutboxItem>);
    view! {
        {state}
        <div class="stacked">
            <Table caption=say!(i18n, common.outbox) head=head.to_vec()>
                <Rows first=waiting.first chosen=chosen reload=reload/>
            </Table>
        </div>
        <CancelMail chosen=chosen reload=reload/>
    }
    .into_any()
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

#[component]
fn Rows(
    first: List<OutboxItem>,
    chosen: RwSignal<Option<OutboxItem>>,
    reload: Callback<()>,
) -> impl IntoView {
    let api = use_api();
    let submit = Submit::new();
    let items = RwSignal::new(first.items);
    let by_due = move || {
        let mut items = items.get();
        items.sort_by_key(|item| item.due);
        items
    };
    let cursor = RwSignal::new(first.next_cursor);
    let next = Callback::new(move |()| {
        let Some(at) = cursor.get_untracked() else {
            return;
        };
        submit.run(
            async move { api.outbox(&at).await },
            move |page: List<OutboxItem>| {
                cursor.set(page.next_cursor);
                items.update(|items| items.extend(page.items));
            },
        );
    });
    view! {
        <tbody>
            <For each=by_due key=|item| item.id let(item)>
                <Row item=item chosen=chosen reload=reload/>
            </For>
        </tbody>
        <Show when=move || cursor.read().is_some()>
            <tfoot>
                <tr>
                    <td colspan="6">
                        <Endless more=Signal::derive(move || cursor.read().is_some()) submit=submit next=next/>
                    </td>
                </tr>
            </tfoot>
        </Show>
    }
    .into_any()
}
