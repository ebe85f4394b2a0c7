//! The words of mails: carried along, or the installation's own.

use serde::{Deserialize, Serialize};

use crate::{event::UnknownCode, person::Language};

/// The longest subject, text and HTML, in bytes.
pub const MAX_TEMPLATE: [(&str, usize); 3] =
    [("subject", 1_000), ("text", 30_000), ("html", 100_000)];

/// A mail whose words can be changed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TemplateName {
    /// Files were deposited.
    #[default]
    Alert,
    /// One's own files were downloaded.
    DownloadReceipt,
    /// One's own deposit arrived.
    DepositReceipt,
    /// A link to choose the first password.
    Credentials,
    /// A link to choose another password.
    PasswordReset,
    /// A message came and is a ticket now.
    TicketAcknowledgement,
}

impl TemplateName {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Alert,
        Self::DownloadReceipt,
        Self::DepositReceipt,
        Self::Credentials,
        Self::PasswordReset,
        Self::TicketAcknowledgement,
    ];

    /// The word in the API and in EMAIL events.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::DownloadReceipt => "download_receipt",
            Self::DepositReceipt => "deposit_receipt",
            Self::Credentials => "credentials",
            Self::PasswordReset => "password_reset",
            Self::TicketAcknowledgement => "ticket_acknowledgement",
        }
    }
}

impl std::str::FromStr for TemplateName {
    type Err = UnknownCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|name| name.code() == text);
        found.ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

/// The words of a mail in one language, with dynamic fields (minijinja).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Template {
    /// The subject, one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

impl Template {
    /// The part that is too long.
    pub fn too_long(&self) -> Option<&'static str> {
        let parts = [&self.subject, &self.text, &self.html];
        let mut parts = parts.into_iter().zip(MAX_TEMPLATE);
        parts.find_map(|(part, (name, most))| (part.len() > most).then_some(name))
    }
}

/// Words of the installation's own, in place of those carried along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnTemplate {
    /// Of which mail.
    pub name: TemplateName,
    /// In which language.
    pub language: Language,
    /// The words.
    pub template: Template,
}
