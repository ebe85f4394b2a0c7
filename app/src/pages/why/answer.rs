//! The answer: one sentence, what proves it, what can be done.

use domain::wire::{Why, WhyOutcome, WhyStep};
use leptos::prelude::*;
use leptos_router::components::A;

use super::timed::Timed;
use crate::i18n::{Locale, use_i18n};
use crate::parts::{ActionBadge, ObjectBadge, Tag, Time, Tone, spoken};
use crate::say;

/// What became of one person's mail.
#[component]
pub fn WhyAnswer(why: Why) -> impl IntoView {
    let i18n = use_i18n();
    let (tone, outcome) = outcome(i18n, why.outcome);
    let steps = why.steps;
    let proof = (!steps.is_empty()).then(|| {
        view! {
            <h2>{say!(i18n, why.steps)}</h2>
            <ol class="chain">{steps.into_iter().map(step).collect_view()}</ol>
        }
    });
    let advice = spoken(i18n, why.advice);
    let advice = (!advice.is_empty()).then(|| {
        view! {
            <h2>{say!(i18n, why.advice)}</h2>
            <p class="prose">{advice}</p>
        }
    });
    view! {
        <article class="answer">
            <p><Tag tone=tone>{outcome}</Tag></p>
            <p class="verdict"><Timed text=spoken(i18n, why.sentence)/></p>
            {proof}
            {advice}
        </article>
    }
    .into_any()
}

fn step(step: WhyStep) -> impl IntoView {
    let (href, at) = (format!("/events/{}", step.event_id), step.at.to_string());
    let text = spoken(use_i18n(), step.text);
    view! {
        <li>
            <A href=href><Time at=at/></A>
            <ObjectBadge code=step.object_type.code()/>
            <ActionBadge code=step.action.code()/>
            <span class="text"><Timed text=text/></span>
        </li>
    }
    .into_any()
}

fn outcome(i18n: Locale, outcome: WhyOutcome) -> (Tone, &'static str) {
    match outcome {
        WhyOutcome::Sent => (Tone::Good, say!(i18n, why.sent)),
        WhyOutcome::Waiting => (Tone::Plain, say!(i18n, why.waiting)),
        WhyOutcome::Skipped => (Tone::Warn, say!(i18n, why.skipped)),
        WhyOutcome::Failed => (Tone::Bad, say!(i18n, why.failed)),
        WhyOutcome::Suspended => (Tone::Bad, say!(i18n, why.suspended)),
        WhyOutcome::Bounced => (Tone::Bad, say!(i18n, why.bounced)),
        WhyOutcome::ExpiredFromJournal => (Tone::Plain, say!(i18n, why.expired)),
        WhyOutcome::None => (Tone::Plain, say!(i18n, why.none)),
    }
}
