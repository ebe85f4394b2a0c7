//! Which port and protection the server takes: asked of it, and proposed.

use domain::settings::SmtpSecure;
use domain::wire::{SmtpProbe, SmtpProbeForm, SmtpWay};
use leptos::prelude::*;

use super::fields::Fields;
use crate::api::use_api;
use crate::i18n::{Locale, use_i18n};
use crate::parts::{Button, Notice, ProblemNotice, Submit, Tag, Tone, spoken};
use crate::say;

/// The button below the server's name, and what was found; forgotten when another name is typed.
#[component]
pub fn ProbeSection(fields: Fields) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let submit = Submit::new();
    let found = RwSignal::new(None::<SmtpProbe>);
    Effect::new(move |_| {
        fields.host.track();
        found.set(None);
    });
    let ask = Callback::new(move |()| {
        found.set(None);
        let form = SmtpProbeForm {
            smtp_host: fields.host.get_untracked().trim().to_owned(),
            smtp_port: None,
        };
        submit.run(async move { api.probe_smtp(&form).await }, move |probe| {
            found.set(Some(probe));
        });
    });
    let nameless = Signal::derive(move || fields.host.read().trim().is_empty());
    view! {
        <div class="toolbar">
            <Button busy=submit.busy disabled=nameless press=ask>{say!(i18n, mail.probe)}</Button>
        </div>
        <ProblemNotice problem=submit.problem/>
        <div aria-live="polite">
            {move || found.get().map(|found| view! { <Found found=found fields=fields/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Found(found: SmtpProbe, fields: Fields) -> impl IntoView {
    let i18n = use_i18n();
    let ways = found
        .tried
        .iter()
        .map(|way| tried(i18n, way))
        .collect_view();
    let head = match found.proposal {
        Some(way) => {
            let words = way_words(i18n, &way);
            let take = Callback::new(move |()| {
                fields.port.set(way.smtp_port.to_string());
                fields.secure.set(way.smtp_secure.as_str().to_owned());
            });
            view! {
                <Notice tone=Tone::Good>
                    {say!(i18n, mail.probe_found, way = words)}" "
                    <Button press=take>{say!(i18n, mail.probe_take)}</Button>
                </Notice>
            }
            .into_any()
        }
        None => {
            view! { <Notice tone=Tone::Bad>{say!(i18n, mail.probe_nothing)}</Notice> }.into_any()
        }
    };
    view! {
        {head}
        <ul class="scroll-list">{ways}</ul>
    }
    .into_any()
}

fn tried(i18n: Locale, way: &SmtpWay) -> AnyView {
    let (tone, verdict) = if way.ok {
        (Tone::Good, say!(i18n, mail.probe_ok))
    } else {
        (Tone::Warn, say!(i18n, mail.probe_failed))
    };
    let why = way.failure.clone();
    let detail = match (why, &way.tls) {
        (Some(why), _) => spoken(i18n, why.sentence),
        (None, Some(tls)) => tls.version.clone().unwrap_or_default(),
        (None, None) => String::new(),
    };
    view! {
        <li><Tag tone=tone>{verdict}</Tag>" "<strong>{way_words(i18n, way)}</strong>" "<span class="note">{detail}</span></li>
    }
    .into_any()
}

/// `587, STARTTLS`.
fn way_words(i18n: Locale, way: &SmtpWay) -> String {
    let secure = match way.smtp_secure {
        SmtpSecure::Starttls => "STARTTLS",
        SmtpSecure::Implicit => "TLS",
        SmtpSecure::None => say!(i18n, mail.secure_none),
    };
    format!("{}, {secure}", way.smtp_port)
}
