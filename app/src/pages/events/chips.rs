//! What narrows the list, each one press from gone.

use domain::wire::PrincipalName;
use leptos::prelude::*;

use super::{Filtering, Wanted};
use crate::api::Problem;
use crate::browser::local_moment;
use crate::i18n::{Locale, use_i18n};
use crate::parts::{Chip, action_word, object_word};
use crate::say;
use leptos_i18n::Locale as _;

/// The filters that are on.
#[component]
pub fn Chips(people: RwSignal<Option<Result<Vec<PrincipalName>, Problem>>>) -> impl IntoView {
    let i18n = use_i18n();
    let Filtering { wanted, go, awake } = expect_context();
    let chips = move || {
        let now = wanted.get();
        let people = people.read();
        let people = people.as_ref().and_then(|answer| answer.as_ref().ok());
        let actor = actor_name(
            i18n,
            &now.actor,
            people.map_or(&[], |people| people.as_slice()),
        );
        of(i18n, &now, actor, awake.get())
            .into_iter()
            .map(|(label, without)| {
                view! { <Chip label=label remove=Callback::new(move |()| go.run(without.clone()))/> }
            })
            .collect_view()
    };
    view! { <div class="chips">{chips}</div> }.into_any()
}

/// Each filter in words, and what is asked without it.
fn of(i18n: Locale, now: &Wanted, actor: String, awake: bool) -> Vec<(String, Wanted)> {
    let types = now.object_types.iter();
    let types = types.map(|code| (object_word(i18n, code), now.toggle_type(code)));
    let actions = now.actions.iter();
    let actions = actions.map(|code| (action_word(i18n, code), now.toggle_action(code)));
    let time = |at: &str| {
        let local = awake.then(|| local_moment(at, i18n.as_str())).flatten();
        local.map_or_else(
            || at.get(..10).unwrap_or(at).to_owned(),
            |moment| moment.absolute,
        )
    };
    let without = |clear: fn(&mut Wanted) -> &mut String| {
        let mut less = now.clone();
        clear(&mut less).clear();
        less
    };
    let texts = [
        (now.q.clone(), without(|less| &mut less.q)),
        (actor, without(|less| &mut less.actor)),
        (
            labelled(say!(i18n, journal.from), &time(&now.from)),
            without(|less| &mut less.from),
        ),
        (
            labelled(say!(i18n, journal.to), &time(&now.to)),
            without(|less| &mut less.to),
        ),
        (
            labelled(say!(i18n, journal.trace), &now.trace),
            without(|less| &mut less.trace),
        ),
        (
            labelled(say!(i18n, codes.folder), &now.folder),
            without(|less| &mut less.folder),
        ),
    ];
    let texts = texts.into_iter().filter(|(label, _)| !label.is_empty());
    types.chain(actions).chain(texts).collect()
}

fn labelled(label: &str, value: &str) -> String {
    if value.is_empty() {
        String::new()
    } else {
        format!("{label} {value}")
    }
}

fn actor_name(i18n: Locale, code: &str, people: &[PrincipalName]) -> String {
    if code == "system" {
        return say!(i18n, common.system).to_owned();
    }
    let known = people
        .iter()
        .find(|known| known.principal.to_string() == code);
    known.map_or_else(
        || code.trim_start_matches("mailto:").to_owned(),
        |known| known.name.clone(),
    )
}
