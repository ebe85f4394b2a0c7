//! One keyword.

/// One keyword, folded the way the texts are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Needle {
    /// These characters, anywhere in the text.
    Text(String),
    /// This mail address, and none that it is only a part of.
    Address(String),
}

impl Needle {
    /// Whether the folded text `text` has it.
    pub fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Text(word) => memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some(),
            Self::Address(address) => has_address(text, address),
        }
    }
}

fn has_address(text: &str, address: &str) -> bool {
    text.match_indices(address).any(|(start, found)| {
        let before = text[..start].chars().next_back();
        let mut after = text[start + found.len()..].chars();
        !before.is_some_and(in_local_part) && !goes_on(after.next(), after.next())
    })
}

/// Whether `c` may stand before the `@` of an address.
pub(crate) fn in_local_part(c: char) -> bool {
    c.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c)
}

/// Whether a domain goes on with these: a letter, a digit, a hyphen, or a dot before a letter or digit.
pub(crate) fn goes_on(first: Option<char>, second: Option<char>) -> bool {
    match first {
        Some('.') => second.is_some_and(char::is_alphanumeric),
        Some(c) => c.is_alphanumeric() || c == '-',
        None => false,
    }
}
