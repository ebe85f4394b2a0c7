//! Settings: read, saved, and turned into the relay that mails leave by.

mod explanation;
mod inbox;
mod probe;
mod templates;
mod trial;
mod verdict;

use std::collections::BTreeMap;

use domain::{
    address::EmailAddress,
    change,
    directory::Directory,
    event::ObjectType,
    refusal::Refusal,
    settings::{Keeping, Settings, SmtpMode, SmtpSettings},
    time::Span,
    wire,
};

use crate::{
    Flow, FlowError,
    access::{MayAdmin, Viewer},
    accounts::{address, time_zone},
    port::{RegistryExt as _, RelaySettings},
};

impl Flow {
    /// Tab Email.
    pub fn email_settings(&self, _may: &MayAdmin) -> wire::EmailSettings {
        (&self.directory().settings().email).into()
    }

    /// Saves tab Email.
    pub async fn put_email_settings(
        &self,
        may: &MayAdmin,
        form: wire::EmailForm,
    ) -> Result<wire::EmailSettings, FlowError> {
        let saved = self
            .save(may.viewer(), move |settings| with_email(settings, &form))
            .await?;
        Ok((&saved.email).into())
    }

    /// Tab SMTP, without the password.
    pub fn smtp_settings(&self, _may: &MayAdmin) -> wire::SmtpSettings {
        wire::SmtpSettings::new(self.directory().settings(), self.shown_default_relay())
    }

    /// Saves tab SMTP. Without a password in the form the one kept stays; with an empty one none is kept.
    pub async fn put_smtp_settings(
        &self,
        may: &MayAdmin,
        form: wire::SmtpForm,
    ) -> Result<wire::SmtpSettings, FlowError> {
        let given = self.world.default_relay.is_some();
        let merge = self.smtp_merge(form, given);
        let saved = self.save(may.viewer(), merge).await?;
        self.world.relay.close_idle().await;
        Ok(wire::SmtpSettings::new(&saved, self.shown_default_relay()))
    }

    /// What a form makes of settings, its password sealed.
    fn smtp_merge(
        &self,
        form: wire::SmtpForm,
        given: bool,
    ) -> impl Fn(&mut Settings) -> Result<(), Refusal> + Send + 'static {
        let sealed = form
            .smtp_password
            .as_ref()
            .map(|secret| (!secret.0.is_empty()).then(|| self.world.sealing.seal(&secret.0)));
        move |settings| {
            with_smtp(settings, &form, given)?;
            if let Some(sealed) = &sealed {
                settings.smtp.password.clone_from(sealed);
            }
            Ok(())
        }
    }

    /// How long things are kept and tried.
    pub fn keeping_settings(&self, _may: &MayAdmin) -> wire::KeepingSettings {
        (&self.directory().settings().keeping).into()
    }

    /// Saves it.
    pub async fn put_keeping_settings(
        &self,
        may: &MayAdmin,
        form: wire::KeepingForm,
    ) -> Result<wire::KeepingSettings, FlowError> {
        let saved = self
            .save(may.viewer(), move |settings| {
                with_keeping(&mut settings.keeping, &form)
            })
            .await?;
        Ok((&saved.keeping).into())
    }

    /// How long events are kept.
    pub fn journal_settings(&self, _may: &MayAdmin) -> wire::JournalSettings {
        (&self.directory().settings().journal).into()
    }

    /// Saves it.
    pub async fn put_journal_settings(
        &self,
        may: &MayAdmin,
        form: wire::JournalForm,
    ) -> Result<wire::JournalSettings, FlowError> {
        let saved = self
            .save(may.viewer(), move |settings| {
                with_retention(&mut settings.journal.retention, &form);
                Ok(())
            })
            .await?;
        Ok((&saved.journal).into())
    }

    /// Merges into the newest settings within the commit, so that two tabs saved at once both stay.
    async fn save(
        &self,
        viewer: &Viewer,
        merge: impl Fn(&mut Settings) -> Result<(), Refusal> + Send + 'static,
    ) -> Result<Settings, FlowError> {
        let stamp = viewer.stamp(self.now());
        let decide = move |d: &Directory, plan: &mut _| {
            let mut settings = (**d.settings()).clone();
            merge(&mut settings)?;
            change::change_settings(d, plan, &settings, &stamp)
        };
        let saved = self.world.store.change("saving settings", decide).await?;
        self.relay.wake();
        self.settings_bell.notify_one();
        self.archive_bell.notify_one();
        self.outbox_bell.notify_one();
        // With the delays the due times of notices that wait have moved.
        self.notices_bell.notify_one();
        Ok(saved)
    }

    fn shown_default_relay(&self) -> Option<wire::DefaultRelay> {
        self.world
            .default_relay
            .as_ref()
            .map(|relay| wire::DefaultRelay {
                smtp_host: relay.host.clone(),
                smtp_port: relay.port,
                smtp_secure: relay.secure,
            })
    }

    /// The relay that mails leave by, and the default sender; `None` while one of them is not set.
    pub(crate) fn relay_settings(
        &self,
        directory: &Directory,
    ) -> Option<(RelaySettings, EmailAddress)> {
        let settings = directory.settings();
        self.relay_of(settings, || self.unsealed(&settings.smtp))
    }

    pub(crate) fn relay_of(
        &self,
        settings: &Settings,
        password: impl FnOnce() -> String,
    ) -> Option<(RelaySettings, EmailAddress)> {
        let sender = settings.email.default_sender.clone()?;
        let mut relay = match (&self.world.default_relay, settings.smtp.mode) {
            (Some(relay), SmtpMode::Default) => relay.clone(),
            _ => own_relay(&settings.smtp, password)?,
        };
        if relay.ehlo_name.is_empty() {
            sender.domain().clone_into(&mut relay.ehlo_name);
        }
        Some((relay, sender))
    }

    /// The password kept. One sealed with another key is said in the log, and then by the relay, which refuses us:
    /// mails wait, and the page shows why.
    pub(crate) fn unsealed(&self, smtp: &SmtpSettings) -> String {
        let Some(sealed) = &smtp.password else {
            return String::new();
        };
        self.world.sealing.unseal(sealed).unwrap_or_else(|error| {
            tracing::error!(%error, "the SMTP password is lost: set it again");
            String::new()
        })
    }
}

fn own_relay(smtp: &SmtpSettings, password: impl FnOnce() -> String) -> Option<RelaySettings> {
    if smtp.host.is_empty() {
        return None;
    }
    Some(RelaySettings {
        host: smtp.host.clone(),
        port: smtp.port,
        secure: smtp.secure,
        auth: smtp.auth,
        username: smtp.username.clone(),
        password: password(),
        ehlo_name: smtp.ehlo_name.clone(),
        timeout: smtp.timeout.to_std(),
    })
}

/// An address, or nothing where `""` was sent.
fn sender(typed: &str) -> Result<Option<EmailAddress>, Refusal> {
    if typed.trim().is_empty() {
        Ok(None)
    } else {
        address(typed, "default_sender").map(Some)
    }
}

fn with_email(settings: &mut Settings, form: &wire::EmailForm) -> Result<(), Refusal> {
    let email = &mut settings.email;
    if let Some(typed) = &form.default_sender {
        email.default_sender = sender(typed)?;
    }
    if let Some(url) = &form.product_url {
        let url = url.trim().trim_end_matches('/');
        email.product_url = (!url.is_empty()).then(|| url.to_owned());
    }
    email.always_default_sender = form
        .always_default_sender
        .unwrap_or(email.always_default_sender);
    email.time_email = form.time_email.unwrap_or(email.time_email);
    email.time_email_max = form.time_email_max.unwrap_or(email.time_email_max);
    email.language = form.language.unwrap_or(email.language);
    email.admin_notices = form.admin_notices.unwrap_or(email.admin_notices);
    if let Some(zone) = &form.time_zone {
        email.time_zone = time_zone(Some(zone))?;
    }
    Ok(())
}

/// All of the form but its password. `given`: the operator gave a relay.
fn with_smtp(settings: &mut Settings, form: &wire::SmtpForm, given: bool) -> Result<(), Refusal> {
    if let Some(typed) = &form.default_sender {
        settings.email.default_sender = sender(typed)?;
    }
    let smtp = &mut settings.smtp;
    if let Some(host) = &form.smtp_host {
        host.trim().clone_into(&mut smtp.host);
    }
    smtp.port = form.smtp_port.unwrap_or(smtp.port);
    if let Some(username) = &form.smtp_username {
        smtp.username.clone_from(username);
    }
    smtp.secure = form.smtp_secure.unwrap_or(smtp.secure);
    smtp.auth = form.smtp_auth.unwrap_or(smtp.auth);
    if let Some(name) = &form.ehlo_name {
        name.trim().clone_into(&mut smtp.ehlo_name);
    }
    smtp.timeout = form.timeout.unwrap_or(smtp.timeout);
    let host_given = form
        .smtp_host
        .as_deref()
        .is_some_and(|host| !host.trim().is_empty());
    smtp.mode = form
        .mode
        .unwrap_or(if host_given { SmtpMode::Own } else { smtp.mode });
    if smtp.host.is_empty() && !given {
        // What was read before anything was set can be put back: no server is no mode.
        smtp.mode = SmtpMode::Default;
    }
    Ok(())
}

fn with_retention(kept: &mut BTreeMap<ObjectType, Span>, form: &wire::JournalForm) {
    for (object_type, span) in &form.retention {
        match span {
            Some(span) => drop(kept.insert(*object_type, *span)),
            None => drop(kept.remove(object_type)),
        }
    }
}

fn with_keeping(keeping: &mut Keeping, form: &wire::KeepingForm) -> Result<(), Refusal> {
    let (second, years) = (Span::from_secs(1), Span::from_days(3660));
    let fields = [
        (&mut keeping.trash, form.trash, "trash"),
        (&mut keeping.give_up, form.give_up, "give_up"),
        (&mut keeping.retry_first, form.retry_first, "retry_first"),
        (&mut keeping.retry_max, form.retry_max, "retry_max"),
    ];
    for (kept, wanted, name) in fields {
        *kept = wanted.unwrap_or(*kept);
        if *kept < second || *kept > years {
            return Err(Refusal::BadField(name));
        }
    }
    if keeping.retry_max < keeping.retry_first {
        Err(Refusal::BadField("retry_max"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use domain::settings::SmtpSecure;

    use super::*;

    fn smtp(json: &str) -> wire::SmtpForm {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_host_means_ones_own_server_and_none_can_be_put_back() {
        let mut settings = Settings::default();
        with_smtp(
            &mut settings,
            &smtp(r#"{"mode":"own","smtp_host":""}"#),
            false,
        )
        .unwrap();
        assert_eq!(settings, Settings::default());
        with_smtp(
            &mut settings,
            &smtp(r#"{"smtp_host":"mx.example.org","smtp_secure":"TLS"}"#),
            true,
        )
        .unwrap();
        assert_eq!(
            (settings.smtp.mode, settings.smtp.secure),
            (SmtpMode::Own, SmtpSecure::Starttls)
        );
    }

    #[test]
    fn absent_stays_and_empty_clears() {
        let mut settings = Settings::default();
        let form = |json| serde_json::from_str::<wire::EmailForm>(json).unwrap();
        let set = form(r#"{"default_sender":"a@example.org","product_url":"https://x.example/ "}"#);
        with_email(&mut settings, &set).unwrap();
        with_email(&mut settings, &form("{}")).unwrap();
        assert_eq!(
            settings.email.product_url.as_deref(),
            Some("https://x.example")
        );
        with_email(
            &mut settings,
            &form(r#"{"default_sender":"","product_url":""}"#),
        )
        .unwrap();
        assert_eq!(settings, Settings::default());
        let bad = form(r#"{"default_sender":"nobody"}"#);
        assert_eq!(
            with_email(&mut settings, &bad),
            Err(Refusal::BadField("default_sender"))
        );
    }

    #[test]
    fn a_wait_of_nothing_between_tries_is_refused() {
        let mut keeping = Keeping::default();
        let form = wire::KeepingForm {
            retry_first: Some(Span::ZERO),
            ..wire::KeepingForm::default()
        };
        assert_eq!(
            with_keeping(&mut keeping, &form),
            Err(Refusal::BadField("retry_first"))
        );
    }
}
