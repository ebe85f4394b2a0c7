//! The entries of one segment that a search finds: a bit for each.

/// A set of positions in a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Matches {
    words: Vec<u64>,
    len: usize,
}

impl Matches {
    /// None of `len`.
    pub(crate) fn none(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
            len,
        }
    }

    /// All of `len`.
    pub(crate) fn all(len: usize) -> Self {
        let mut all = Self {
            words: vec![u64::MAX; len.div_ceil(64)],
            len,
        };
        all.trim();
        all
    }

    /// Those of `len` whose bits are set.
    pub(crate) fn of_bits(mut bits: Vec<u64>, len: usize) -> Self {
        bits.resize(len.div_ceil(64), 0);
        let mut matches = Self { words: bits, len };
        matches.trim();
        matches
    }

    /// Those of a bitmap as it is stored: 64-bit words, low byte first.
    pub(crate) fn or_stored(&mut self, bitmap: &[u8]) {
        for (word, bytes) in self.words.iter_mut().zip(bitmap.as_chunks::<8>().0) {
            *word |= u64::from_le_bytes(*bytes);
        }
        self.trim();
    }

    /// The bitmap as it is stored.
    pub(crate) fn stored(&self) -> impl Iterator<Item = u8> + '_ {
        self.words.iter().flat_map(|word| word.to_le_bytes())
    }

    /// Puts `position` in; positions beyond the end are not there to put in.
    #[inline]
    pub(crate) fn insert(&mut self, position: usize) {
        if position < self.len {
            self.words[position >> 6] |= 1 << (position & 63);
        }
    }

    /// Takes `position` out.
    #[inline]
    pub(crate) fn remove(&mut self, position: usize) {
        if let Some(word) = self.words.get_mut(position >> 6) {
            *word &= !(1 << (position & 63));
        }
    }

    /// Whether `position` is in it.
    #[inline]
    pub(crate) fn contains(&self, position: usize) -> bool {
        self.words
            .get(position >> 6)
            .is_some_and(|word| word >> (position & 63) & 1 == 1)
    }

    /// Puts `range` in.
    pub(crate) fn insert_range(&mut self, range: std::ops::Range<usize>) {
        let end = range.end.min(self.len);
        let mut at = range.start;
        while at < end {
            let bits = (end - at).min(64 - (at & 63));
            let mask = if bits == 64 {
                u64::MAX
            } else {
                (1 << bits) - 1
            };
            self.words[at >> 6] |= mask << (at & 63);
            at += bits;
        }
    }

    /// Takes out all but `range`.
    pub(crate) fn keep_range(&mut self, range: std::ops::Range<usize>) {
        let mut kept = Self::none(self.len);
        kept.insert_range(range);
        self.and(&kept);
    }

    /// Keeps those in `other` too.
    pub(crate) fn and(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds those of `other`.
    pub(crate) fn or(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Takes out those in `other`.
    pub(crate) fn and_not(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// Exchanges in and out.
    pub(crate) fn invert(&mut self) {
        for word in &mut self.words {
            *word = !*word;
        }
        self.trim();
    }

    /// How many are in it.
    pub(crate) fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// How many are in both.
    pub(crate) fn count_and(&self, other: &Self) -> usize {
        let both = self.words.iter().zip(&other.words);
        both.map(|(one, other)| (one & other).count_ones() as usize)
            .sum()
    }

    /// How many of `range` (its ends multiples of 64, but for the last) are in it and in `other`.
    pub(crate) fn count_and_in(&self, other: &Self, range: std::ops::Range<usize>) -> usize {
        let words = range.start / 64..range.end.div_ceil(64).min(self.words.len());
        let both = self.words[words.clone()].iter().zip(&other.words[words]);
        both.map(|(one, other)| (one & other).count_ones() as usize)
            .sum()
    }

    /// Whether none is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Those in it, ascending.
    pub(crate) fn ascending(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(index * 64 + bit)
            })
        })
    }

    /// Those in it, descending.
    pub(crate) fn descending(&self) -> impl Iterator<Item = usize> + '_ {
        self.words
            .iter()
            .enumerate()
            .rev()
            .flat_map(|(index, word)| {
                let mut left = *word;
                std::iter::from_fn(move || {
                    let bit = left.checked_ilog2()?;
                    left &= !(1 << bit);
                    Some(index * 64 + bit as usize)
                })
            })
    }

    /// Whether any of `range` is in it.
    pub(crate) fn any_in(&self, range: std::ops::Range<usize>) -> bool {
        let (first, last) = (range.start >> 6, (range.end - 1) >> 6);
        (first..=last.min(self.words.len().saturating_sub(1))).any(|index| {
            let mut word = self.words[index];
            if index == first {
                word &= u64::MAX << (range.start & 63);
            }
            if index == last {
                word &= u64::MAX >> (63 - ((range.end - 1) & 63));
            }
            word != 0
        })
    }

    /// Nothing is in beyond the end.
    fn trim(&mut self) {
        if self.len & 63 != 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << (self.len & 63)) - 1;
        }
    }
}

/// Matches that are remembered, in the smaller of two forms.
#[derive(Clone, Debug)]
pub(crate) enum Kept {
    /// The positions.
    Few(Box<[u16]>, usize),
    /// The bits.
    Many(Matches),
}

impl Kept {
    /// Remembers `matches`.
    pub(crate) fn new(matches: &Matches) -> Self {
        if matches.count() < matches.words.len() * 4 {
            let few = matches.ascending().map(|position| position as u16);
            Self::Few(few.collect(), matches.len)
        } else {
            Self::Many(matches.clone())
        }
    }

    /// As they were.
    pub(crate) fn matches(&self) -> Matches {
        match self {
            Self::Few(few, len) => {
                let mut matches = Matches::none(*len);
                for position in few {
                    matches.insert(usize::from(*position));
                }
                matches
            }
            Self::Many(matches) => matches.clone(),
        }
    }

    /// Bytes of memory.
    pub(crate) fn weight(&self) -> u64 {
        match self {
            Self::Few(few, _) => few.len() as u64 * 2,
            Self::Many(matches) => matches.words.len() as u64 * 8,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn of(set: &BTreeSet<usize>, len: usize) -> Matches {
        let mut matches = Matches::none(len);
        for position in set {
            matches.insert(*position);
        }
        matches
    }

    proptest! {
        #[test]
        fn matches_are_a_set(
            one in prop::collection::btree_set(0_usize..300, 0..80),
            other in prop::collection::btree_set(0_usize..300, 0..80),
            start in 0_usize..300,
            more in 1_usize..200,
        ) {
            let (len, end) = (300, start + more);
            let (a, b) = (of(&one, len), of(&other, len));
            let mut both = a.clone();
            both.and(&b);
            prop_assert_eq!(both.ascending().collect::<Vec<_>>(), one.intersection(&other).copied().collect::<Vec<_>>());
            prop_assert_eq!(a.count_and(&b), both.count());
            let mut less = a.clone();
            less.and_not(&b);
            let mut down = less.descending().collect::<Vec<_>>();
            down.reverse();
            prop_assert_eq!(down, one.difference(&other).copied().collect::<Vec<_>>());
            let mut not = a.clone();
            not.invert();
            prop_assert_eq!(not.count(), len - one.len());
            prop_assert_eq!(a.any_in(start..end), one.range(start..end).next().is_some());
            let mut part = a.clone();
            part.keep_range(start..end);
            prop_assert_eq!(part.count(), one.range(start..end).count());
            prop_assert_eq!(Kept::new(&a).matches(), a.clone());
            let mut stored = Matches::none(len);
            stored.or_stored(&a.stored().collect::<Vec<_>>());
            prop_assert_eq!(stored, a);
        }
    }
}
