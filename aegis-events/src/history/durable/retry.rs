//! How often a failing event is tried, and how long to wait between the tries.

use std::time::Duration;

use crate::backoff::Backoff;

/// What happens to an event whose handler fails or panics: it is tried again, with growing waits, and then parked.
///
/// By default, the handler is called five times within about five seconds. The waits are shortened at random, by up to half, so that
/// subscriptions that fail together do not retry in step.
///
/// ```
/// use std::time::Duration;
/// use aegis_events::history::RetryPolicy;
///
/// let patient = RetryPolicy::default().attempts(10).longest_wait(Duration::from_secs(300));
/// let strict_order = RetryPolicy::default().unlimited_attempts();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    /// `None`: the event is never parked.
    attempts: Option<u32>,
    first_wait: Duration,
    longest_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { attempts: Some(5), first_wait: Duration::from_millis(500), longest_wait: Duration::from_secs(30) }
    }
}

impl RetryPolicy {
    /// How often the handler is called with an event before the event is parked; 0 counts as 1. 5 by default.
    ///
    /// Another process that takes the subscription over counts from the start.
    pub fn attempts(mut self, calls: u32) -> Self {
        self.attempts = Some(calls);
        self
    }

    /// Never parks an event. This keeps strict order: all later events wait.
    pub fn unlimited_attempts(mut self) -> Self {
        self.attempts = None;
        self
    }

    /// The wait after the first failure. It doubles with each further failure. 500 ms by default.
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest wait. 30 seconds by default.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    pub(super) fn backoff(&self) -> Backoff {
        Backoff::new(self.first_wait, self.longest_wait)
    }

    pub(super) fn is_exhausted_after(&self, failures: u32) -> bool {
        self.attempts.is_some_and(|attempts| failures >= attempts)
    }
}
