//! What is in the list, counted by type, action and person; pressed, it narrows the list.

use domain::wire::Facets;
use leptos::prelude::*;

use super::{Filtering, Live, Wanted};
use crate::api::{Api, Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{action_word, grouped, lazily, object_word};
use crate::say;

/// One line: its words, how many, whether it is on, and what is asked once it is pressed.
type Line = (String, u64, bool, Wanted);

/// Counts of a group do not heed what is chosen in that group: a second type can be added to the first.
async fn fetch(api: Api, wanted: Wanted) -> Result<Facets, Problem> {
    let mut facets = api.facets(wanted.query()).await?;
    if !wanted.object_types.is_empty() {
        let free = Wanted {
            object_types: Vec::new(),
            ..wanted.clone()
        };
        facets.object_types = api.facets(free.query()).await?.object_types;
    }
    if !wanted.actions.is_empty() {
        let free = Wanted {
            actions: Vec::new(),
            ..wanted.clone()
        };
        facets.actions = api.facets(free.query()).await?.actions;
    }
    if !wanted.actor.is_empty() {
        let free = Wanted {
            actor: String::new(),
            ..wanted.clone()
        };
        facets.actors = api.facets(free.query()).await?.actors;
    }
    Ok(facets)
}

/// Beside the list; folded away on a narrow screen.
#[component]
pub fn FacetsAside() -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let Filtering { wanted, .. } = expect_context();
    let live: Live = expect_context();
    let asked = move || (wanted.read().listed(), live.news.get());
    let facets = lazily(asked, move |(wanted, _)| fetch(api, wanted));
    let open = RwSignal::new(false);
    let flip = move |_| open.update(|open| *open = !*open);
    // What is on shows at once, though the counts are still on their way.
    let groups = move |facets: Facets| {
        let shown = move || view! { <Groups facets=facets.clone() now=wanted.get()/> };
        shown.into_any()
    };
    view! {
        <aside class="facets" aria-label=say!(i18n, journal.narrow)>
            <button type="button" class="button quiet fold" aria-expanded=move || if open.get() { "true" } else { "false" } on:click=flip>
                {say!(i18n, journal.narrow)}
            </button>
            <div class="groups" class:open=open>{facets.shown(groups)}</div>
        </aside>
    }
    .into_any()
}

#[component]
fn Groups(facets: Facets, now: Wanted) -> impl IntoView {
    let i18n = use_i18n();
    let types = facets.object_types.iter().map(|of| {
        let code = of.object_type.code();
        let on = now.object_types.iter().any(|known| known == code);
        (object_word(i18n, code), of.count, on, now.toggle_type(code))
    });
    let actions = facets.actions.iter().map(|of| {
        let code = of.action.code();
        let on = now.actions.iter().any(|known| known == code);
        (
            action_word(i18n, code),
            of.count,
            on,
            now.toggle_action(code),
        )
    });
    let actors = facets.actors.iter().map(|of| {
        let system = || say!(i18n, common.system).to_owned();
        let name = of.name.clone().unwrap_or_else(system);
        (
            name,
            of.count,
            now.actor == of.actor,
            now.toggle_actor(&of.actor),
        )
    });
    let (types, actions): (Vec<Line>, Vec<Line>) = (types.collect(), actions.collect());
    let actors: Vec<Line> = actors.collect();
    let more = (facets.other_actors > 0).then(|| {
        say!(
            i18n,
            journal.more_people,
            count = grouped(i18n, facets.other_actors)
        )
    });
    view! {
        <Group title=say!(i18n, journal.object_type) lines=types/>
        <Group title=say!(i18n, journal.action) lines=actions/>
        <Group title=say!(i18n, journal.actor) lines=actors/>
        {more.map(|more| view! { <p class="note">{more}</p> })}
    }
    .into_any()
}

#[component]
fn Group(#[prop(into)] title: String, lines: Vec<Line>) -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { go, .. } = expect_context();
    if lines.is_empty() {
        return ().into_any();
    }
    let lines = lines.into_iter().map(|(words, count, on, next)| {
        let pressed = if on { "true" } else { "false" };
        view! {
            <li>
                <button type="button" class="facet" aria-pressed=pressed on:click=move |_| go.run(next.clone())>
                    <span title=words.clone()>{words.clone()}</span>
                    <span class="count">{grouped(i18n, count)}</span>
                </button>
            </li>
        }
    });
    view! {
        <h3>{title.clone()}</h3>
        <ul aria-label=title>{lines.collect_view()}</ul>
    }
    .into_any()
}
