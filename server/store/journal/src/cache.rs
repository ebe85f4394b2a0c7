//! What of the indexes stays in memory.

/// Memory shared by all segments, with a cap in bytes. Cheap to clone: clones are the same memory.
#[derive(Clone, Debug)]
pub struct Cache {
    cap: u64,
}

impl Cache {
    /// At most about `cap` bytes. With little, searches are slower and as right.
    pub fn new(cap: u64) -> Self {
        Self { cap }
    }

    /// The cap, in bytes.
    pub fn cap(&self) -> u64 {
        self.cap
    }
}
