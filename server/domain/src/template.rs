//! The words of mails: carried along, or the installation's own.

use std::{fmt, str::FromStr};

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
    /// Administrators are told of what went wrong.
    AdminNotice,
}

impl TemplateName {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Alert,
        Self::DownloadReceipt,
        Self::DepositReceipt,
        Self::Credentials,
        Self::PasswordReset,
        Self::TicketAcknowledgement,
        Self::AdminNotice,
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
            Self::AdminNotice => "admin_notice",
        }
    }
}

impl FromStr for TemplateName {
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
    /// The part with this name; that of a name that is none is empty.
    pub fn part(&self, name: &str) -> &str {
        match name {
            "subject" => &self.subject,
            "text" => &self.text,
            "html" => &self.html,
            _ => "",
        }
    }

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

/// Why words cannot be a mail. As text it is one English sentence, which can be read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFlaw {
    /// What is wrong.
    pub kind: FlawKind,
    /// In which line of its part, the first is 1; `None` where that is not known.
    pub line: Option<usize>,
}

/// What is wrong with the words of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlawKind {
    /// The mail has no field of this name.
    NoField(String),
    /// A value is used that is not there.
    NoValue,
    /// A tag is not closed, or cannot be read; in the words of the template language.
    Unreadable(String),
    /// It does not come to an end.
    Endless,
    /// It takes in a template that there is not.
    NoPart,
    /// It uses a filter, test or function that there is not.
    NoFunction,
    /// A value cannot be used as it is; in the words of the template language.
    Unusable(String),
}

impl FlawKind {
    /// The sentence up to what is told with it.
    const fn sentence(&self) -> &'static str {
        match self {
            Self::NoField(_) => "There is no such field in this mail: ",
            Self::NoValue => "A value is used that is not there",
            Self::Unreadable(_) => "A tag is not closed, or cannot be read: ",
            Self::Endless => "It does not come to an end",
            Self::NoPart => "It takes in a template that there is not",
            Self::NoFunction => "It uses a filter, test or function that there is not",
            Self::Unusable(_) => "A value cannot be used like this: ",
        }
    }

    fn told(&self) -> &str {
        match self {
            Self::NoField(told) | Self::Unreadable(told) | Self::Unusable(told) => told,
            _ => "",
        }
    }

    fn read(text: &str) -> Option<Self> {
        let told = String::new;
        let kinds = [
            Self::NoField(told()),
            Self::NoValue,
            Self::Unreadable(told()),
            Self::Endless,
            Self::NoPart,
            Self::NoFunction,
            Self::Unusable(told()),
        ];
        kinds.into_iter().find_map(|kind| {
            let told = text.strip_prefix(kind.sentence())?.to_owned();
            Some(match kind {
                Self::NoField(_) => Self::NoField(told),
                Self::Unreadable(_) => Self::Unreadable(told),
                Self::Unusable(_) => Self::Unusable(told),
                other => other,
            })
        })
    }
}

impl fmt::Display for TemplateFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.sentence(), self.kind.told())?;
        match self.line {
            Some(line) => write!(f, " (line {line})."),
            None => f.write_str("."),
        }
    }
}

impl FromStr for TemplateFlaw {
    type Err = UnknownCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let whole = text.strip_suffix('.').unwrap_or(text);
        let numbered = whole.strip_suffix(')').and_then(|whole| {
            let (words, line) = whole.rsplit_once(" (line ")?;
            Some((words, line.parse().ok()?))
        });
        let (words, line) = match numbered {
            Some((words, line)) => (words, Some(line)),
            None => (whole, None),
        };
        let kind = FlawKind::read(words).ok_or_else(|| UnknownCode(text.to_owned()))?;
        Ok(Self { kind, line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaw_is_read_back_from_its_sentence() {
        let kinds = [
            FlawKind::NoField("folder.nam".to_owned()),
            FlawKind::NoValue,
            FlawKind::Unreadable("unexpected end (of input).".to_owned()),
            FlawKind::Endless,
            FlawKind::NoPart,
            FlawKind::NoFunction,
            FlawKind::Unusable("not a list".to_owned()),
        ];
        for (kind, line) in kinds.into_iter().zip([Some(3), None].into_iter().cycle()) {
            let flaw = TemplateFlaw { kind, line };
            assert_eq!(flaw.to_string().parse(), Ok(flaw));
        }
        assert!("Something else.".parse::<TemplateFlaw>().is_err());
    }

    #[test]
    fn a_flaw_says_what_and_where() {
        let flaw = TemplateFlaw {
            kind: FlawKind::NoField("folder.nam".to_owned()),
            line: Some(2),
        };
        assert_eq!(
            flaw.to_string(),
            "There is no such field in this mail: folder.nam (line 2)."
        );
    }
}
