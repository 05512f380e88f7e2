//! The section `reaper`: how volumes whose time is up are ended.

use crate::config::section::{FromSection, Key, Section};
use crate::reaper::{
    HOOK_TIMEOUT, HOOKS, HOUR, LEASE, ReaperConfig, hook_timeout_rule, hooks_rule, hour_rule, lease_rule,
};

impl FromSection for ReaperConfig {
    const NAME: &'static str = "reaper";
    const ABOUT: &'static str = "The TTL reaper, which ends ephemeral volumes whose time is up.";
    const KEYS: &'static [Key] = &[
        Key { name: HOUR, rule: hour_rule, default: "1h" },
        Key { name: LEASE, rule: lease_rule, default: "30s" },
        Key { name: HOOKS, rule: hooks_rule, default: "8" },
        Key { name: HOOK_TIMEOUT, rule: hook_timeout_rule, default: "5m" },
    ];

    fn read(section: &mut Section<'_, '_>) -> Self {
        let mut config = Self::default();
        if let Some(hour) = section.duration(HOUR) {
            config.hour = hour;
        }
        if let Some(lease) = section.duration(LEASE) {
            config.lease = lease;
        }
        if let Some(hooks) = section.integer(HOOKS) {
            config.hooks_at_once = hooks;
        }
        if let Some(time) = section.duration(HOOK_TIMEOUT) {
            config.hook_timeout = time;
        }
        config
    }
}
