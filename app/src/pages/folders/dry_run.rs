//! Who would get a mail if a file were added to the folder now.

use domain::id::FolderId;
use domain::wire::{DryRun, DryRunPerson};
use leptos::prelude::*;

use crate::api::use_api;
use crate::i18n::{Locale, use_i18n};
use crate::parts::{Button, Empty, Notice, ProblemNotice, Submit, Tag, Time, Tone, against_word};
use crate::say;

/// Asks when it is pressed; an answer given before `changes` changed is not shown any more.
#[component]
pub fn DryRunSection(folder: FolderId, #[prop(into)] changes: Signal<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let answer = RwSignal::new(None::<DryRun>);
    Effect::new(move |_| {
        changes.track();
        answer.set(None);
    });
    let ask = Callback::new(move |()| {
        submit.run(async move { api.dry_run(folder).await }, move |run| {
            answer.set(Some(run))
        });
    });
    view! {
        <section class="dry-run">
            <Button busy=submit.busy press=ask>{say!(i18n, alerts.dry_run)}</Button>
            <ProblemNotice problem=submit.problem/>
            <div aria-live="polite">
                {move || answer.get().map(|run| view! { <Answer run=run/> })}
            </div>
        </section>
    }
    .into_any()
}

/// When, then a line a person, those who would be mailed first.
#[component]
fn Answer(run: DryRun) -> impl IntoView {
    let i18n = use_i18n();
    let mut people = run.by_person();
    if people.is_empty() {
        return view! { <Empty title=say!(i18n, alerts.dry_run_none)/> }.into_any();
    }
    people.sort_by_key(|person| !person.mailed);
    let lines = people
        .iter()
        .map(|person| line(i18n, person))
        .collect_view();
    let head = if people.iter().any(|person| person.mailed) {
        view! { <p>{say!(i18n, alerts.dry_run_text)}</p> }.into_any()
    } else {
        view! { <Notice tone=Tone::Warn>{say!(i18n, alerts.dry_run_nobody)}</Notice> }.into_any()
    };
    view! {
        {head}
        <ul class="scroll-list">{lines}</ul>
    }
    .into_any()
}

/// At a set time, or after a quiet time.
fn when(i18n: Locale, person: &DryRunPerson) -> AnyView {
    let (earliest, latest) = (person.earliest.to_string(), person.latest.to_string());
    if earliest == latest {
        return view! { <span class="note">" "{say!(i18n, alerts.dry_run_at)}" "<Time at=earliest/></span> }.into_any();
    }
    view! {
        <span class="note">
            " "{say!(i18n, alerts.dry_run_earliest)}" "<Time at=earliest/>
            " "{say!(i18n, alerts.dry_run_latest)}" "<Time at=latest/>
        </span>
    }
    .into_any()
}

fn line(i18n: Locale, person: &DryRunPerson) -> AnyView {
    let reason = person.reason.map(|reason| against_word(i18n, reason));
    let (tone, verdict, detail) = if person.mailed {
        let addresses = person.addresses.iter().map(ToString::to_string);
        // Who gave no name is called by its address.
        let addresses = addresses.filter(|address| *address != person.name);
        let not_all = reason.map(|reason| say!(i18n, alerts.not_everywhere, reason = reason));
        let detail = addresses.chain(not_all).collect::<Vec<_>>().join(", ");
        (Tone::Good, say!(i18n, alerts.mailed), detail)
    } else {
        let detail = reason.unwrap_or_else(|| say!(i18n, alerts.only_modifies).to_owned());
        (Tone::Warn, say!(i18n, alerts.not_mailed), detail)
    };
    let when = person.mailed.then(|| when(i18n, person));
    view! {
        <li><Tag tone=tone>{verdict}</Tag>" "<strong>{person.name.clone()}</strong>" "<span class="note">{detail}</span>{when}</li>
    }
    .into_any()
}
