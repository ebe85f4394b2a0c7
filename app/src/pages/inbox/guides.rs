//! How to have mail forwarded to the inbox, step by step for the provider that one picks.

use domain::id::InboxId;
use domain::wire::ForwardingGuide;
use leptos::prelude::*;

use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Select, loaded, spoken};
use crate::say;

/// The section; closed until it is wanted.
#[component]
pub fn GuidesSection(id: InboxId) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let guides = Resource::new(
        || (),
        move |()| async move { api.forwarding_guides(id).await },
    );
    view! {
        <details class="section">
            <summary>{say!(i18n, desk.guide)}</summary>
            {loaded(guides, |guides| view! { <Guides guides=guides/> }.into_any())}
        </details>
    }
    .into_any()
}

#[component]
fn Guides(guides: Vec<ForwardingGuide>) -> impl IntoView {
    let i18n = use_i18n();
    let options = guides
        .iter()
        .map(|guide| (guide.code.clone(), spoken(i18n, guide.name.clone())));
    let options: Vec<_> = options.collect();
    let first = options.first().map(|(code, _)| code.clone());
    let chosen = RwSignal::new(first.unwrap_or_default());
    let guide = move || {
        let of = guides.iter().find(|guide| guide.code == *chosen.read());
        of.cloned().map(|guide| view! { <Guide guide=guide/> })
    };
    view! {
        <Select name="guide" label=say!(i18n, desk.guide_provider) value=chosen options=options/>
        {guide}
    }
    .into_any()
}

#[component]
fn Guide(guide: ForwardingGuide) -> impl IntoView {
    let i18n = use_i18n();
    let lines = |words: Vec<_>| {
        let lines = words.into_iter().map(|words| spoken(i18n, words));
        lines.map(|line| view! { <li>{line}</li> }).collect_view()
    };
    view! {
        <ol class="steps">{lines(guide.steps)}</ol>
        <h3>{say!(i18n, desk.guide_walls)}</h3>
        <ul class="steps">{lines(guide.walls)}</ul>
    }
    .into_any()
}
