//! The tabs of the settings.

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::parts::{Tab, Tabs};
use crate::say;

/// Email, SMTP, the words of mails, and the mail doctor.
#[component]
pub fn SettingsTabs() -> impl IntoView {
    let i18n = use_i18n();
    let tabs = vec![
        Tab {
            name: say!(i18n, mail.tab_email).to_owned(),
            href: "/settings/email".to_owned(),
        },
        Tab {
            name: say!(i18n, mail.tab_smtp).to_owned(),
            href: "/settings/smtp".to_owned(),
        },
        Tab {
            name: say!(i18n, templates.tab).to_owned(),
            href: "/settings/templates".to_owned(),
        },
        Tab {
            name: say!(i18n, doctor.tab).to_owned(),
            href: "/settings/doctor".to_owned(),
        },
    ];
    view! { <Tabs label=say!(i18n, common.settings) tabs=tabs/> }.into_any()
}
