//! Settings of the installation.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    address::EmailAddress,
    event::ObjectType,
    person::Language,
    template::{OwnTemplate, Template, TemplateName},
    time::Span,
};

/// All that admins set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Tab Email.
    pub email: EmailSettings,
    /// Tab SMTP.
    pub smtp: SmtpSettings,
    /// The trash and retries.
    pub keeping: Keeping,
    /// The journal.
    pub journal: JournalSettings,
    /// Words of mails that admins changed.
    pub templates: Vec<OwnTemplate>,
}

impl Settings {
    /// The installation's own words of a mail; `None`: those carried along.
    pub fn template(&self, name: TemplateName, language: Language) -> Option<&Template> {
        let mut own = self.templates.iter();
        own.find(|own| own.name == name && own.language == language)
            .map(|own| &own.template)
    }

    /// Sets the words of a mail; `None` brings those carried along back.
    pub fn set_template(
        &mut self,
        name: TemplateName,
        language: Language,
        template: Option<Template>,
    ) {
        self.templates
            .retain(|own| own.name != name || own.language != language);
        self.templates.extend(template.map(|template| OwnTemplate {
            name,
            language,
            template,
        }));
        self.templates
            .sort_by_key(|own| (own.name.code(), own.language.code()));
    }
}

/// How long events are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JournalSettings {
    /// Events of a type that are older than this go; of a type that is not named none ever does.
    pub retention: BTreeMap<ObjectType, Span>,
}

impl JournalSettings {
    /// The shortest time an event can be kept.
    pub const SHORTEST: Span = Span::from_minutes(60);
}

/// Tab Email: who mails come from and when they leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EmailSettings {
    /// The installation's own sender and, always, the envelope sender.
    pub default_sender: Option<EmailAddress>,
    /// `From` is always the default sender; off: the acting person, and `Sender` the default sender.
    pub always_default_sender: bool,
    /// Quiet time after the last event before a notice is due.
    pub time_email: Span,
    /// Longest wait after the first event.
    pub time_email_max: Span,
    /// Language of summaries, and of people who chose none.
    pub language: Language,
    /// IANA name of the zone of people who chose none; `None` is UTC.
    pub time_zone: Option<String>,
    /// Whether administrators are told by mail of what went wrong.
    pub admin_notices: bool,
    /// Where people reach the page, without a slash at the end; links in mails begin with it.
    pub product_url: Option<String>,
}

impl Default for EmailSettings {
    fn default() -> Self {
        Self {
            default_sender: None,
            always_default_sender: true,
            time_email: Span::from_minutes(5),
            time_email_max: Span::from_minutes(40),
            language: Language::default(),
            time_zone: None,
            admin_notices: true,
            product_url: None,
        }
    }
}

/// Whose relay sends the mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SmtpMode {
    /// The relay given by the installation's operator (`COLOMBIER_SMTP_…`).
    #[default]
    Default,
    /// One's own server, as set here.
    Own,
}

/// How the connection is protected. Never falls back to a weaker one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(
    feature = "openapi",
    derive(utoipa::ToSchema),
    schema(rename_all = "lowercase")
)]
pub enum SmtpSecure {
    /// Clear text.
    #[default]
    None,
    /// STARTTLS (RFC 3207), required.
    Starttls,
    /// TLS from the first byte (RFC 8314).
    Implicit,
}

impl SmtpSecure {
    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Starttls => "starttls",
            Self::Implicit => "implicit",
        }
    }
}

/// The word is none of `none`, `starttls` (or `TLS`), `implicit` (or `SSL`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("smtp_secure is none, starttls or implicit")]
pub struct UnknownSecure;

impl FromStr for SmtpSecure {
    type Err = UnknownSecure;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().as_str() {
            "" | "none" => Ok(Self::None),
            "starttls" | "tls" => Ok(Self::Starttls),
            "implicit" | "ssl" => Ok(Self::Implicit),
            _ => Err(UnknownSecure),
        }
    }
}

impl TryFrom<String> for SmtpSecure {
    type Error = UnknownSecure;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SmtpSecure> for String {
    fn from(secure: SmtpSecure) -> Self {
        secure.as_str().to_owned()
    }
}

/// How the relay is told who we are (RFC 4954).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SmtpAuth {
    /// PLAIN or LOGIN, as the server offers, when there is a user name.
    #[default]
    Auto,
    /// PLAIN.
    Plain,
    /// LOGIN.
    Login,
    /// XOAUTH2.
    Xoauth2,
    /// None, whatever the user name.
    None,
}

/// A secret as it is at rest: sealed with the installation's key. Never shown, never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(pub Vec<u8>);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

/// Tab SMTP: the relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SmtpSettings {
    /// Default relay or own server.
    pub mode: SmtpMode,
    /// Host name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// User name; empty: no authentication.
    pub username: String,
    /// Password, sealed.
    pub password: Option<Sealed>,
    /// Protection of the connection.
    pub secure: SmtpSecure,
    /// Mechanism.
    pub auth: SmtpAuth,
    /// What we say in EHLO; empty: the sender's domain.
    pub ehlo_name: String,
    /// Longest wait for one step of the dialogue.
    pub timeout: Span,
}

impl Default for SmtpSettings {
    fn default() -> Self {
        Self {
            mode: SmtpMode::Default,
            host: String::new(),
            port: 587,
            username: String::new(),
            password: None,
            secure: SmtpSecure::Starttls,
            auth: SmtpAuth::Auto,
            ehlo_name: String::new(),
            timeout: Span::from_secs(30),
        }
    }
}

impl SmtpSettings {
    /// What is crossed between port and protection, if anything: said before it fails.
    pub fn crossed(&self) -> Option<CrossedPort> {
        match (self.port, self.secure) {
            (587, SmtpSecure::Implicit) => Some(CrossedPort::SubmissionWithImplicit),
            (465, SmtpSecure::Starttls) => Some(CrossedPort::SubmissionsWithStarttls),
            _ => None,
        }
    }
}

/// A port and a protection that do not go together (RFC 8314).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrossedPort {
    /// 587 speaks STARTTLS, not TLS from the first byte.
    SubmissionWithImplicit,
    /// 465 speaks TLS from the first byte, not STARTTLS.
    SubmissionsWithStarttls,
}

/// How long things are kept and tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Keeping {
    /// What is in the trash longer is purged.
    pub trash: Span,
    /// A mail is given up after.
    pub give_up: Span,
    /// First wait after a failed try; doubled each time.
    pub retry_first: Span,
    /// Longest wait between tries.
    pub retry_max: Span,
}

impl Default for Keeping {
    fn default() -> Self {
        Self {
            trash: Span::from_days(30),
            give_up: Span::from_days(5),
            retry_first: Span::from_minutes(1),
            retry_max: Span::from_minutes(60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_words_for_protection_are_understood() {
        for (word, meant) in [
            ("TLS", SmtpSecure::Starttls),
            ("ssl", SmtpSecure::Implicit),
            ("", SmtpSecure::None),
        ] {
            assert_eq!(word.parse(), Ok(meant));
        }
        assert_eq!("maybe".parse::<SmtpSecure>(), Err(UnknownSecure));
    }
}
