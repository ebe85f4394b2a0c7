//! Sets that a query asks for: codes and ids.

use std::sync::Arc;

/// A set of one-byte codes (object types, actions).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Codes([u64; 4]);

impl Codes {
    /// Whether nothing is in it.
    pub const fn is_empty(&self) -> bool {
        self.0[0] | self.0[1] | self.0[2] | self.0[3] == 0
    }

    /// Whether `code` is in it.
    pub const fn contains(&self, code: u8) -> bool {
        self.0[(code >> 6) as usize] >> (code & 63) & 1 == 1
    }

    /// Whether `code` is asked for: an empty set asks for any.
    pub const fn asks_for(&self, code: u8) -> bool {
        self.is_empty() || self.contains(code)
    }

    /// Adds `code`.
    pub const fn insert(&mut self, code: u8) {
        self.0[(code >> 6) as usize] |= 1 << (code & 63);
    }
}

impl FromIterator<u8> for Codes {
    fn from_iter<I: IntoIterator<Item = u8>>(codes: I) -> Self {
        let mut set = Self::default();
        for code in codes {
            set.insert(code);
        }
        set
    }
}

/// A sorted set of ids, cheap to clone. Make it once and hand out clones: equal clones are compared by address.
#[derive(Clone, Debug, Default, Eq)]
pub struct Ids(Arc<[u64]>);

impl Ids {
    /// Whether `id` is in it.
    pub fn contains(&self, id: u64) -> bool {
        self.0.binary_search(&id).is_ok()
    }

    /// Its ids, ascending.
    pub fn as_slice(&self) -> &[u64] {
        &self.0
    }
}

impl PartialEq for Ids {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl FromIterator<u64> for Ids {
    fn from_iter<I: IntoIterator<Item = u64>>(ids: I) -> Self {
        let mut ids: Vec<u64> = ids.into_iter().collect();
        if !ids.is_sorted_by(|one, next| one < next) {
            ids.sort_unstable();
            ids.dedup();
        }
        Self(ids.into())
    }
}

impl std::hash::Hash for Ids {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        // Enough to tell sets apart most of the time: equality looks at all of it.
        (self.0.len(), self.0.first(), self.0.last()).hash(state);
    }
}
