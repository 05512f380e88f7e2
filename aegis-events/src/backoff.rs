//! Growing waits between retries.

use std::time::Duration;

/// Waits that double up to a maximum, each randomly shortened so that many processes do not retry at the same time.
#[derive(Debug, Clone)]
pub(crate) struct Backoff {
    first: Duration,
    longest: Duration,
    tries: u32,
}

impl Default for Backoff {
    /// From 50 ms, since a broken connection is usually back at once, to 5 s, so that a recovered database is noticed soon.
    fn default() -> Self {
        Self::new(Duration::from_millis(50), Duration::from_secs(5))
    }
}

impl Backoff {
    pub(crate) const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, tries: 0 }
    }

    /// Counts a failure and returns how long to wait: between half of the current step and all of it.
    pub(crate) fn next(&mut self) -> Duration {
        let doubled = 1_u32.checked_shl(self.tries).unwrap_or(u32::MAX);
        self.tries = self.tries.saturating_add(1);
        self.first.saturating_mul(doubled).min(self.longest).mul_f64(0.5 + fastrand::f64() / 2.0)
    }

    /// Starts again with the first wait, after a success.
    #[cfg(any(feature = "postgres", feature = "sqlite", test))]
    pub(crate) fn reset(&mut self) {
        self.tries = 0;
    }

    /// The failures since the last success.
    pub(crate) fn tries(&self) -> u32 {
        self.tries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_until_reset() {
        let mut backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(30));
        for (tries, step_ms) in [(0, 500), (1, 1_000), (3, 4_000), (7, 30_000), (40, 30_000), (u32::MAX, 30_000)] {
            backoff.tries = tries;
            let (step, wait) = (Duration::from_millis(step_ms), backoff.next());
            assert!(step / 2 <= wait && wait <= step, "{tries}: {wait:?}");
        }
        backoff.reset();
        assert!(backoff.next() <= Duration::from_millis(500));
    }
}
