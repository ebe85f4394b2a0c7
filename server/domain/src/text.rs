//! Texts that are valid once they exist: names of files, of people, values of headers.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

/// Why a name cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Nothing, or only white space.
    #[error("the name is empty")]
    Empty,
    /// Longer than 255 bytes of UTF-8.
    #[error("the name is longer than 255 bytes")]
    TooLong,
    /// `.` or `..`, a separator, a control character, or one that hides or turns text around.
    #[error("the name has a character that names cannot have")]
    Forbidden,
    /// A name that Windows keeps for itself, such as `CON` or `LPT1`, or an end in a dot or a space.
    #[error("the name is reserved on Windows")]
    Reserved,
}

/// The longest name, in bytes, that common file systems take.
pub const MAX_NAME: usize = 255;

/// The name of a file or folder: one path segment, Unicode NFC, safe on every system it is downloaded to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntryName(String);

impl EntryName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two names of one folder must differ: case folded.
    ///
    /// `Devis.pdf` and `devis.pdf` would overwrite each other on Windows and macOS.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl FromStr for EntryName {
    type Err = BadName;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name: String = text.trim_start().nfc().collect();
        match () {
            () if name.trim().is_empty() => Err(BadName::Empty),
            () if name.len() > MAX_NAME => Err(BadName::TooLong),
            () if name == "." || name == ".." || name.chars().any(forbidden_in_names) => {
                Err(BadName::Forbidden)
            }
            () if reserved(&name) => Err(BadName::Reserved),
            () => Ok(Self(name)),
        }
    }
}

fn forbidden_in_names(c: char) -> bool {
    c.is_control()
        || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
        || invisible(c)
}

/// Zero-width and direction characters, with which a name can be made to look like another (UTS #39).
fn invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

fn reserved(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or(name)
        .trim_end()
        .to_ascii_uppercase();
    let numbered = |prefix| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    name.ends_with(['.', ' '])
        || matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || numbered("COM")
        || numbered("LPT")
}

impl TryFrom<String> for EntryName {
    type Error = BadName;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EntryName> for String {
    fn from(name: EntryName) -> Self {
        name.0
    }
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One line of text, cleaned of control and direction characters, at most 200 characters: names of people and
/// groups, values that reach a mail header.
///
/// Cleaning never fails: what a stranger writes in a name is shown without what could break a header (RFC 5322,
/// section 2.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct HeaderText(String);

impl HeaderText {
    /// The longest text, in characters.
    pub const MAX: usize = 200;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for HeaderText {
    fn from(text: &str) -> Self {
        let spaced = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .filter(|c| !invisible(*c));
        let words: String = spaced
            .collect::<String>()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        Self(
            words
                .nfc()
                .take(Self::MAX)
                .collect::<String>()
                .trim_end()
                .to_owned(),
        )
    }
}

impl From<String> for HeaderText {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<HeaderText> for String {
    fn from(text: HeaderText) -> Self {
        text.0
    }
}

impl fmt::Display for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_would_leave_their_folder_or_break_a_system_are_refused() {
        for (text, why) in [
            ("", BadName::Empty),
            ("   ", BadName::Empty),
            ("..", BadName::Forbidden),
            ("a/b", BadName::Forbidden),
            ("a\0b", BadName::Forbidden),
            ("invoice\u{202E}fdp.exe", BadName::Forbidden),
            ("con.txt", BadName::Reserved),
            ("LPT1", BadName::Reserved),
            ("end.", BadName::Reserved),
        ] {
            assert_eq!(text.parse::<EntryName>(), Err(why), "{text:?}");
        }
        assert_eq!("é".repeat(128).parse::<EntryName>(), Err(BadName::TooLong));
    }

    #[test]
    fn two_spellings_of_one_name_are_one_name() {
        let composed: EntryName = "Été.pdf".parse().unwrap();
        let decomposed: EntryName = "E\u{301}te\u{301}.pdf".parse().unwrap();
        assert_eq!(composed, decomposed);
        assert_eq!(composed.key(), "été.pdf");
    }

    proptest! {
        #[test]
        fn a_header_text_never_has_a_line_break(text in any::<String>()) {
            let clean = HeaderText::from(text.as_str());
            prop_assert!(!clean.as_str().chars().any(char::is_control));
            prop_assert!(clean.as_str().chars().count() <= HeaderText::MAX);
            prop_assert_eq!(&HeaderText::from(clean.as_str()), &clean);
        }

        #[test]
        fn a_name_that_exists_parses_to_itself(text in any::<String>()) {
            if let Ok(name) = text.parse::<EntryName>() {
                prop_assert_eq!(name.as_str().parse::<EntryName>().unwrap(), name.clone());
                prop_assert!(!name.as_str().contains('/'));
            }
        }
    }
}
