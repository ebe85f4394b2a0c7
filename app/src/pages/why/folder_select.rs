//! A folder, by a way down: what is at the top, the way to the chosen one, and what is in it.

use domain::wire::Folder;
use leptos::prelude::*;

use super::Question;
use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Select, loaded};
use crate::say;

/// Ids and paths, by path.
async fn offered(api: Api, chosen: String) -> Result<Vec<(String, String)>, Problem> {
    let offer = |folder: Folder| (folder.id.to_string(), folder.path);
    let mut folders: Vec<_> = api.folders("").await?.into_iter().map(offer).collect();
    if !chosen.is_empty() {
        // That it is not there, or not for this reader, is said by the answer.
        if let Ok(here) = api.folder(&chosen).await {
            let mut path = String::new();
            for above in &here.ancestors {
                path = format!("{path}/{}", above.name);
                folders.push((above.id.to_string(), path.clone()));
            }
            folders.push(offer(here));
            folders.extend(api.folders(&chosen).await?.into_iter().map(offer));
        }
    }
    folders.sort_by(|a, b| a.1.cmp(&b.1));
    folders.dedup();
    Ok(folders)
}

/// Offers what is below a folder once that one was asked about.
#[component]
pub fn FolderSelect(value: RwSignal<String>, question: Memo<Question>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let chosen = Memo::new(move |_| question.read().folder.clone());
    let folders = Resource::new(move || chosen.get(), move |chosen| offered(api, chosen));
    loaded(folders, move |folders| {
        let any = (String::new(), say!(i18n, why.any_folder).to_owned());
        let options = std::iter::once(any).chain(folders).collect();
        view! { <Select name="folder" label=say!(i18n, codes.folder) hint=say!(i18n, why.folder_hint) value=value options=options/> }.into_any()
    })
}
