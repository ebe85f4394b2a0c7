//! Numbers of many digits.

use crate::i18n::Locale;

/// `1234567` as `1,234,567`, or as `1 234 567` in French.
pub fn grouped(i18n: Locale, number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(match i18n {
                Locale::fr => '\u{202f}',
                Locale::en => ',',
            });
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_threes() {
        assert_eq!(grouped(Locale::en, 1_234_567), "1,234,567");
        assert_eq!(grouped(Locale::fr, 12_345), "12\u{202f}345");
        assert_eq!(grouped(Locale::en, 999), "999");
    }
}
