//! How long something took.

/// `4 m 12 s`.
pub fn duration_text(ms: u64) -> String {
    let seconds = ms / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0) => format!("{ms}\u{a0}ms"),
        (0, 0, s) => format!("{s}\u{a0}s"),
        (0, m, s) => format!("{m}\u{a0}m\u{a0}{s}\u{a0}s"),
        (h, m, _) if h < 48 => format!("{h}\u{a0}h\u{a0}{m}\u{a0}m"),
        (h, _, _) => format!("{}\u{a0}d\u{a0}{}\u{a0}h", h / 24, h % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::duration_text;

    #[test]
    fn two_units_are_enough() {
        assert_eq!(duration_text(41), "41\u{a0}ms");
        assert_eq!(duration_text(252_000), "4\u{a0}m\u{a0}12\u{a0}s");
        assert_eq!(duration_text(90 * 3_600_000), "3\u{a0}d\u{a0}18\u{a0}h");
    }
}
