//! The way from the top to here.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::i18n::use_i18n;
use crate::say;

/// One step of the way; the last one is where one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub href: String,
}

/// The steps as links, the last one as text.
#[component]
pub fn Breadcrumbs(crumbs: Vec<Crumb>) -> impl IntoView {
    let label = say!(use_i18n(), common.breadcrumbs);
    let last = crumbs.len().saturating_sub(1);
    let items = crumbs
        .into_iter()
        .enumerate()
        .map(|(at, Crumb { name, href })| {
            if at == last {
                view! { <li aria-current="page">{name}</li> }.into_any()
            } else {
                view! { <li><A href=href>{name}</A></li> }.into_any()
            }
        })
        .collect_view();
    view! {
        <nav class="breadcrumbs" aria-label=label>
            <ol>{items}</ol>
        </nav>
    }
    .into_any()
}
