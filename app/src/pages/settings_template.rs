//! The words of one mail in one language: changed, looked at, compared, brought back.

use domain::person::Language;
use domain::template::{Template, TemplateName};
use domain::wire::MailTemplate;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use super::settings_templates::{language_word, template_page, template_word};
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{Breadcrumbs, Crumb, PageHead, loaded_page};
use crate::say;

mod difference;
mod draft;
mod fields;
mod flaw;
mod form;
mod preview;
mod reset;

use difference::Difference;
use draft::Draft;
use fields::{FieldList, LastPart};
use form::WordsForm;
use preview::{Preview, previewed};
use reset::Reset;

/// Which mail, in which language.
type TemplateOf = (TemplateName, Language);

/// The route `/settings/templates/:name/:language`.
pub fn page() -> AnyView {
    let api = use_api();
    let params = use_params_map();
    let asked = Memo::new(move |_| {
        let one = |name| params.with(|params| params.get(name).unwrap_or_default());
        (one("name"), one("language"))
    });
    let template = Resource::new(
        move || asked.get(),
        move |(name, language)| async move { api.template(&name, &language).await },
    );
    loaded_page(template, |template| {
        view! { <Editor template=template/> }.into_any()
    })
}

#[component]
fn Editor(template: MailTemplate) -> impl IntoView {
    let (name, language) = (template.name, template.language);
    let draft = Draft::new(&template);
    let seen = previewed((name, language), draft);
    let (default, last) = (template.default, LastPart::new());
    view! {
        <Head template_of=(name, language) draft=draft default=default.clone()/>
        <div class="template" on:focusin=move |event| last.follow(&event)>
            <div class="template-words">
                <FieldList fields=template.fields last=last draft=draft/>
                <WordsForm template_of=(name, language) draft=draft seen=seen/>
            </div>
            <Preview template_of=(name, language) seen=seen/>
        </div>
        <Difference draft=draft default=default/>
    }
    .into_any()
}

/// Where one is, the same mail in the other language, and the way back to the default words.
#[component]
fn Head(template_of: TemplateOf, draft: Draft, default: Template) -> impl IntoView {
    let i18n = use_i18n();
    let (name, language) = template_of;
    let title = template_word(i18n, name);
    let crumbs = [
        (say!(i18n, common.settings), "/settings/email".to_owned()),
        (say!(i18n, templates.tab), "/settings/templates".to_owned()),
        (title, template_page(name, language)),
    ];
    let crumbs = crumbs.map(|(name, href)| Crumb {
        name: name.to_owned(),
        href,
    });
    let (other, words) = match language {
        Language::Fr => (Language::En, say!(i18n, templates.in_english)),
        Language::En => (Language::Fr, say!(i18n, templates.in_french)),
    };
    view! {
        <Breadcrumbs crumbs=crumbs.to_vec()/>
        <PageHead title=title text=language_word(language)>
            <A href=template_page(name, other) attr:class="button quiet">{words}</A>
            <Reset template_of=(name, language) draft=draft default=default/>
        </PageHead>
    }
    .into_any()
}
