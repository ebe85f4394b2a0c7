//! The addresses that refuse mail, and the way to try one again.

use domain::wire::{AddressHealth, List};
use leptos::prelude::*;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Address, Button, Look, ProblemNotice, Submit, Table, Time, use_toasts};
use crate::say;

#[component]
pub fn Refusing(refusing: List<AddressHealth>, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    if refusing.items.is_empty() {
        return None;
    }
    let head = [
        say!(i18n, delivery.address).to_owned(),
        say!(i18n, delivery.last_words).to_owned(),
        say!(i18n, delivery.suspended).to_owned(),
        format!("~{}", say!(i18n, delivery.accepted)),
        String::new(),
    ];
    let more = refusing
        .next_cursor
        .map(|_| view! { <p class="note">{say!(i18n, delivery.first_only)}</p> });
    let rows = refusing.items.into_iter().map(|health| row(health, reload));
    let rows = rows.collect_view();
    let table = view! {
        <h3>{say!(i18n, delivery.refusing)}</h3>
        <div class="stacked">
            <Table caption=say!(i18n, delivery.refusing) head=head.to_vec()><tbody>{rows}</tbody></Table>
        </div>
        {more}
    };
    Some(table.into_any())
}

fn row(health: AddressHealth, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let since = match health.suspended_since {
        Some(since) => view! { <Time at=since.to_string()/> }.into_any(),
        None => say!(i18n, delivery.still_tried).into_any(),
    };
    let accepted = match health.last_accepted {
        Some(at) => view! { <Time at=at.to_string()/> }.into_any(),
        None => say!(i18n, delivery.never).into_any(),
    };
    let address = health.address.clone();
    let again = health
        .suspended_since
        .map(|_| view! { <SendAgain address=address reload=reload/> });
    view! {
        <tr>
            <td class="name"><Address text=health.address/></td>
            <td><code>{health.last_text}</code></td>
            <td>{since}</td>
            <td class="wide">{accepted}</td>
            <td class="actions">{again}</td>
        </tr>
    }
}

#[component]
fn SendAgain(address: String, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let label = say!(i18n, delivery.again_to, address = address.clone());
    let press = Callback::new(move |()| {
        let address = address.clone();
        submit.run(
            async move { api.resume_address(&address).await },
            move |()| {
                toasts.say(say!(i18n, accounts.resumed));
                reload.run(());
            },
        );
    });
    view! {
        <Button look=Look::Quiet label=label busy=submit.busy press=press>{say!(i18n, delivery.again)}</Button>
        <ProblemNotice problem=submit.problem/>
    }
    .into_any()
}
