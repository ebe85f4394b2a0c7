use serde::{Deserialize, Serialize};

use super::SmtpForm;
use crate::settings::SmtpSecure;

/// `POST /settings/smtp/test`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmtpTestForm {
    /// Unsaved values; `null`: the saved ones.
    #[serde(default)]
    pub settings: Option<SmtpForm>,
    /// The recipient, any address.
    pub to: String,
}

/// The answer, whether the mail went or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmtpTest {
    /// The relay took the mail.
    pub ok: bool,
    /// What was said, line by line, secrets masked.
    pub dialogue: Vec<Said>,
    /// The protection agreed on; `null`: clear text, or it did not come to that.
    pub tls: Option<Tls>,
    /// Why it did not go.
    pub failure: Option<Failure>,
    /// Which values were used.
    pub values: TestedValues,
}

/// `POST /settings/smtp/probe`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmtpProbeForm {
    /// Host name or IP address.
    pub smtp_host: String,
    /// Only this port, in every way; `null`: the usual ones.
    #[serde(default)]
    pub smtp_port: Option<u16>,
}

/// Which ways to a server work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmtpProbe {
    /// All that were tried, the best first.
    pub tried: Vec<SmtpWay>,
    /// The first that works.
    pub proposal: Option<SmtpWay>,
}

/// A port and a protection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmtpWay {
    /// TCP port.
    pub smtp_port: u16,
    /// Protection of the connection.
    pub smtp_secure: SmtpSecure,
    /// The server could be spoken to.
    pub ok: bool,
    /// Ways to sign in that it offers.
    pub auth: Vec<String>,
    /// The protection agreed on.
    pub tls: Option<Tls>,
    /// Why it could not be spoken to.
    pub failure: Option<Failure>,
}

/// One line of the dialogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Said {
    /// Milliseconds since the test began.
    pub at_ms: u64,
    /// Who said it.
    pub direction: Speaker,
    /// What.
    pub line: String,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Speaker {
    /// Colombier.
    Client,
    /// The relay.
    Server,
    /// A word of ours between the lines, such as that TLS began.
    Note,
}

/// The protection of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tls {
    /// Such as `TLSv1.3`.
    pub version: Option<String>,
    /// The relay's certificate, in words.
    pub certificate: Option<String>,
}

/// Why the mail did not go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Failure {
    /// The reason's code.
    pub code: String,
    /// What it means.
    pub sentence: Words,
    /// What to do next.
    pub advice: Words,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Words {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// Which values a test used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TestedValues {
    /// Those on the form, not saved.
    Form,
    /// The saved ones.
    Saved,
}
