//! What the reaper may be told.

use std::time::Duration;

use crate::config::ConfigError;
use crate::config::rule::Rule;

const SECTION: &str = "reaper";
pub(crate) const HOUR: &str = "hour";
pub(crate) const LEASE: &str = "lease";
pub(crate) const HOOKS: &str = "hooks_at_once";
pub(crate) const HOOK_TIMEOUT: &str = "hook_timeout";

/// An hour.
const DEFAULT_HOUR: Duration = Duration::from_secs(3_600);
/// A process that dies is followed after so long: soon enough for something that is counted in hours.
const DEFAULT_LEASE: Duration = Duration::from_secs(30);
/// A shorter lease would be lost to a busy machine.
const SHORTEST_LEASE: Duration = Duration::from_millis(100);
/// Deleting folders waits for disks and servers, which like a few requests at a time.
const DEFAULT_HOOKS: usize = 8;
const MAX_HOOKS: usize = 1_024;
/// Longer than a server needs for a large folder, and short enough that a server that has vanished does not hold up the others for long.
const DEFAULT_HOOK_TIMEOUT: Duration = Duration::from_secs(300);
const MIN_HOOK_TIMEOUT: Duration = Duration::from_millis(10);
const MAX_HOOK_TIMEOUT: Duration = Duration::from_secs(86_400);

/// The configuration of a reaper. Every value in it is valid.
///
/// ```
/// # use aegis_events::ConfigError;
/// # use aegis_events::reaper::ReaperConfig;
/// # use std::time::Duration;
/// let config = ReaperConfig::default().with_hour(Duration::from_millis(100))?.with_hooks_at_once(2)?;
/// assert_eq!(config.hour(), Duration::from_millis(100));
/// # Ok::<(), ConfigError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaperConfig {
    pub(crate) hour: Duration,
    pub(crate) lease: Duration,
    pub(crate) hooks_at_once: usize,
    pub(crate) hook_timeout: Duration,
}

impl Default for ReaperConfig {
    fn default() -> Self {
        Self {
            hour: DEFAULT_HOUR,
            lease: DEFAULT_LEASE,
            hooks_at_once: DEFAULT_HOOKS,
            hook_timeout: DEFAULT_HOOK_TIMEOUT,
        }
    }
}

impl ReaperConfig {
    /// Sets how long an hour of a TTL lasts: for demonstrations, in which days pass in seconds. An hour unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 ms to 1 h.
    pub fn with_hour(mut self, hour: Duration) -> Result<Self, ConfigError> {
        self.hour = hour_rule().check_duration(hour).map_err(|bad| bad.in_code(SECTION, HOUR))?;
        Ok(self)
    }

    /// Sets how long the lease of the durable subscription lasts: after so long another process goes on where one has died. 30 seconds unless
    /// set. Without a history it means nothing.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 100 ms to 1 h.
    pub fn with_lease(mut self, lease: Duration) -> Result<Self, ConfigError> {
        self.lease = lease_rule().check_duration(lease).map_err(|bad| bad.in_code(SECTION, LEASE))?;
        Ok(self)
    }

    /// Sets how many calls of [`on_expired`](super::TtlReaper::on_expired) may be under way at once. 8 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 to 1,024.
    pub fn with_hooks_at_once(mut self, calls: usize) -> Result<Self, ConfigError> {
        self.hooks_at_once = hooks_rule().check_integer(calls).map_err(|bad| bad.in_code(SECTION, HOOKS))?;
        Ok(self)
    }

    /// Sets how long a call of [`on_expired`](super::TtlReaper::on_expired) may take; then it is dropped at its next `await` and counts as
    /// failed. 5 minutes unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 10 ms to a day.
    pub fn with_hook_timeout(mut self, time: Duration) -> Result<Self, ConfigError> {
        let checked = hook_timeout_rule().check_duration(time);
        self.hook_timeout = checked.map_err(|bad| bad.in_code(SECTION, HOOK_TIMEOUT))?;
        Ok(self)
    }

    /// How long an hour of a TTL lasts.
    pub fn hour(&self) -> Duration {
        self.hour
    }

    /// How long the lease lasts.
    pub fn lease(&self) -> Duration {
        self.lease
    }

    /// How many calls of `on_expired` may be under way at once.
    pub fn hooks_at_once(&self) -> usize {
        self.hooks_at_once
    }

    /// How long a call of `on_expired` may take.
    pub fn hook_timeout(&self) -> Duration {
        self.hook_timeout
    }
}

pub(crate) fn hour_rule() -> Rule {
    Rule::duration(Duration::from_millis(1), DEFAULT_HOUR, "how long an hour of a TTL lasts, for demonstrations")
}

pub(crate) fn lease_rule() -> Rule {
    let what = "how long another process waits before it takes over from one that has died";
    Rule::duration(SHORTEST_LEASE, Duration::from_secs(3_600), what)
}

pub(crate) fn hooks_rule() -> Rule {
    Rule::integer(1, MAX_HOOKS, "calls of the host's `on_expired` that may be under way at once")
}

pub(crate) fn hook_timeout_rule() -> Rule {
    let what = "how long a call of the host's `on_expired` may take before it counts as failed and is made again";
    Rule::duration(MIN_HOOK_TIMEOUT, MAX_HOOK_TIMEOUT, what)
}
