//! One test mail, with the whole dialogue.

use domain::id::InboxId;
use domain::wire::{Failure, Said, SmtpForm, SmtpTest, SmtpTestForm, Speaker, TestedValues, Tls};
use leptos::prelude::*;

use super::fields::Fields;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Button, Field, Notice, ProblemNotice, Submit, Tone, spoken};
use crate::say;
use crate::session::use_session;

/// Tests what is typed, saved or not.
#[component]
pub fn SmtpTestSection(
    fields: Fields,
    /// Whether the fields are asked at all.
    own: RwSignal<bool>,
    /// The form as it was when it was saved.
    as_saved: StoredValue<Option<SmtpForm>>,
    /// The inbox whose server it is; else the installation's.
    #[prop(optional)]
    inbox: Option<InboxId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let api = use_api();
    let me = use_session()
        .me
        .with_untracked(|me| me.as_ref().map(|me| me.email.clone()));
    let to = RwSignal::new(me.unwrap_or_default());
    let submit = Submit::new();
    let result = RwSignal::new(None::<SmtpTest>);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        result.set(None);
        let work = async move {
            let typed = fields.form()?;
            let asked = inbox.is_none() || own.get_untracked();
            let unsaved = asked && as_saved.with_value(|saved| saved.as_ref() != Some(&typed));
            let form = SmtpTestForm {
                settings: unsaved.then_some(typed),
                to: to.get_untracked(),
            };
            api.test_smtp(inbox, &form).await
        };
        submit.run(work, move |answer| result.set(Some(answer)));
    };
    view! {
        <section class="section">
            <h2>{say!(i18n, mail.test)}</h2>
            <form class="form" on:submit=send>
                <Field name="to" kind="email" label=say!(i18n, mail.test_to) hint=say!(i18n, mail.test_hint) value=to required=true error=submit.error_of("to")/>
                <ProblemNotice problem=submit.problem/>
                <footer><Button busy=submit.busy>{say!(i18n, mail.test_send)}</Button></footer>
            </form>
            {move || result.get().map(|result| view! { <Outcome result=result/> })}
        </section>
    }
    .into_any()
}

#[component]
fn Outcome(result: SmtpTest) -> impl IntoView {
    let i18n = use_i18n();
    let verdict = match result.failure {
        None if result.ok => {
            view! { <Notice tone=Tone::Good>{say!(i18n, mail.test_ok)}</Notice> }.into_any()
        }
        None => view! { <Notice tone=Tone::Bad>{say!(i18n, mail.test_failed)}</Notice> }.into_any(),
        Some(Failure {
            sentence, advice, ..
        }) => {
            view! { <Notice tone=Tone::Bad><p>{spoken(i18n, sentence)}</p><p>{spoken(i18n, advice)}</p></Notice> }.into_any()
        }
    };
    let values = match result.values {
        TestedValues::Form => say!(i18n, mail.tested_form),
        TestedValues::Saved => say!(i18n, mail.tested_saved),
    };
    let protection = match result.tls {
        Some(Tls {
            version,
            certificate,
        }) => {
            let parts = [version, certificate].into_iter().flatten();
            parts.collect::<Vec<_>>().join(" · ")
        }
        None => say!(i18n, mail.no_tls).to_owned(),
    };
    let lines = result.dialogue.into_iter().map(said).collect_view();
    view! {
        {verdict}
        <dl class="facts">
            <dt>{say!(i18n, mail.tested_values)}</dt><dd>{values}</dd>
            <dt>{say!(i18n, mail.secure)}</dt><dd>{protection}</dd>
        </dl>
        <h3>{say!(i18n, mail.dialogue)}</h3>
        <ol class="dialogue" tabindex="0">{lines}</ol>
    }
    .into_any()
}

fn said(line: Said) -> impl IntoView {
    let (class, sign) = match line.direction {
        Speaker::Client => ("client", "→"),
        Speaker::Server => ("server", "←"),
        Speaker::Note => ("note", "·"),
    };
    view! { <li class=class><span>{format!("{} ms", line.at_ms)}</span><span>{sign}</span><span>{line.line}</span></li> }.into_any()
}
