//! Mail addresses.

use std::{fmt, str::FromStr};

use email_address::{EmailAddress as Checked, Options};
use serde::{Deserialize, Serialize};

/// A mail address (RFC 5321 `Mailbox`, RFC 6531 for other scripts) without display name.
///
/// Kept as it was written, but for the domain, which is in lower case; compare with [`EmailAddress::key`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = Email))]
pub struct EmailAddress(String);

/// The text is no mail address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write the address as name@example.org")]
pub struct NotAnAddress;

impl EmailAddress {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the last `@`.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands after the last `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The form in which two spellings of one address are equal: all in lower case.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl FromStr for EmailAddress {
    type Err = NotAnAddress;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let options = Options::default()
            .without_display_text()
            .without_domain_literal();
        let clean = text.chars().all(|c| !c.is_control() && !c.is_whitespace());
        if !clean || text.len() > 254 || Checked::parse_with_options(text, options).is_err() {
            return Err(NotAnAddress);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnAddress)?;
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = NotAnAddress;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_compared_without_case_and_a_local_part_is_kept() {
        let address: EmailAddress = " Anna.Smith+x@Example.ORG ".parse().unwrap();
        assert_eq!(address.as_str(), "Anna.Smith+x@example.org");
        assert_eq!(address.key(), "anna.smith+x@example.org");
        assert_eq!(address.domain(), "example.org");
    }

    #[test]
    fn line_breaks_names_and_missing_parts_are_refused() {
        for text in [
            "",
            "anna",
            "a@",
            "@b.org",
            "a@b.org\r\nBcc: x@y.org",
            "Anna <a@b.org>",
            "a b@c.org",
            "a@[10.0.0.1]",
        ] {
            assert!(text.parse::<EmailAddress>().is_err(), "{text}");
        }
        assert!("élodie@mairie.example".parse::<EmailAddress>().is_ok());
    }
}
