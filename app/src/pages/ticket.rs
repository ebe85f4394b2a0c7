//! One ticket: the conversation, the answer, and what is known of it.

use domain::wire::Ticket;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::desk_names::DeskNames;
use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Breadcrumbs, Crumb, PageHead, loaded_page};
use crate::say;

mod aside;
mod choices;
mod conversation;
mod draft;
mod files;
mod letter;
mod message;
mod reply;
mod thread;

use aside::Aside;
use conversation::{Conversation, Read};
use reply::Reply;
use thread::Thread;

/// The route `/tickets/:id`.
pub fn page() -> AnyView {
    let api = use_api();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let known = Resource::new(move || id.get(), move |id| Known::fetch(api, id));
    loaded_page(known, move |known| {
        view! { <TicketView known=known/> }.into_any()
    })
}

/// The ticket with its messages, and the names it needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Known {
    read: Read,
    names: DeskNames,
}

impl Known {
    async fn fetch(api: Api, id: String) -> Result<Self, Problem> {
        Ok(Self {
            read: Read::fetch(api, &id).await?,
            names: DeskNames::fetch(api).await?,
        })
    }
}

#[component]
fn TicketView(known: Known) -> impl IntoView {
    let i18n = use_i18n();
    let Known { read, names } = known;
    let title = title(&read.ticket);
    let crumbs = [
        (say!(i18n, common.tickets).to_owned(), "/tickets".to_owned()),
        (
            read.ticket.reference.clone(),
            format!("/tickets/{}", read.ticket.id),
        ),
    ];
    let crumbs = crumbs.map(|(name, href)| Crumb { name, href }).to_vec();
    let conversation = Conversation::new(read);
    let names = StoredValue::new(names);
    view! {
        <Breadcrumbs crumbs=crumbs/>
        <PageHead title=title/>
        <div class="ticket">
            <div class="ticket-main">
                <Thread conversation=conversation names=names/>
                <Reply conversation=conversation/>
            </div>
            <Aside conversation=conversation names=names/>
        </div>
    }
    .into_any()
}

fn title(ticket: &Ticket) -> String {
    if ticket.subject.is_empty() {
        say!(use_i18n(), desk.no_subject).to_owned()
    } else {
        ticket.subject.clone()
    }
}
