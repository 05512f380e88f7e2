//! The configuration of the reaper, and its section.

use crate::settings::kinds::{count::Count, time::Time};
use crate::settings::{FromSection, Section, settings};

settings! {
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
    #[must_use]
    pub struct ReaperConfig: "reaper" = "The TTL reaper, which ends ephemeral volumes when their time is up." {
        // Demonstrations shorten it, so that days pass in seconds.
        hour, with_hour: Time("1ms" to "1h") = "1h", "how long an hour of a TTL lasts, for demonstrations";
        // Short against TTLs, which are hours. A busy machine would lose a lease of less than 100 ms. Without a history it has no effect.
        lease, with_lease: Time("100ms" to "1h") = "30s", "how long another process waits before it takes over from one that has died";
        // Hooks delete folders: they wait for disks and servers, which cope with a few requests at a time.
        hooks_at_once, with_hooks_at_once: Count(1 to 1_024) = 8, "how many calls of `on_expired` may run at once";
        // Longer than a server needs for a large folder, and short enough that a lost server does not hold up the others for long.
        hook_timeout, with_hook_timeout: Time("10ms" to "1d") = "5m", "how long a call of `on_expired` may take before it counts as failed and is retried";
    }
}

impl Default for ReaperConfig {
    fn default() -> Self {
        Self::initial()
    }
}

impl FromSection for ReaperConfig {
    type Read = Self;

    fn read(section: &mut Section<'_, '_>) -> Self {
        let mut config = Self::default();
        config.read_settings(section);
        config
    }
}
