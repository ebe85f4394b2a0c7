//! One inbox: its addresses, how it treats mail, who may do what in it.

use domain::rule::{CannedAnswer, Rule};
use domain::wire::{Forwarding, Inbox, InboxChange, PrincipalName, Right};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::inboxes::lines;
use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{
    Area, Breadcrumbs, Button, Copied, Crumb, Field, Look, PageHead, ProblemNotice, Submit, Switch,
    loaded_page, use_toasts,
};
use crate::say;
use crate::session::use_session;

mod answers;
mod forwarding;
mod guides;
mod remove;
mod rights;
mod rule_form;
mod rule_words;
mod rules;
mod server;

use answers::AnswersSection;
use forwarding::ForwardingSection;
use guides::GuidesSection;
use remove::RemoveInbox;
use rights::RightsSection;
use rules::RulesSection;
use server::ServerSection;

/// The route `/inboxes/:id`.
pub fn page() -> AnyView {
    let api = use_api();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let known = Resource::new(move || id.get(), move |id| Known::fetch(api, id));
    let reload = Callback::new(move |()| known.refetch());
    loaded_page(known, move |known| {
        view! { <InboxView known=known reload=reload/> }.into_any()
    })
}

/// The inbox, its rights, and whom more can be given to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Known {
    inbox: Inbox,
    rights: Vec<Right>,
    names: Vec<PrincipalName>,
    rules: Vec<Rule>,
    answers: Vec<CannedAnswer>,
    forwarding: Vec<Forwarding>,
}

impl Known {
    async fn fetch(api: Api, id: String) -> Result<Self, Problem> {
        let inbox = api.inbox(&id).await?;
        Ok(Self {
            forwarding: api.forwarding(inbox.id).await?,
            inbox,
            rights: api.inbox_rights(&id).await?,
            names: api.principals().await?,
            rules: api.rules(&id).await?,
            answers: api.canned_answers(&id).await?,
        })
    }
}

#[component]
fn InboxView(known: Known, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let Known {
        inbox,
        rights,
        names,
        rules,
        answers,
        forwarding,
    } = known;
    let crumbs = [
        (say!(i18n, common.inboxes).to_owned(), "/inboxes".to_owned()),
        (inbox.name.clone(), format!("/inboxes/{}", inbox.id)),
    ];
    let crumbs = crumbs.map(|(name, href)| Crumb { name, href }).to_vec();
    let (id, name) = (inbox.id, inbox.name.clone());
    let address = inbox.generated_address.to_string();
    let label = say!(i18n, desk.copy_address, address = address.clone());
    let is_admin = use_session().is_admin();
    let remove = is_admin.then(|| view! { <RemoveInbox id=id name=name.clone()/> });
    view! {
        <Breadcrumbs crumbs=crumbs/>
        <PageHead title=name>{remove}</PageHead>
        <section>
            <h2>{say!(i18n, desk.generated)}</h2>
            <p><Copied text=address label=label/></p>
            <p class="note">{say!(i18n, desk.generated_text)}</p>
            <GuidesSection id=id/>
        </section>
        <section class="section"><InboxForm inbox=inbox reload=reload/></section>
        <ForwardingSection id=id forwarding=forwarding/>
        {is_admin.then(|| view! { <ServerSection id=id/> })}
        <RightsSection id=id rights=rights names=names.clone()/>
        <RulesSection id=id rules=rules names=names/>
        <AnswersSection id=id answers=answers/>
    }
    .into_any()
}

/// What is typed, until it is saved.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    external: RwSignal<String>,
    automatic_tickets: RwSignal<bool>,
    acknowledge: RwSignal<bool>,
    signature: RwSignal<String>,
}

impl Fields {
    fn new(inbox: &Inbox) -> Self {
        let external = inbox.external_addresses.iter().map(ToString::to_string);
        Self {
            name: RwSignal::new(inbox.name.clone()),
            external: RwSignal::new(external.collect::<Vec<_>>().join("\n")),
            automatic_tickets: RwSignal::new(inbox.automatic_tickets),
            acknowledge: RwSignal::new(inbox.acknowledge),
            signature: RwSignal::new(inbox.signature.clone()),
        }
    }

    fn change(self) -> InboxChange {
        InboxChange {
            name: Some(self.name.get_untracked()),
            external_addresses: Some(self.external.with_untracked(|typed| lines(typed))),
            automatic_tickets: Some(self.automatic_tickets.get_untracked()),
            acknowledge: Some(self.acknowledge.get_untracked()),
            signature: Some(self.signature.get_untracked()),
        }
    }
}

#[component]
fn InboxForm(inbox: Inbox, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let (id, fields) = (inbox.id, Fields::new(&inbox));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let change = fields.change();
        submit.run(
            async move { api.change_inbox(id, &change).await },
            move |_| {
                toasts.say(say!(i18n, common.saved));
                reload.run(());
            },
        );
    };
    view! {
        <form class="form" on:submit=send>
            <Field name="inbox-name" label=say!(i18n, common.name) value=fields.name required=true error=submit.error_of("name")/>
            <Area name="external_addresses" label=say!(i18n, desk.external) hint=say!(i18n, desk.external_hint)
                value=fields.external error=submit.error_of("external_addresses")/>
            <Switch name="automatic_tickets" label=say!(i18n, desk.automatic_tickets) hint=say!(i18n, desk.automatic_tickets_hint)
                value=fields.automatic_tickets/>
            <Switch name="acknowledge" label=say!(i18n, desk.acknowledge) hint=say!(i18n, desk.acknowledge_hint) value=fields.acknowledge/>
            <Area name="signature" label=say!(i18n, desk.signature) hint=say!(i18n, desk.signature_hint) value=fields.signature
                error=submit.error_of("signature")/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.save)}</Button></footer>
        </form>
    }
    .into_any()
}
