//! How often a failing event is tried, and how long to wait in between.

use std::time::Duration;

/// What happens to an event whose handler fails or panics.
///
/// ```
/// use std::time::Duration;
/// use aegis_events::history::RetryPolicy;
///
/// let patient = RetryPolicy { attempts: 10, longest_wait: Duration::from_secs(300), ..RetryPolicy::default() };
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often the handler is called with the event before it is parked; 0 counts as 1. `u32::MAX` is for ever: strict order is kept, and
    /// everything behind the event waits.
    ///
    /// A take-over by another process begins to count anew.
    pub attempts: u32,
    /// The wait after the first failure. Each further one is twice as long.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
}

impl Default for RetryPolicy {
    /// Five calls over about five seconds: an event whose failure lasts longer is in the way of the others.
    fn default() -> Self {
        Self { attempts: 5, first_wait: Duration::from_millis(500), longest_wait: Duration::from_secs(30) }
    }
}

impl RetryPolicy {
    /// How long to wait after so many failures: between half of the step and all of it, so that subscriptions that fail together
    /// do not come back in step.
    pub(super) fn wait_after(&self, failures: u32) -> Duration {
        let doubled = 1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
        let step = self.first_wait.saturating_mul(doubled).min(self.longest_wait);
        step.mul_f64(0.5 + fastrand::f64() / 2.0)
    }

    pub(super) fn is_exhausted_after(&self, failures: u32) -> bool {
        self.attempts != u32::MAX && failures >= self.attempts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let policy = RetryPolicy::default();
        for (failures, step_ms) in [(1, 500), (2, 1_000), (4, 4_000), (8, 30_000), (40, 30_000), (u32::MAX, 30_000)] {
            let (step, wait) = (Duration::from_millis(step_ms), policy.wait_after(failures));
            assert!(step / 2 <= wait && wait <= step, "{failures}: {wait:?}");
        }
    }

    #[test]
    fn attempts_without_end_are_never_exhausted() {
        let policy = RetryPolicy { attempts: u32::MAX, ..RetryPolicy::default() };
        assert!(!policy.is_exhausted_after(u32::MAX));
        assert!(RetryPolicy { attempts: 0, ..policy }.is_exhausted_after(1));
    }
}
