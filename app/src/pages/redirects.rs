//! Addresses of ours whose mail is sent on: lists and forwards, for admins.

use domain::wire::{Forward, MailGroup, User};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Breadcrumbs, Crumb, PageHead, loaded};
use crate::say;

mod fields;
mod forwards;
mod lists;
mod remove;
mod whom;

use forwards::Forwards;
use lists::Lists;

/// The route `/redirects`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let known = Resource::new(|| (), move |()| Known::fetch(api));
    let reload = Callback::new(move |()| known.refetch());
    let title = say!(i18n, redirects.title).to_owned();
    let crumbs = [
        (say!(i18n, common.inboxes).to_owned(), "/inboxes".to_owned()),
        (title.clone(), "/redirects".to_owned()),
    ];
    let crumbs = crumbs.map(|(name, href)| Crumb { name, href }).to_vec();
    view! {
        <Breadcrumbs crumbs=crumbs/>
        <PageHead title=title text=say!(i18n, redirects.text)/>
        {loaded(known, move |known| {
            let people = StoredValue::new(known.people);
            view! {
                <Lists lists=known.lists people=people reload=reload/>
                <Forwards forwards=known.forwards people=people reload=reload/>
            }
            .into_any()
        })}
    }
    .into_any()
}

/// Both tables, and who can be chosen in them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Known {
    lists: Vec<MailGroup>,
    forwards: Vec<Forward>,
    people: Vec<User>,
}

impl Known {
    async fn fetch(api: Api) -> Result<Self, Problem> {
        Ok(Self {
            lists: api.mail_groups().await?,
            forwards: api.forwards().await?,
            people: api.users().await?,
        })
    }
}
