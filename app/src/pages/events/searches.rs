//! One's own saved searches.

use domain::wire::{NewSearch, SavedSearch};
use leptos::prelude::*;
use leptos_router::components::A;

use super::Filtering;
use crate::api::{Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{Button, Dialog, Field, ProblemNotice, Submit, lazily, use_toasts};
use crate::say;

/// A button that opens them; the search of now can be added.
#[component]
pub fn Searches() -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let show = Callback::new(move |()| open.set(true));
    let title = say!(i18n, journal.searches);
    view! {
        <Button press=show>{title}</Button>
        <Dialog open=open title=title>
            <Saved open=open/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Saved(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let saved = lazily(|| (), move |()| api.searches());
    let list = move |searches: Vec<SavedSearch>| {
        if searches.is_empty() {
            return view! { <p class="note">{say!(i18n, journal.no_searches)}</p> }.into_any();
        }
        let lines = searches.into_iter().map(|search| {
            view! { <SavedLine search=search open=open saved=saved.answer/> }
        });
        view! { <ul class="searches">{lines.collect_view()}</ul> }.into_any()
    };
    let kept = Callback::new(move |()| saved.refetch());
    view! {
        {saved.shown(list)}
        <Save kept=kept/>
    }
    .into_any()
}

#[component]
fn SavedLine(
    search: SavedSearch,
    open: RwSignal<bool>,
    saved: RwSignal<Option<Result<Vec<SavedSearch>, Problem>>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let id = search.id;
    let forget = Callback::new(move |()| {
        submit.run(
            async move { api.forget_search(&id.to_string()).await },
            move |()| {
                saved.update(|answer| {
                    if let Some(Ok(list)) = answer {
                        list.retain(|known| known.id != id);
                    }
                });
            },
        );
    });
    let name = search.name.clone();
    let remove = say!(i18n, journal.forget_search, name = name.clone());
    view! {
        <li>
            <A href=format!("/events?{}", search.query) on:click=move |_| open.set(false)>{name}</A>
            <Button look=crate::parts::Look::Quiet busy=submit.busy press=forget label=remove>"×"</Button>
            <ProblemNotice problem=submit.problem/>
        </li>
    }
    .into_any()
}

#[component]
fn Save(kept: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let Filtering { wanted, .. } = expect_context();
    let toasts = use_toasts();
    let submit = Submit::new();
    let name = RwSignal::new(String::new());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let address = wanted.get_untracked().address().on("");
        let query = address.trim_start_matches('?').to_owned();
        let search = NewSearch {
            name: name.get_untracked(),
            query,
        };
        submit.run(async move { api.save_search(search).await }, move |_| {
            name.set(String::new());
            toasts.say(say!(i18n, common.saved));
            kept.run(());
        });
    };
    view! {
        <form class="form" on:submit=send>
            <Field name="search-name" label=say!(i18n, journal.search_name) value=name required=true
                hint=say!(i18n, journal.search_hint) error=submit.error_of("name")/>
            <ProblemNotice problem=submit.problem/>
            <footer>
                <Button look=crate::parts::Look::Primary busy=submit.busy>{say!(i18n, journal.save_search)}</Button>
            </footer>
        </form>
    }
    .into_any()
}
