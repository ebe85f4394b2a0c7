use std::sync::atomic::{AtomicUsize, Ordering};

/// The memory that contents under way may take together: many sessions with large mails must not bring the process down.
#[derive(Debug)]
pub(super) struct Budget {
    limit: usize,
    used: AtomicUsize,
}

impl Budget {
    pub(super) const fn new(limit: usize) -> Self {
        Self {
            limit,
            used: AtomicUsize::new(0),
        }
    }

    pub(super) const fn share(&self) -> Share<'_> {
        Share {
            budget: self,
            held: 0,
        }
    }
}

/// What one content holds of the budget; given back when dropped.
pub(super) struct Share<'b> {
    budget: &'b Budget,
    held: usize,
}

impl Share<'_> {
    /// Takes `more`; `false`: there is no room.
    pub(super) fn grow(&mut self, more: usize) -> bool {
        let used = self.budget.used.fetch_add(more, Ordering::Relaxed) + more;
        if used > self.budget.limit {
            self.budget.used.fetch_sub(more, Ordering::Relaxed);
            return false;
        }
        self.held += more;
        true
    }

    pub(super) fn release(&mut self) {
        self.budget.used.fetch_sub(self.held, Ordering::Relaxed);
        self.held = 0;
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.release();
    }
}
