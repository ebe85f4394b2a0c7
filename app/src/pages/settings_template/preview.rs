//! What the mail would say, as one types.

use domain::template::{Template, TemplateName};
use domain::wire::PreviewForm;
use leptos::html;
use leptos::prelude::*;

use super::TemplateOf;
use super::draft::{Draft, form};
use super::flaw::is_flaw;
use crate::api::{preview_path, use_api};
use crate::browser;
use crate::i18n::use_i18n;
use crate::parts::{Lazily, Notice, ProblemFace, Skeleton, Tone, lazily};
use crate::say;

/// The mail in the words of the draft, asked for whenever typing rests.
pub fn previewed((name, language): TemplateOf, draft: Draft) -> Lazily<Template> {
    let api = use_api();
    lazily(
        move || draft.words(),
        move |words| async move {
            let form = PreviewForm {
                template: form(words, language),
                folder: None,
                user: None,
            };
            api.preview_template(name, &form).await
        },
    )
}

/// The last mail that could be made; while the words have a fault it stays.
#[component]
pub fn Preview(template_of: TemplateOf, seen: Lazily<Template>) -> impl IntoView {
    let i18n = use_i18n();
    let mail = RwSignal::new(None::<Template>);
    Effect::new(move |_| {
        if let Some(Ok(now)) = seen.answer.get() {
            mail.set(Some(now));
        }
    });
    let as_text = RwSignal::new(false);
    let again = Callback::new(move |()| seen.refetch());
    let trouble = move || match seen.answer.get()?.err()? {
        flaw if is_flaw(&flaw) => Some(
            view! { <Notice tone=Tone::Warn>{say!(i18n, templates.preview_old)}</Notice> }
                .into_any(),
        ),
        problem => Some(view! { <ProblemFace problem=problem again=again/> }.into_any()),
    };
    let whose = if template_of.0 == TemplateName::Alert {
        say!(i18n, templates.preview_alert)
    } else {
        say!(i18n, templates.preview_one)
    };
    let subject = move || match mail.get() {
        Some(mail) => view! { <p class="subject">{mail.subject}</p> }.into_any(),
        None if seen.answer.read().is_none() => view! { <Skeleton/> }.into_any(),
        None => ().into_any(),
    };
    let text = move || mail.get().map(|mail| mail.text);
    view! {
        <section class="template-preview" aria-label=say!(i18n, templates.preview)>
            <h2>{say!(i18n, templates.preview)}</h2>
            <p class="note">{whose}</p>
            {trouble}
            {subject}
            <Kind as_text=as_text/>
            <div hidden=move || as_text.get()><Formatted template_of=template_of mail=mail/></div>
            <div class="letter" hidden=move || !as_text.get()>{text}</div>
        </section>
    }
    .into_any()
}

/// Which of the two parts of the mail.
#[component]
fn Kind(as_text: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let choice = move |value: bool, id: &'static str, words: &'static str| {
        view! {
            <div class="choice">
                <input id=id type="radio" name="preview-kind" prop:checked=move || as_text.get() == value
                    checked=as_text.get_untracked() == value on:change=move |_| as_text.set(value)/>
                <label for=id>{words}</label>
            </div>
        }
    };
    view! {
        <div class="choices">
            {choice(false, "preview-html", say!(i18n, templates.as_html))}
            {choice(true, "preview-text", say!(i18n, templates.as_text))}
        </div>
    }
    .into_any()
}

/// The saved mail in a frame that runs nothing; then, in its place, what is typed.
#[component]
fn Formatted(template_of: TemplateOf, mail: RwSignal<Option<Template>>) -> impl IntoView {
    let i18n = use_i18n();
    let (name, language) = template_of;
    let frame = NodeRef::<html::Iframe>::new();
    let fill = move || {
        let html = mail.with(|mail| mail.as_ref().map(|mail| mail.html.clone()));
        if let Some((frame, html)) = frame.get().zip(html) {
            browser::fill(&frame, &html);
        }
    };
    Effect::new(move |_| fill());
    view! {
        <iframe
            node_ref=frame
            class="formatted"
            title=say!(i18n, templates.preview)
            sandbox="allow-same-origin"
            src=preview_path(name, language)
            on:load=move |_| untrack(fill)
        ></iframe>
    }
    .into_any()
}
