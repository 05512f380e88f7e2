//! The stamp of a published event: its sequence, id and time.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use super::EventId;

/// The place, id and time of a published event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) id: EventId,
    pub(crate) sequence: u64,
    /// Microseconds since the Unix epoch.
    pub(crate) published_at_us: i64,
}

/// The stamp on an envelope: blank until its event is published, then never written again.
///
/// The fields are atomics, so that an envelope can be allocated before the bus's lock is taken and stamped under it, inside its `Arc`,
/// with plain stores; `Arc::get_mut` would cost a locked instruction. A subscriber gets the envelope through the lock of a ring or a queue,
/// after the stores.
#[derive(Debug)]
pub(crate) struct StampCell {
    id_high: AtomicU64,
    id_low: AtomicU64,
    sequence: AtomicU64,
    published_at_us: AtomicI64,
}

impl StampCell {
    pub(crate) const fn blank() -> Self {
        Self {
            id_high: AtomicU64::new(0),
            id_low: AtomicU64::new(0),
            sequence: AtomicU64::new(0),
            published_at_us: AtomicI64::new(0),
        }
    }

    #[inline]
    pub(crate) fn set(&self, stamp: Stamp) {
        self.id_high.store(stamp.id.high, Ordering::Relaxed);
        self.id_low.store(stamp.id.low, Ordering::Relaxed);
        self.sequence.store(stamp.sequence, Ordering::Relaxed);
        self.published_at_us.store(stamp.published_at_us, Ordering::Relaxed);
    }

    pub(crate) fn set_sequence(&self, sequence: u64) {
        self.sequence.store(sequence, Ordering::Relaxed);
    }

    pub(crate) fn id(&self) -> EventId {
        EventId { high: self.id_high.load(Ordering::Relaxed), low: self.id_low.load(Ordering::Relaxed) }
    }

    pub(crate) fn sequence(&self) -> u64 {
        self.sequence.load(Ordering::Relaxed)
    }

    pub(crate) fn published_at_us(&self) -> i64 {
        self.published_at_us.load(Ordering::Relaxed)
    }
}
