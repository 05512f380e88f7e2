//! A fixed clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::DateTime;

use crate::bus::Clock;
use crate::types::Timestamp;

/// The clock of a [`TestBus`](super::TestBus): it shows the same time until a test moves it. Clones are the same clock.
#[derive(Debug, Clone)]
pub struct TestClock {
    us: Arc<AtomicI64>,
}

impl TestClock {
    /// What the clock shows at first: the beginning of 2026, in UTC.
    pub const START: Timestamp = match DateTime::from_timestamp_secs(1_767_225_600) {
        Some(start) => start,
        None => DateTime::UNIX_EPOCH,
    };

    pub(super) fn new() -> Self {
        Self { us: Arc::new(AtomicI64::new(Self::START.timestamp_micros())) }
    }

    pub(super) fn for_bus(&self) -> Clock {
        Clock::Fixed(Arc::clone(&self.us))
    }

    /// The time that the clock shows.
    pub fn now(&self) -> Timestamp {
        DateTime::from_timestamp_micros(self.us.load(Ordering::Relaxed)).unwrap_or(Self::START)
    }

    /// Moves the clock on. It keeps whole microseconds.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.us.store(self.us.load(Ordering::Relaxed).saturating_add(by), Ordering::Relaxed);
    }

    /// Sets the clock, also back. It keeps whole microseconds.
    pub fn set(&self, to: Timestamp) {
        self.us.store(to.timestamp_micros(), Ordering::Relaxed);
    }
}
