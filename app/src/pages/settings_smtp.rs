//! Settings, tab SMTP: the relay, and a test of it.

use leptos::prelude::*;

use super::settings_tabs::SettingsTabs;
use crate::api::use_api;
use crate::i18n::use_i18n;
use crate::parts::{PageHead, loaded, use_toasts};
use crate::say;

mod fields;
mod form;
mod probe;
mod test;

pub use fields::Fields;
pub use form::{Credentials, Server, SmtpSettingsForm};
pub use test::SmtpTestSection;

/// The route `/settings/smtp`.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let (api, toasts) = (use_api(), use_toasts());
    let settings = Resource::new(|| (), move |()| async move { api.smtp_settings().await });
    let saved = Callback::new(move |()| {
        toasts.say(say!(i18n, common.saved));
        settings.refetch();
    });
    let form =
        move |settings| view! { <SmtpSettingsForm settings=settings saved=saved/> }.into_any();
    view! {
        <PageHead title=say!(i18n, common.settings)/>
        <SettingsTabs/>
        {loaded(settings, form)}
    }
    .into_any()
}
