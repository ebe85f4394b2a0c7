//! What was looked at, a row a check.

use domain::wire::{CheckName, CheckStatus, DoctorCheck, MailDoctor};
use leptos::prelude::*;

use crate::browser;
use crate::i18n::{Locale, use_i18n};
use crate::parts::{Button, Look, Tag, Tone, spoken, use_toasts};
use crate::say;

/// All of them, and what they cannot tell.
#[component]
pub fn CheckList(answer: MailDoctor) -> impl IntoView {
    let i18n = use_i18n();
    let MailDoctor { domain, checks } = answer;
    let rows = checks
        .into_iter()
        .map(|check| view! { <Check check=check domain=domain.clone()/> })
        .collect_view();
    view! {
        <h2>{domain.clone()}</h2>
        <ul class="checks">{rows}</ul>
        <p class="note prose">{say!(i18n, doctor.limits)}</p>
    }
    .into_any()
}

#[component]
fn Check(check: DoctorCheck, domain: String) -> impl IntoView {
    let i18n = use_i18n();
    let (tone, status) = status(i18n, check.status);
    let (name, what) = named(i18n, check.name);
    let place = place(&check, &domain);
    let record = check
        .record
        .map(|record| view! { <Record record=record place=place/> });
    view! {
        <li>
            <h3 title=what>{name}</h3>
            <p><Tag tone=tone>{status}</Tag>" "<code>{check.result}</code></p>
            <div>
                <p>{spoken(i18n, check.reason)}</p>
                {record}
            </div>
        </li>
    }
    .into_any()
}

/// Where a record goes, unless it says so itself. A DMARC record that is wrong may be that of a domain above.
fn place(check: &DoctorCheck, domain: &str) -> Option<String> {
    match (check.name, check.status) {
        (CheckName::Spf, _) => Some(format!("{domain} TXT")),
        (CheckName::Dmarc, CheckStatus::Missing) => Some(format!("_dmarc.{domain} TXT")),
        _ => None,
    }
}

/// What to publish, ready to be taken along.
#[component]
fn Record(record: String, place: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let copied = record.clone();
    let copy = Callback::new(move |()| {
        browser::copy(&copied);
        toasts.say(say!(i18n, common.copied));
    });
    let label = format!("{} {record}", say!(i18n, common.copy));
    view! {
        <p class="note">{say!(i18n, doctor.publish)}{place.map(|place| view! { " "<code>{place}</code> })}</p>
        <div class="record">
            <code>{record}</code>
            <Button look=Look::Quiet label=label press=copy>{say!(i18n, common.copy)}</Button>
        </div>
    }
    .into_any()
}

fn status(i18n: Locale, status: CheckStatus) -> (Tone, &'static str) {
    match status {
        CheckStatus::Configured => (Tone::Good, say!(i18n, doctor.configured)),
        CheckStatus::Missing => (Tone::Warn, say!(i18n, doctor.missing)),
        CheckStatus::Wrong => (Tone::Bad, say!(i18n, doctor.wrong)),
        CheckStatus::Unknown => (Tone::Plain, say!(i18n, doctor.unknown)),
    }
}

/// The standard's name, and what it is about.
fn named(i18n: Locale, name: CheckName) -> (&'static str, &'static str) {
    match name {
        CheckName::Spf => ("SPF", say!(i18n, doctor.spf)),
        CheckName::Dkim => ("DKIM", say!(i18n, doctor.dkim)),
        CheckName::Dmarc => ("DMARC", say!(i18n, doctor.dmarc)),
        CheckName::Mx => ("MX", say!(i18n, doctor.mx)),
        CheckName::Ptr => ("PTR", say!(i18n, doctor.ptr)),
        CheckName::Ehlo => ("EHLO", say!(i18n, doctor.ehlo)),
    }
}
