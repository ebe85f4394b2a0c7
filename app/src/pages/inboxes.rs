//! The inboxes of the support desk.

use domain::wire::{Inbox, NewInbox};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{
    Address, Area, Button, Copied, Dialog, Empty, Field, Look, PageHead, ProblemNotice, Submit,
    Table, Tag, loaded,
};
use crate::say;
use crate::session::use_session;

/// The route `/inboxes`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let admin = use_session().is_admin();
    let inboxes = Resource::new(|| (), move |()| async move { api.inboxes().await });
    view! {
        <PageHead title=say!(i18n, common.inboxes) text=say!(i18n, desk.inboxes_text)>
            {admin.then(|| view! {
                <A href="/redirects" attr:class="button">{say!(i18n, redirects.title)}</A>
                <AddInbox/>
            })}
        </PageHead>
        {loaded(inboxes, |inboxes| view! { <Inboxes inboxes=inboxes/> }.into_any())}
    }
    .into_any()
}

#[component]
fn AddInbox() -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let press = Callback::new(move |()| open.set(true));
    view! {
        <Button look=Look::Primary press=press>{say!(i18n, desk.add_inbox)}</Button>
        <Dialog open=open title=say!(i18n, desk.add_inbox)>
            <AddInboxForm/>
        </Dialog>
    }
    .into_any()
}

/// Its page opens next, with the address that it was given.
#[component]
fn AddInboxForm() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let navigate = use_navigate();
    let submit = Submit::new();
    let name = RwSignal::new(String::new());
    let external = RwSignal::new(String::new());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let inbox = NewInbox {
            name: name.get_untracked(),
            external_addresses: external.with_untracked(|typed| lines(typed)),
        };
        let navigate = navigate.clone();
        submit.run(
            async move { api.create_inbox(&inbox).await },
            move |made: Inbox| {
                navigate(&format!("/inboxes/{}", made.id), NavigateOptions::default());
            },
        );
    };
    view! {
        <form on:submit=send>
            <Field name="inbox-name" label=say!(i18n, common.name) value=name required=true autofocus=true error=submit.error_of("name")/>
            <Area name="external_addresses" label=say!(i18n, desk.external) hint=say!(i18n, desk.external_hint) value=external
                error=submit.error_of("external_addresses")/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.create)}</Button></footer>
        </form>
    }
    .into_any()
}

/// Addresses, one a line.
pub fn lines(typed: &str) -> Vec<String> {
    typed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[component]
fn Inboxes(inboxes: Vec<Inbox>) -> impl IntoView {
    let i18n = use_i18n();
    if inboxes.is_empty() {
        return view! { <Empty title=say!(i18n, desk.no_inboxes) hint=say!(i18n, desk.no_inboxes_hint)/> }
            .into_any();
    }
    let head = [
        say!(i18n, common.name).to_owned(),
        say!(i18n, desk.generated).to_owned(),
        format!("~{}", say!(i18n, desk.external)),
        format!("~{}", say!(i18n, desk.how)),
    ];
    let rows = inboxes.into_iter().map(row).collect_view();
    view! {
        <div class="stacked">
            <Table caption=say!(i18n, common.inboxes) head=head.to_vec()>
                <tbody>{rows}</tbody>
            </Table>
        </div>
    }
    .into_any()
}

fn row(inbox: Inbox) -> impl IntoView {
    let i18n = use_i18n();
    let address = inbox.generated_address.to_string();
    let label = say!(i18n, desk.copy_address, address = address.clone());
    let external = inbox
        .external_addresses
        .iter()
        .map(|one| view! { <div><Address text=one.to_string()/></div> })
        .collect_view();
    let tickets = if inbox.automatic_tickets {
        say!(i18n, desk.automatic)
    } else {
        say!(i18n, desk.by_hand)
    };
    let acknowledged = inbox
        .acknowledge
        .then(|| view! { " "<Tag>{say!(i18n, desk.acknowledged)}</Tag> });
    view! {
        <tr>
            <td class="name"><A href=format!("/inboxes/{}", inbox.id)>{inbox.name}</A></td>
            <td><Copied text=address label=label/></td>
            <td class="wide">{external}</td>
            <td class="wide"><Tag>{tickets}</Tag>{acknowledged}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn empty_lines_are_no_addresses() {
        assert_eq!(lines(" a@x.org \n\nb@x.org\n"), ["a@x.org", "b@x.org"]);
    }
}
