//! How texts are compared in searches: without case and accents.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// `text` in lower case and without accents: `Élodie` becomes `elodie`, `Œuvre` becomes `oeuvre`.
///
/// Compatibility decomposition (UAX #15, NFKD) without combining marks, then lower case.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        match c {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            c if is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accents_and_case_do_not_count() {
        assert_eq!(fold("Élodie BŒUF"), "elodie boeuf");
        assert_eq!(fold("ﬁche"), "fiche");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
