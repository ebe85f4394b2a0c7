//! A number of bytes.

use crate::i18n::Locale;

/// `1.4 MB`, or `1,4 Mo` in French; decimal units, as file managers show them.
pub fn size_text(locale: Locale, bytes: u64) -> String {
    let french = locale == Locale::fr;
    let unit = if french { 'o' } else { 'B' };
    let mut tenths = u128::from(bytes) * 10;
    let mut prefix = None;
    for next in ["k", "M", "G", "T"] {
        if tenths < 10_000 {
            break;
        }
        tenths /= 1000;
        prefix = Some(next);
    }
    let (whole, tenth) = (tenths / 10, tenths % 10);
    let point = if french { ',' } else { '.' };
    match prefix {
        None => format!("{whole}\u{a0}{unit}"),
        Some(prefix) if whole >= 100 || tenth == 0 => format!("{whole}\u{a0}{prefix}{unit}"),
        Some(prefix) => format!("{whole}{point}{tenth}\u{a0}{prefix}{unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short_and_speak_the_readers_language() {
        assert_eq!(size_text(Locale::en, 0), "0\u{a0}B");
        assert_eq!(size_text(Locale::en, 999), "999\u{a0}B");
        assert_eq!(size_text(Locale::fr, 1_400_000), "1,4\u{a0}Mo");
        assert_eq!(size_text(Locale::en, 5_000_000_000), "5\u{a0}GB");
    }
}
