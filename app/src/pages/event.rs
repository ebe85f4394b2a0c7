//! One event, with the chain that proves it: FILE → ALERT → EMAIL.

use domain::wire::Event;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::events::{address_link, event_text};
use super::why::Question;
use crate::api::{Api, Problem, Query, use_api};
use crate::i18n::use_i18n;
use crate::parts::{
    ActionBadge, Breadcrumbs, Crumb, ObjectBadge, PageHead, Time, duration_text, loaded_page,
    reason_word, size_text,
};
use crate::say;
use crate::session::use_session;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Proof {
    event: Event,
    /// Oldest first.
    chain: Vec<Event>,
}

impl Proof {
    async fn fetch(api: Api, id: String) -> Result<Self, Problem> {
        let event = api.event(&id).await?;
        let mut chain = api.trace(&event.trace.to_string()).await?;
        chain.sort_by_key(|event| event.id);
        Ok(Self { event, chain })
    }
}

/// The route `/events/:id`.
pub fn page() -> AnyView {
    let api = use_api();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let proof = Resource::new(move || id.get(), move |id| Proof::fetch(api, id));
    loaded_page(proof, |proof| view! { <Detail proof=proof/> }.into_any())
}

#[component]
fn Detail(proof: Proof) -> impl IntoView {
    let i18n = use_i18n();
    let Proof { event, chain } = proof;
    let title = say!(i18n, journal.event_title, number = event.id.to_string());
    let crumbs = vec![
        Crumb {
            name: say!(i18n, common.journal).to_owned(),
            href: "/events".to_owned(),
        },
        Crumb {
            name: title.clone(),
            href: format!("/events/{}", event.id),
        },
    ];
    let whole = Query::new()
        .with("trace", &event.trace.to_string())
        .on("/events");
    let why = why_link(&event, &chain);
    let current = event.id;
    let steps = chain.into_iter().map(|step| {
        let here = (step.id == current).then_some("true");
        view! { <li aria-current=here>{chain_step(&step)}</li> }
    });
    view! {
        <Breadcrumbs crumbs=crumbs/>
        <PageHead title=title text=event.summary.clone()>{why}</PageHead>
        {facts(&event)}
        <section class="section">
            <h2>{say!(i18n, journal.proof)}</h2>
            <ol class="chain">{steps.collect_view()}</ol>
            <p class="note"><A href=whole>{say!(i18n, journal.whole_chain)}</A></p>
        </section>
        {detail(&event)}
    }
    .into_any()
}

/// Why the mail that it is about was sent, or not; for a member, why its own was.
fn why_link(event: &Event, chain: &[Event]) -> Option<impl IntoView + use<>> {
    let i18n = use_i18n();
    let asked = Question::of_event(event, chain)?;
    let asked = if use_session().is_admin() {
        asked
    } else {
        asked.about_oneself()
    };
    Some(view! { <A href=asked.href() attr:class="button">{say!(i18n, why.title)}</A> })
}

fn chain_step(step: &Event) -> impl IntoView + use<> {
    let (href, at) = (format!("/events/{}", step.id), step.at.to_string());
    view! {
        <A href=href><Time at=at/></A>
        <ObjectBadge code=step.object_type.code()/>
        <ActionBadge code=step.action.code()/>
        <span class="text">{event_text(step)}</span>
    }
    .into_any()
}

/// What is known, line by line; what is not is left out.
#[expect(clippy::too_many_lines, reason = "one line a fact, nothing else")]
fn facts(event: &Event) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let by = event
        .actor_name
        .clone()
        .unwrap_or_else(|| say!(i18n, common.system).to_owned());
    let words = |text: String| text.into_any();
    let answer = [
        event.smtp_code.map(|code| code.to_string()),
        event.smtp_enhanced.clone(),
        event.smtp_text.clone(),
    ];
    let answer = answer.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let lines = [
        (
            say!(i18n, journal.at),
            Some(view! { <Time at=event.at.to_string()/> }.into_any()),
        ),
        (say!(i18n, common.by), Some(words(by))),
        (say!(i18n, folders.path), event.path.clone().map(words)),
        (
            say!(i18n, journal.target),
            event.target_path.clone().map(words),
        ),
        (
            say!(i18n, common.size),
            event.size.map(|size| words(size_text(i18n, size))),
        ),
        (
            say!(i18n, journal.recipient),
            event
                .to
                .as_ref()
                .map(|to| address_link(to.to_string()).into_any()),
        ),
        (
            say!(i18n, journal.sender),
            event
                .from
                .as_ref()
                .map(|from| address_link(from.to_string()).into_any()),
        ),
        (
            say!(i18n, journal.reason),
            event
                .reason
                .map(|reason| words(reason_word(i18n, reason.code()))),
        ),
        (
            say!(i18n, journal.answer),
            (!answer.is_empty()).then(|| words(answer)),
        ),
        (
            say!(i18n, journal.attempt),
            event.attempt.map(|attempt| words(attempt.to_string())),
        ),
        (
            say!(i18n, journal.delay),
            event.delay_ms.map(|delay| words(duration_text(delay))),
        ),
        ("Message-ID", event.message_id.clone().map(words)),
        (
            say!(i18n, journal.ip),
            event.ip.map(|ip| words(ip.to_string())),
        ),
        (
            say!(i18n, journal.via),
            Some(words(event.via.code().to_owned())),
        ),
    ];
    let lines = lines
        .into_iter()
        .filter_map(|(label, value)| value.map(|value| view! { <dt>{label}</dt><dd>{value}</dd> }));
    view! { <dl class="facts">{lines.collect_view()}</dl> }.into_any()
}

/// Before, after and counts, as the journal keeps them.
fn detail(event: &Event) -> Option<impl IntoView + use<>> {
    let i18n = use_i18n();
    if event.detail.is_null() {
        return None;
    }
    // A value that came as JSON can be written as JSON.
    let text = serde_json::to_string_pretty(&event.detail).unwrap_or_default();
    Some(view! {
        <section class="section">
            <h2>{say!(i18n, journal.detail)}</h2>
            <pre class="detail-json" tabindex="0">{text}</pre>
        </section>
    })
}
