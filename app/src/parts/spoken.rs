//! A text of the server's, in the reader's language.

use domain::wire::Words;

use crate::i18n::Locale;

/// Of a text in both languages, the reader's.
pub fn spoken(i18n: Locale, words: Words) -> String {
    match i18n {
        Locale::fr => words.fr,
        Locale::en => words.en,
    }
}
