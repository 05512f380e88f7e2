//! The number of a subscription on its bus, and the counters that its own task writes and statistics read.

use std::sync::atomic::{AtomicU64, Ordering};

/// A subscription's number on its bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SubscriberId(pub(super) u64);

/// The received and missed events of one subscriber. Only the subscriber writes, so plain loads and stores suffice.
#[derive(Debug, Default)]
pub(super) struct SubscriberCounters {
    /// Events that the subscriber has received.
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
