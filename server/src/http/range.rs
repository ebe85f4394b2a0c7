//! Single byte ranges (RFC 9110, section 14).

use std::ops::Range;

/// What part of a content was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it: nothing asked, several ranges, or something we do not understand.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// Bytes that are not there: 416.
    Unsatisfiable,
}

/// Reads a `Range` header for a content of `size` bytes.
pub(crate) fn part(header: Option<&str>, size: u64) -> Part {
    let Some((first, last)) = header.and_then(single) else {
        return Part::Whole;
    };
    match (first, last) {
        (None, Some(count)) => within(size.saturating_sub(count), size, size),
        (Some(first), None) => within(first, size, size),
        (Some(first), Some(last)) if first <= last => within(first, last.saturating_add(1), size),
        _ => Part::Whole,
    }
}

fn within(first: u64, end: u64, size: u64) -> Part {
    if first < size {
        Part::Bytes(first..end.min(size))
    } else {
        Part::Unsatisfiable
    }
}

/// The two ends of a header with one range, each a number or nothing.
fn single(header: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
    let end = |text: &str| {
        if text.is_empty() {
            Some(None)
        } else {
            text.trim().parse().ok().map(Some)
        }
    };
    Some((end(first)?, end(last)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_range_is_cut_to_the_content() {
        assert_eq!(part(Some("bytes=0-1"), 10), Part::Bytes(0..2));
        assert_eq!(part(Some("bytes=5-"), 10), Part::Bytes(5..10));
        assert_eq!(part(Some("bytes=-3"), 10), Part::Bytes(7..10));
        assert_eq!(part(Some("bytes=-30"), 10), Part::Bytes(0..10));
        assert_eq!(part(Some("bytes=8-99"), 10), Part::Bytes(8..10));
    }

    #[test]
    fn what_is_not_there_is_unsatisfiable_and_what_is_not_understood_is_ignored() {
        assert_eq!(part(Some("bytes=10-"), 10), Part::Unsatisfiable);
        assert_eq!(part(Some("bytes=0-"), 0), Part::Unsatisfiable);
        assert_eq!(part(Some("bytes=-0"), 10), Part::Unsatisfiable);
        for ignored in [
            "bytes=5-2",
            "bytes=0-1,4-5",
            "lines=1-2",
            "bytes=a-b",
            "bytes=1-b",
            "bytes=-",
        ] {
            assert_eq!(part(Some(ignored), 10), Part::Whole, "{ignored}");
        }
        assert_eq!(part(None, 10), Part::Whole);
    }
}
