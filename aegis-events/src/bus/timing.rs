//! Durations of handlers.
//!
//! Each call of a handler is timed and its duration passed to the observer of the bus. Without an observer, a handler pays one load of an
//! integer per event and no clock is read.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::time::Instant;

/// The receiver of one handler's durations.
pub(crate) type HandlerTime = Box<dyn Fn(Duration) + Send>;

/// Provides the receivers of handlers' durations.
pub(crate) trait HandlerTimes: Send + Sync {
    /// The receiver for a subscriber's handler. Called once per handler.
    fn of(&self, subscriber: &str) -> HandlerTime;
}

/// The receiver of the times of a bus, if there is one.
#[derive(Default)]
pub(super) struct HandlerTiming {
    /// Moves whenever `times` changes: handlers look at this for each event, and at `times` only when it has moved.
    epoch: AtomicU64,
    times: RwLock<Option<Arc<dyn HandlerTimes>>>,
}

impl HandlerTiming {
    /// Replaces the receiver.
    #[cfg(feature = "metrics")]
    pub(super) fn set(&self, times: Option<Arc<dyn HandlerTimes>>) {
        *self.times.write().unwrap_or_else(PoisonError::into_inner) = times;
        self.epoch.fetch_add(1, Ordering::Release);
    }

    fn of(&self, subscriber: &str) -> Option<HandlerTime> {
        let times = self.times.read().unwrap_or_else(PoisonError::into_inner).clone();
        times.map(|times| times.of(subscriber))
    }
}

impl fmt::Debug for HandlerTiming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandlerTiming").field("epoch", &self.epoch).finish_non_exhaustive()
    }
}

/// One handler's clock. It belongs to the handler's task.
#[derive(Default)]
pub(super) struct Stopwatch {
    epoch: u64,
    time: Option<HandlerTime>,
}

impl Stopwatch {
    /// The moment before a call, if calls are timed.
    #[inline]
    pub(super) fn begin(&mut self, timing: &HandlerTiming, subscriber: &str) -> Option<Instant> {
        let epoch = timing.epoch.load(Ordering::Acquire);
        if epoch != self.epoch {
            self.epoch = epoch;
            self.time = timing.of(subscriber);
        }
        // Tokio's clock, which tests can pause.
        self.time.is_some().then(Instant::now)
    }

    /// The moment after it.
    #[inline]
    pub(super) fn end(&self, begun: Option<Instant>) {
        if let (Some(time), Some(begun)) = (&self.time, begun) {
            time(begun.elapsed());
        }
    }
}
