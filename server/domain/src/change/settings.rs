//! Changes of settings.

use std::sync::Arc;

use super::{Delta, Plan};
use crate::{
    address::EmailAddress,
    directory::Directory,
    event::{Action, Event, ObjectType, Snapshot, Stamp},
    refusal::Refusal,
    settings::{JournalSettings, Settings, SmtpMode},
    time::Span,
    timing::spans_fit,
};

/// Replaces the settings, with SETTING MODIFY; no change, no event.
pub fn change_settings(
    directory: &Directory,
    plan: &mut Plan,
    settings: &Settings,
    stamp: &Stamp,
) -> Result<Settings, Refusal> {
    check_settings(settings)?;
    let before = directory.settings();
    if **before == *settings {
        return Ok(settings.clone());
    }
    let draft = Event::draft(stamp, ObjectType::Setting, Action::Modify)
        .says(
            settings.email.language,
            &changed_names(before, settings).join(", "),
        )
        .change(Some(shown(before, settings)), Some(shown(settings, before)));
    plan.event(draft);
    plan.put(Delta::Settings(Arc::new(settings.clone())));
    Ok(settings.clone())
}

/// Lets mail be sent again to a suspended address, with EMAIL RESUME.
pub fn resume_address(
    directory: &Directory,
    plan: &mut Plan,
    address: &EmailAddress,
    stamp: &Stamp,
) {
    if let Some(health) = directory.health(address) {
        let draft = Event::draft(stamp, ObjectType::Email, Action::Resume)
            .says(directory.settings().email.language, address.as_str());
        plan.event(draft);
        plan.put(Delta::HealthGone(health.key.clone()));
    }
}

/// Whether settings can be saved; else the field that cannot be used.
pub fn check_settings(settings: &Settings) -> Result<(), Refusal> {
    let (email, smtp) = (&settings.email, &settings.smtp);
    let url_is_http = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    spans_fit(email.time_email, email.time_email_max).map_err(Refusal::BadField)?;
    match () {
        () if email
            .product_url
            .as_deref()
            .is_some_and(|url| !url_is_http(url) || bad_text(url)) =>
        {
            Err("product_url")
        }
        () if smtp.mode == SmtpMode::Own && (smtp.host.is_empty() || bad_text(&smtp.host)) => {
            Err("smtp_host")
        }
        () if smtp.port == 0 => Err("smtp_port"),
        () if bad_text(&smtp.ehlo_name) => Err("ehlo_name"),
        () if smtp.username.chars().any(char::is_control) || smtp.username.len() > 500 => {
            Err("smtp_username")
        }
        () if smtp.timeout < Span::from_secs(1) || smtp.timeout > Span::from_minutes(10) => {
            Err("timeout")
        }
        () if !journal_is_sensible(&settings.journal) => Err("retention"),
        () => Ok(()),
    }
    .map_err(Refusal::BadField)
}

fn journal_is_sensible(journal: &JournalSettings) -> bool {
    let mut kept = journal.retention.values();
    kept.all(|kept| (JournalSettings::SHORTEST..=Span::from_days(36_600)).contains(kept))
}

fn bad_text(text: &str) -> bool {
    text.len() > 500 || text.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Without secrets, and of the words of mails only those that are different in `other`: they are long.
fn shown(settings: &Settings, other: &Settings) -> Snapshot {
    let mut settings = settings.clone();
    settings.smtp.password = None;
    settings
        .templates
        .retain(|own| !other.templates.contains(own));
    Snapshot::Settings(Box::new(settings))
}

/// The names of what changed, as in the API.
fn changed_names(before: &Settings, after: &Settings) -> Vec<&'static str> {
    let (e, f, s, t) = (&before.email, &after.email, &before.smtp, &after.smtp);
    [
        (e.default_sender != f.default_sender, "default_sender"),
        (
            e.always_default_sender != f.always_default_sender,
            "always_default_sender",
        ),
        (e.time_email != f.time_email, "time_email"),
        (e.time_email_max != f.time_email_max, "time_email_max"),
        (e.language != f.language, "language"),
        (e.time_zone != f.time_zone, "time_zone"),
        (e.admin_notices != f.admin_notices, "admin_notices"),
        (e.product_url != f.product_url, "product_url"),
        (s.mode != t.mode, "mode"),
        (s.host != t.host, "smtp_host"),
        (s.port != t.port, "smtp_port"),
        (s.username != t.username, "smtp_username"),
        (s.password != t.password, "smtp_password"),
        (s.secure != t.secure, "smtp_secure"),
        (s.auth != t.auth, "smtp_auth"),
        (s.ehlo_name != t.ehlo_name, "ehlo_name"),
        (s.timeout != t.timeout, "timeout"),
        (before.keeping != after.keeping, "keeping"),
        (before.journal != after.journal, "retention"),
        (before.templates != after.templates, "templates"),
    ]
    .into_iter()
    .filter_map(|(changed, name)| changed.then_some(name))
    .collect()
}
