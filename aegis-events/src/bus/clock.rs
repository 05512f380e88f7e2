//! The bus's clock: the machine's, or one that tests set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time, in microseconds since the Unix epoch.
#[derive(Debug, Clone, Default)]
pub(crate) enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A fixed clock that tests set.
    #[cfg_attr(not(feature = "testing"), expect(dead_code, reason = "only the `testing` feature sets clocks"))]
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    #[inline]
    pub(crate) fn now_us(&self) -> i64 {
        match self {
            Self::System => match SystemTime::now().duration_since(UNIX_EPOCH) {
                Ok(since) => micros(since),
                Err(before) => -micros(before.duration()),
            },
            Self::Fixed(us) => us.load(Ordering::Relaxed),
        }
    }
}

/// 64 bits of microseconds are 292,000 years.
fn micros(since: Duration) -> i64 {
    since.as_secs() as i64 * 1_000_000 + i64::from(since.subsec_micros())
}
