//! Settings, tab Email: who mails come from and when they leave.

use domain::person::Language;
use domain::wire::{EmailForm, EmailSettings};
use leptos::prelude::*;

use super::settings_tabs::SettingsTabs;
use crate::api::{Problem, use_api};
use crate::i18n::use_i18n;
use crate::parts::{
    Button, Field, Look, PageHead, ProblemNotice, Select, Submit, Switch, Zone, loaded, typed_span,
    use_toasts,
};
use crate::say;

mod preview;

use preview::Preview;

/// The route `/settings/email`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let api = use_api();
    let settings = Resource::new(|| (), move |()| async move { api.email_settings().await });
    view! {
        <PageHead title=say!(i18n, common.settings)/>
        <SettingsTabs/>
        {loaded(settings, |settings| view! { <EmailSettingsForm settings=settings/> }.into_any())}
    }
    .into_any()
}

/// What is typed, until it is saved.
#[derive(Clone, Copy)]
struct Fields {
    default_sender: RwSignal<String>,
    always: RwSignal<bool>,
    time_email: RwSignal<String>,
    time_email_max: RwSignal<String>,
    language: RwSignal<String>,
    zone: RwSignal<String>,
    admin_notices: RwSignal<bool>,
    product_url: RwSignal<String>,
}

impl Fields {
    fn new(settings: EmailSettings) -> Self {
        Self {
            default_sender: RwSignal::new(
                settings
                    .default_sender
                    .map(|sender| sender.to_string())
                    .unwrap_or_default(),
            ),
            always: RwSignal::new(settings.always_default_sender),
            time_email: RwSignal::new(settings.time_email.to_string()),
            time_email_max: RwSignal::new(settings.time_email_max.to_string()),
            language: RwSignal::new(settings.language.code().to_owned()),
            zone: RwSignal::new(settings.time_zone.unwrap_or_default()),
            admin_notices: RwSignal::new(settings.admin_notices),
            product_url: RwSignal::new(settings.product_url.unwrap_or_default()),
        }
    }

    fn form(self) -> Result<EmailForm, Problem> {
        Ok(EmailForm {
            default_sender: Some(self.default_sender.get_untracked()),
            always_default_sender: Some(self.always.get_untracked()),
            time_email: Some(typed_span("time_email", self.time_email)?),
            time_email_max: Some(typed_span("time_email_max", self.time_email_max)?),
            language: self
                .language
                .with_untracked(|code| code.parse::<Language>())
                .ok(),
            time_zone: Some(self.zone.get_untracked()),
            admin_notices: Some(self.admin_notices.get_untracked()),
            product_url: Some(self.product_url.get_untracked()),
        })
    }
}

#[component]
fn EmailSettingsForm(settings: EmailSettings) -> impl IntoView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let submit = Submit::new();
    let fields = Fields::new(settings);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        submit.run(
            async move { api.set_email_settings(&fields.form()?).await },
            move |()| toasts.say(say!(i18n, common.saved)),
        );
    };
    let languages = [("fr", "Français"), ("en", "English")]
        .map(|(code, name)| (code.to_owned(), name.to_owned()));
    view! {
        <form class="form" on:submit=send>
            <Field name="default_sender" kind="email" label=say!(i18n, mail.default_sender) hint=say!(i18n, mail.default_sender_hint) value=fields.default_sender error=submit.error_of("default_sender")/>
            <Switch name="always_default_sender" label=say!(i18n, mail.always) hint=say!(i18n, mail.always_hint) value=fields.always/>
            <Preview default_sender=fields.default_sender always=fields.always/>
            <div class="row">
                <Field name="time_email" label=say!(i18n, mail.time_email) hint=say!(i18n, mail.time_email_hint) value=fields.time_email error=submit.error_of("time_email")/>
                <Field name="time_email_max" label=say!(i18n, mail.time_email_max) hint=say!(i18n, mail.time_email_max_hint) value=fields.time_email_max error=submit.error_of("time_email_max")/>
            </div>
            <Select name="language" label=say!(i18n, mail.language) hint=say!(i18n, mail.language_hint) value=fields.language options=languages.to_vec()/>
            <Zone zone=fields.zone submit=submit label=say!(i18n, mail.time_zone) hint=say!(i18n, mail.time_zone_hint)/>
            <Switch name="admin_notices" label=say!(i18n, mail.admin_notices) hint=say!(i18n, mail.admin_notices_hint) value=fields.admin_notices/>
            <Field name="product_url" kind="url" label=say!(i18n, mail.product_url) hint=say!(i18n, mail.product_url_hint) value=fields.product_url error=submit.error_of("product_url")/>
            <ProblemNotice problem=submit.problem/>
            <footer><Button look=Look::Primary busy=submit.busy>{say!(i18n, common.save)}</Button></footer>
        </form>
    }
    .into_any()
}
