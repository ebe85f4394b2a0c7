//! Settings, tab Mails: which mails there are, and whether their words were changed.

use domain::person::Language;
use domain::template::TemplateName;
use domain::wire::TemplateHead;
use leptos::prelude::*;
use leptos_router::components::A;

use super::settings_tabs::SettingsTabs;
use crate::api::use_api;
use crate::i18n::{Locale, use_i18n};
use crate::parts::{PageHead, Table, Tag, Tone, loaded};
use crate::say;

/// The route `/settings/templates`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let templates = Resource::new(|| (), move |()| async move { api.templates().await });
    view! {
        <PageHead title=say!(i18n, common.settings)/>
        <SettingsTabs/>
        {loaded(templates, |templates| view! { <TemplateList templates=templates/> }.into_any())}
    }
    .into_any()
}

#[component]
fn TemplateList(templates: Vec<TemplateHead>) -> impl IntoView {
    let i18n = use_i18n();
    let head = [
        say!(i18n, templates.mail),
        say!(i18n, templates.language),
        say!(i18n, templates.state),
    ];
    let rows = templates.into_iter().map(row).collect_view();
    view! {
        <p class="note">{say!(i18n, templates.text)}</p>
        <Table caption=say!(i18n, templates.tab) head=head.map(str::to_owned).to_vec()>
            <tbody>{rows}</tbody>
        </Table>
    }
    .into_any()
}

fn row(head: TemplateHead) -> AnyView {
    let i18n = use_i18n();
    let (tone, state) = if head.own {
        (Tone::Good, say!(i18n, templates.own))
    } else {
        (Tone::Plain, say!(i18n, templates.delivered))
    };
    view! {
        <tr>
            <td class="name">
                <A href=template_page(head.name, head.language)>{template_word(i18n, head.name)}</A>
            </td>
            <td>{language_word(head.language)}</td>
            <td><Tag tone=tone>{state}</Tag></td>
        </tr>
    }
    .into_any()
}

/// The page of a mail in a language.
pub fn template_page(name: TemplateName, language: Language) -> String {
    format!("/settings/templates/{}/{language}", name.code())
}

/// What a mail is called.
pub fn template_word(i18n: Locale, name: TemplateName) -> &'static str {
    match name {
        TemplateName::Alert => say!(i18n, templates.alert),
        TemplateName::DownloadReceipt => say!(i18n, templates.download_receipt),
        TemplateName::DepositReceipt => say!(i18n, templates.deposit_receipt),
        TemplateName::Credentials => say!(i18n, templates.credentials),
        TemplateName::PasswordReset => say!(i18n, templates.password_reset),
        TemplateName::TicketAcknowledgement => say!(i18n, templates.ticket_acknowledgement),
        TemplateName::AdminNotice => say!(i18n, templates.admin_notice),
    }
}

/// A language, in itself.
pub fn language_word(language: Language) -> &'static str {
    language.pick("Français", "English")
}
