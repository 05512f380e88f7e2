//! Counters that a subscriber's own task writes and statistics read.

use std::sync::atomic::{AtomicU64, Ordering};

/// What one subscriber has taken and missed. Only the subscriber writes, so that plain loads and stores do.
#[derive(Debug, Default)]
pub(super) struct Meter {
    /// Events given to the subscriber.
    pub(super) delivered: Count,
    /// Events that the ring reported as overwritten.
    pub(super) missed: Count,
    /// Handlers that panicked.
    pub(super) panics: Count,
    /// Handlers that returned an error.
    pub(super) errors: Count,
}

/// A counter with one writer.
#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn add(&self, n: u64) {
        self.0.store(self.0.load(Ordering::Relaxed) + n, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
