//! Ranges of keys.

use std::ops::Bound;

use crate::key::Key;

/// The first and the last key of a scan, as the engine takes them.
type Bounds<'a> = (Bound<&'a [u8]>, Bound<&'a [u8]>);

/// From where to where a scan goes. Bounds only ever narrow it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Range {
    /// The first key, included.
    from: Vec<u8>,
    /// The first key that is too far; `None`: to the end.
    to: Option<Vec<u8>>,
}

impl Range {
    /// Everything.
    pub(crate) fn all() -> Self {
        Self::default()
    }

    /// Keys that begin with `part`.
    pub(crate) fn of(part: &impl Key) -> Self {
        let from = part.bytes();
        let to = successor(from.clone());
        Self { from, to }
    }

    /// Only what comes after `key`.
    pub(crate) fn after(self, key: &impl Key) -> Self {
        let mut from = key.bytes();
        from.push(0);
        Self {
            from: from.max(self.from),
            ..self
        }
    }

    /// Only what comes before `key`.
    pub(crate) fn before(self, key: &impl Key) -> Self {
        let to = key.bytes();
        Self {
            to: Some(
                self.to
                    .map_or_else(|| to.clone(), |old| old.min(to.clone())),
            ),
            ..self
        }
    }

    /// As bounds of the engine; `None`: nothing can be in it.
    pub(crate) fn bounds(&self) -> Option<Bounds<'_>> {
        let to = match &self.to {
            Some(to) if *to <= self.from => return None,
            Some(to) => Bound::Excluded(to.as_slice()),
            None => Bound::Unbounded,
        };
        Some((Bound::Included(self.from.as_slice()), to))
    }
}

/// The first bytes after all that begin with `bytes`; `None`: there are none.
fn successor(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    while let Some(last) = bytes.pop() {
        if last < u8::MAX {
            bytes.push(last + 1);
            return Some(bytes);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_where_the_next_one_begins() {
        assert_eq!(successor(vec![1, 255]), Some(vec![2]));
        assert_eq!(successor(vec![255, 255]), None);
        assert!(Range::of(&7_u64).before(&7_u64).bounds().is_none());
    }
}
