//! What of the indexes stays in memory.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use quick_cache::{Weighter, sync};

use crate::{
    matches::Kept, needle::Needle, query::Query, scope::Member, segment::format::Section, sets::Ids,
};

/// Memory shared by all segments, with a cap in bytes. Cheap to clone: clones are the same memory.
///
/// Sealed segments never change, so what was once found out of one stays true: it is kept under the segment's number
/// (given when it is opened, never twice in a process) and left out when room is wanted for what is used more.
#[derive(Clone)]
pub struct Cache(Arc<Inner>);

struct Inner {
    cap: u64,
    kept: sync::Cache<Key, Value, Weight>,
    generations: AtomicU64,
}

/// What is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// A section that is small and often read.
    Section(u64, Section),
    /// The prepared dictionary of the rows' compressor.
    Rows(u64),
    /// Where a needle is.
    Needle(u64, Arc<Needle>),
    /// What a query finds.
    Query(u64, Arc<Query>),
    /// What is in folders.
    Folders(u64, Ids),
    /// What a member may see.
    Member(u64, Arc<Member>),
}

#[derive(Clone)]
pub(crate) enum Value {
    Section(Bytes),
    Rows(Arc<zstd::dict::DecoderDictionary<'static>>, u64),
    Matches(Arc<Kept>),
}

#[derive(Clone)]
struct Weight;

/// What an item costs beside its bytes: key, table, counters.
const OVERHEAD: u64 = 160;

impl Weighter<Key, Value> for Weight {
    fn weight(&self, _: &Key, value: &Value) -> u64 {
        OVERHEAD
            + match value {
                Value::Section(bytes) => bytes.len() as u64,
                Value::Rows(_, weight) => *weight,
                Value::Matches(kept) => kept.weight(),
            }
    }
}

impl Cache {
    /// At most about `cap` bytes. With little, searches are slower and as right.
    pub fn new(cap: u64) -> Self {
        let items = (cap / 8_192).clamp(16, 1 << 20) as usize;
        Self(Arc::new(Inner {
            cap,
            kept: sync::Cache::with_weighter(items, cap, Weight),
            generations: AtomicU64::new(0),
        }))
    }

    /// The cap, in bytes.
    pub fn cap(&self) -> u64 {
        self.0.cap
    }

    /// Bytes in use.
    pub fn used(&self) -> u64 {
        self.0.kept.weight()
    }

    /// Forgets everything, so that the next search is cold.
    pub fn clear(&self) {
        self.0.kept.clear();
    }

    /// A number for a segment.
    pub(crate) fn generation(&self) -> u64 {
        self.0.generations.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn get(&self, key: &Key) -> Option<Value> {
        self.0.kept.get(key)
    }

    pub(crate) fn insert(&self, key: Key, value: Value) {
        self.0.kept.insert(key, value);
    }

    /// What was found for `key`, or what `find` finds.
    pub(crate) fn matches<E>(
        &self,
        key: Key,
        find: impl FnOnce() -> Result<Kept, E>,
    ) -> Result<Arc<Kept>, E> {
        if let Some(Value::Matches(kept)) = self.get(&key) {
            return Ok(kept);
        }
        let kept = Arc::new(find()?);
        self.insert(key, Value::Matches(kept.clone()));
        Ok(kept)
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache")
            .field("cap", &self.0.cap)
            .field("used", &self.used())
            .finish_non_exhaustive()
    }
}
