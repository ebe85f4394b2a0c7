use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Secret;
use crate::{
    address::EmailAddress,
    event::ObjectType,
    person::Language,
    settings::{self, SmtpAuth, SmtpMode, SmtpSecure},
    time::Span,
};

/// `GET /settings/email`; it can be put back as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailSettings {
    /// The installation's own sender and, always, the envelope sender.
    pub default_sender: Option<EmailAddress>,
    /// `From` is always the default sender; off: the acting person.
    pub always_default_sender: bool,
    /// Quiet time after the last deposit before a mail leaves; at least `1s`.
    pub time_email: Span,
    /// Longest wait after the first deposit.
    pub time_email_max: Span,
    /// Language of summaries, and of people who chose none.
    pub language: Language,
    /// IANA name of the zone of people who chose none; `null` is UTC.
    pub time_zone: Option<String>,
    /// Whether administrators are told by mail of what went wrong.
    pub admin_notices: bool,
    /// Where people reach the page; links in mails begin with it.
    pub product_url: Option<String>,
}

impl From<&settings::EmailSettings> for EmailSettings {
    fn from(email: &settings::EmailSettings) -> Self {
        Self {
            default_sender: email.default_sender.clone(),
            always_default_sender: email.always_default_sender,
            time_email: email.time_email,
            time_email_max: email.time_email_max,
            language: email.language,
            time_zone: email.time_zone.clone(),
            admin_notices: email.admin_notices,
            product_url: email.product_url.clone(),
        }
    }
}

/// `PUT /settings/email`: what is absent or `null` stays as it is, `""` clears.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailForm {
    /// The installation's own sender.
    pub default_sender: Option<String>,
    /// `From` is always the default sender.
    pub always_default_sender: Option<bool>,
    /// Quiet time, at least `1s`.
    pub time_email: Option<Span>,
    /// Longest wait.
    pub time_email_max: Option<Span>,
    /// Language of the installation.
    pub language: Option<Language>,
    /// IANA name of the zone of people who chose none.
    pub time_zone: Option<String>,
    /// Whether administrators are told by mail of what went wrong.
    pub admin_notices: Option<bool>,
    /// Where people reach the page.
    pub product_url: Option<String>,
}

/// `GET /settings/smtp`; it can be put back as it is. The password is never given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmtpSettings {
    /// `default`: the operator's relay; `own`: the server below.
    pub mode: SmtpMode,
    /// The installation's own sender and, always, the envelope sender.
    pub default_sender: Option<EmailAddress>,
    /// Host name or IP address.
    pub smtp_host: String,
    /// TCP port.
    pub smtp_port: u16,
    /// User name; empty: no authentication.
    pub smtp_username: String,
    /// Whether a password is kept.
    pub smtp_password_set: bool,
    /// Protection of the connection.
    pub smtp_secure: SmtpSecure,
    /// Mechanism.
    pub smtp_auth: SmtpAuth,
    /// What we say in EHLO; empty: the sender's domain.
    pub ehlo_name: String,
    /// Longest wait for one step of the dialogue.
    pub timeout: Span,
    /// The relay given by the operator, if one was.
    pub default_relay: Option<DefaultRelay>,
}

impl SmtpSettings {
    /// The settings as they are shown: with the default sender of tab Email and the operator's relay.
    pub fn new(settings: &settings::Settings, default_relay: Option<DefaultRelay>) -> Self {
        let smtp = &settings.smtp;
        Self {
            mode: if default_relay.is_none() {
                SmtpMode::Own
            } else {
                smtp.mode
            },
            default_sender: settings.email.default_sender.clone(),
            smtp_host: smtp.host.clone(),
            smtp_port: smtp.port,
            smtp_username: smtp.username.clone(),
            smtp_password_set: smtp.password.is_some(),
            smtp_secure: smtp.secure,
            smtp_auth: smtp.auth,
            ehlo_name: smtp.ehlo_name.clone(),
            timeout: smtp.timeout,
            default_relay,
        }
    }
}

/// The operator's relay, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DefaultRelay {
    /// Host name or IP address.
    pub smtp_host: String,
    /// TCP port.
    pub smtp_port: u16,
    /// Protection of the connection.
    pub smtp_secure: SmtpSecure,
}

/// `PUT /settings/smtp`, and the unsaved values of a test: what is absent or `null` stays as it is, `""` clears.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmtpForm {
    /// Absent: `own` when `smtp_host` is given.
    pub mode: Option<SmtpMode>,
    /// The installation's own sender.
    pub default_sender: Option<String>,
    /// Host name or IP address.
    pub smtp_host: Option<String>,
    /// TCP port.
    pub smtp_port: Option<u16>,
    /// User name.
    pub smtp_username: Option<String>,
    /// Absent: the one kept stays; `""`: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_password: Option<Secret>,
    /// `none`, `starttls` or `implicit`; `TLS` is starttls, `SSL` implicit, empty none.
    pub smtp_secure: Option<SmtpSecure>,
    /// Mechanism.
    pub smtp_auth: Option<SmtpAuth>,
    /// What we say in EHLO.
    pub ehlo_name: Option<String>,
    /// Longest wait for one step.
    pub timeout: Option<Span>,
}

/// `GET /settings/keeping`; it can be put back as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeepingSettings {
    /// What is in the trash longer goes for good.
    pub trash: Span,
    /// A mail is given up after.
    pub give_up: Span,
    /// First wait after a failed try; doubled each time.
    pub retry_first: Span,
    /// Longest wait between tries.
    pub retry_max: Span,
}

impl From<&settings::Keeping> for KeepingSettings {
    fn from(keeping: &settings::Keeping) -> Self {
        Self {
            trash: keeping.trash,
            give_up: keeping.give_up,
            retry_first: keeping.retry_first,
            retry_max: keeping.retry_max,
        }
    }
}

/// `PUT /settings/keeping`: what is absent or `null` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeepingForm {
    /// What is in the trash longer goes for good.
    pub trash: Option<Span>,
    /// A mail is given up after.
    pub give_up: Option<Span>,
    /// First wait after a failed try.
    pub retry_first: Option<Span>,
    /// Longest wait between tries.
    pub retry_max: Option<Span>,
}

/// `GET /settings/journal`; it can be put back as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JournalSettings {
    /// How long events of each type are kept; `null`: for ever.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub retention: BTreeMap<ObjectType, Option<Span>>,
}

impl From<&settings::JournalSettings> for JournalSettings {
    fn from(journal: &settings::JournalSettings) -> Self {
        let kept = |one: &ObjectType| (*one, journal.retention.get(one).copied());
        Self {
            retention: ObjectType::ALL.iter().map(kept).collect(),
        }
    }
}

/// `PUT /settings/journal`: a type that is absent stays as it is, `null` keeps its events for ever.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JournalForm {
    /// How long events of each type are kept, such as `{"SESSION": "90d"}`; at least an hour.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub retention: BTreeMap<ObjectType, Option<Span>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_can_be_put_back_and_never_has_the_password() {
        let mut settings = settings::Settings::default();
        settings.smtp.password = Some(settings::Sealed(vec![1, 2, 3]));
        let read = serde_json::to_value(SmtpSettings::new(&settings, None)).unwrap();
        assert_eq!(read["smtp_password_set"], true);
        assert!(read.get("smtp_password").is_none());
        let form: SmtpForm = serde_json::from_value(read).unwrap();
        assert_eq!(form.smtp_port, Some(587));
        assert_eq!(form.smtp_password, None);
    }
}
