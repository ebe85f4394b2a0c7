//! Pages that belong together.

use leptos::prelude::*;
use leptos_router::components::A;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub href: String,
}

/// Links to each; the router marks the current one with `aria-current`.
#[component]
pub fn Tabs(#[prop(into)] label: String, tabs: Vec<Tab>) -> impl IntoView {
    let links = tabs
        .into_iter()
        .map(|Tab { name, href }| view! { <A href=href exact=true>{name}</A> })
        .collect_view();
    view! { <nav class="tabs" aria-label=label>{links}</nav> }.into_any()
}
