//! What is asked of the journal, in the address and in the form.

use std::time::Duration;

use domain::right::Principal;
use domain::wire::PrincipalName;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::{Filtering, action_options, object_options};
use crate::api::Query;
use crate::browser::day_edge;
use crate::i18n::use_i18n;
use crate::parts::{Button, Look};
use crate::say;

/// The filter, as the address has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub object_types: Vec<String>,
    pub actions: Vec<String>,
    pub q: String,
    pub actor: String,
    pub folder: String,
    pub from: String,
    pub to: String,
    pub trace: String,
}

impl Wanted {
    /// From the address.
    pub fn read(params: &ParamsMap) -> Self {
        let one = |name: &str| params.get(name).unwrap_or_default();
        let many = |name: &str| params.get_all(name).unwrap_or_default();
        Self {
            object_types: many("object_type"),
            actions: many("action"),
            q: one("q"),
            actor: one("actor"),
            folder: one("folder"),
            from: one("from"),
            to: one("to"),
            trace: one("trace"),
        }
    }

    /// For the address, and for the API: both have the same names.
    pub fn query(&self) -> Query {
        Query::new()
            .with_each("object_type", &self.object_types)
            .with_each("action", &self.actions)
            .with("q", &self.q)
            .with("actor", &self.actor)
            .with("folder", &self.folder)
            .with("from", &self.from)
            .with("to", &self.to)
            .with("trace", &self.trace)
    }

    /// Only mails, and only those with this address.
    pub fn address(address: &str) -> Self {
        Self {
            q: address.to_owned(),
            ..Self::default()
        }
    }

    pub fn without_type(&self, code: &str) -> Self {
        let mut less = self.clone();
        less.object_types.retain(|known| known != code);
        less
    }

    pub fn without_action(&self, code: &str) -> Self {
        let mut less = self.clone();
        less.actions.retain(|known| known != code);
        less
    }
}

/// Keywords, type, action, person and days. Each change goes into the address at once; keywords
/// when the fingers rest.
#[component]
pub fn Filters(people: RwSignal<Vec<PrincipalName>>) -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go } = expect_context();
    let change = move |edit: &dyn Fn(&mut Wanted)| {
        let mut next = wanted.get_untracked();
        edit(&mut next);
        go.run(next);
    };
    let typed = debounced(Duration::from_millis(200), move |text: String| {
        change(&|next| next.q.clone_from(&text))
    });
    let submit = move |event: web_sys::SubmitEvent| event.prevent_default();
    view! {
        <form class="filters" role="search" on:submit=submit>
            <div class="field bare">
                <label for="q">{say!(i18n, journal.keywords)}</label>
                <input
                    id="q"
                    type="search"
                    autocomplete="off"
                    placeholder=say!(i18n, journal.keywords_hint)
                    prop:value=move || wanted.read().q.clone()
                    value=wanted.read_untracked().q.clone()
                    on:input:target=move |ev| typed(ev.target().value())
                />
            </div>
            <Adding name="object_type" label=say!(i18n, journal.object_type) options=Signal::stored(object_options(i18n))
                add=Callback::new(move |code: String| change(&|next| push(&mut next.object_types, &code)))/>
            <Adding name="action" label=say!(i18n, journal.action) options=Signal::stored(action_options(i18n))
                add=Callback::new(move |code: String| change(&|next| push(&mut next.actions, &code)))/>
            <Adding name="actor" label=say!(i18n, journal.actor) options=Signal::derive(move || actors(people.get()))
                add=Callback::new(move |code: String| change(&|next| next.actor.clone_from(&code)))/>
            <Day name="from" label=say!(i18n, journal.from) end=false value=Signal::derive(move || wanted.read().from.clone())
                set=Callback::new(move |at: String| change(&|next| next.from.clone_from(&at)))/>
            <Day name="to" label=say!(i18n, journal.to) end=true value=Signal::derive(move || wanted.read().to.clone())
                set=Callback::new(move |at: String| change(&|next| next.to.clone_from(&at)))/>
            <Clear/>
        </form>
    }
    .into_any()
}

#[component]
fn Clear() -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go } = expect_context();
    let idle = Signal::derive(move || *wanted.read() == Wanted::default());
    let clear = Callback::new(move |()| go.run(Wanted::default()));
    view! { <Button look=Look::Quiet disabled=idle press=clear>{say!(i18n, journal.clear)}</Button> }.into_any()
}

/// A choice that adds to the filter and goes back to "any".
#[component]
fn Adding(
    name: &'static str,
    #[prop(into)] label: String,
    options: Signal<Vec<(String, String)>>,
    add: Callback<String>,
) -> impl IntoView {
    let any = say!(use_i18n(), journal.any);
    let chosen = move |ev: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlSelectElement>| {
        let code = ev.target().value();
        ev.target().set_value("");
        if !code.is_empty() {
            add.run(code);
        }
    };
    view! {
        <div class="field bare">
            <label for=name>{label}</label>
            <select id=name name=name on:change:target=chosen>
                <option value="">{any}</option>
                <For each=move || options.get() key=|(code, _)| code.clone() let((code, words))>
                    <option value=code>{words}</option>
                </For>
            </select>
        </div>
    }
    .into_any()
}

/// A day of the reader; the address holds the instant.
#[component]
fn Day(
    name: &'static str,
    #[prop(into)] label: String,
    end: bool,
    value: Signal<String>,
    set: Callback<String>,
) -> impl IntoView {
    // An emptied field takes the filter off.
    let changed = move |day: String| set.run(day_edge(&day, end).unwrap_or_default());
    let day = move || value.with(|at| at.get(..10).unwrap_or_default().to_owned());
    view! {
        <div class="field bare">
            <label for=name>{label}</label>
            <input id=name name=name type="date" prop:value=day on:change:target=move |ev| changed(ev.target().value())/>
        </div>
    }
    .into_any()
}

fn push(list: &mut Vec<String>, code: &str) {
    if list.iter().all(|known| known != code) {
        list.push(code.to_owned());
    }
}

fn actors(people: Vec<PrincipalName>) -> Vec<(String, String)> {
    people
        .into_iter()
        .filter(|known| matches!(known.principal, Principal::User(_)))
        .map(|known| (known.principal.to_string(), known.name))
        .collect()
}

/// `act` with the last value, once nothing came for `rest`.
fn debounced<T: Send + Sync + 'static>(
    rest: Duration,
    act: impl Fn(T) + Copy + 'static,
) -> impl Fn(T) + Copy {
    let pending = StoredValue::new(None::<TimeoutHandle>);
    move |value| {
        if let Some(handle) = pending.get_value() {
            handle.clear();
        }
        // Where no timer can be had the value is simply not used until the next one.
        pending.set_value(set_timeout_with_handle(move || act(value), rest).ok());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_and_the_filter_say_the_same() {
        let mut params = ParamsMap::new();
        params.insert("object_type", "FILE".to_owned());
        params.insert("object_type", "EMAIL".to_owned());
        params.insert("q", "ada@example.org".to_owned());
        let wanted = Wanted::read(&params);
        assert_eq!(
            wanted.query().on(""),
            "?object_type=FILE&object_type=EMAIL&q=ada%40example.org"
        );
        assert_eq!(
            wanted.without_type("FILE").query().on(""),
            "?object_type=EMAIL&q=ada%40example.org"
        );
    }
}
