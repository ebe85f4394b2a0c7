//! Folders: browse, deposit, and all that can be done with what is there.

use domain::right::Level;
use domain::wire::{Alert, File, Folder, List};
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Breadcrumbs, Crumb, PageHead, UploadZone, loaded_page};
use crate::say;

mod alerts;
mod create;
mod dry_run;
mod item;
mod listing;
mod move_to;
mod rights;
mod timing;
mod toolbar;
mod uploads;
mod versions;

use listing::Listing;
use toolbar::FolderToolbar;
use uploads::{UploadList, Uploads};

/// What one page of the tree shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Contents {
    /// The folder itself; none at the top.
    here: Option<Folder>,
    folders: Vec<Folder>,
    files: List<File>,
    alerts: Vec<Alert>,
}

impl Contents {
    async fn fetch(api: Api, id: String) -> Result<Self, Problem> {
        let folders = api.folders(&id).await?;
        let mut contents = Self {
            here: None,
            folders,
            files: List::whole(Vec::new()),
            alerts: Vec::new(),
        };
        if !id.is_empty() {
            let here = api.folder(&id).await?;
            if here.level.is_some() {
                contents.files = api.files(&id, "").await?;
                contents.alerts = api.alerts(here.id).await?;
            }
            contents.here = Some(here);
        }
        Ok(contents)
    }

    fn allows(&self, level: Level) -> bool {
        self.here
            .as_ref()
            .is_some_and(|here| here.level >= Some(level))
    }
}

/// Reads the folder again; in the context of all that changes it.
#[derive(Clone, Copy)]
pub(in crate::pages) struct Reload(pub(in crate::pages) Callback<()>);

/// The routes `/folders` and `/folders/:id`.
#[component]
pub fn Folders() -> impl IntoView {
    let api = use_api();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let contents = Resource::new(move || id.get(), move |id| Contents::fetch(api, id));
    let reload = Reload(Callback::new(move |()| contents.refetch()));
    provide_context(reload);
    let uploads = Uploads::new(reload);
    loaded_page(contents, move |contents| {
        view! { <Here contents=contents uploads=uploads/> }.into_any()
    })
}

#[component]
fn Here(contents: Contents, uploads: Uploads) -> impl IntoView {
    let i18n = use_i18n();
    let picker = NodeRef::<html::Input>::new();
    let title = contents.here.as_ref().map_or_else(
        || say!(i18n, common.folders).to_owned(),
        |here| here.name.clone(),
    );
    let toolbar = contents.clone();
    let deposit_to = contents
        .here
        .as_ref()
        .filter(|_| contents.allows(Level::Write))
        .map(|here| here.id);
    let crumbs = contents
        .here
        .as_ref()
        .map(|here| crumbs(say!(i18n, common.folders), here));
    let page = view! {
        {crumbs.map(|crumbs| view! { <Breadcrumbs crumbs=crumbs/> })}
        <PageHead title=title>
            <FolderToolbar contents=toolbar picker=picker/>
        </PageHead>
        <UploadList uploads=uploads/>
        <Listing contents=contents/>
    };
    match deposit_to {
        Some(folder) => {
            let files = Callback::new(move |files| uploads.add(folder, files));
            view! { <UploadZone picker=picker files=files>{page}</UploadZone> }.into_any()
        }
        None => page.into_any(),
    }
}

fn crumbs(top: &str, here: &Folder) -> Vec<Crumb> {
    let above = here
        .ancestors
        .iter()
        .map(|above| (above.name.clone(), format!("/folders/{}", above.id)));
    [(top.to_owned(), "/folders".to_owned())]
        .into_iter()
        .chain(above)
        .chain([(here.name.clone(), format!("/folders/{}", here.id))])
        .map(|(name, href)| Crumb { name, href })
        .collect()
}
