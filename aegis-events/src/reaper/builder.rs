//! A reaper before it starts.

use std::fmt;
use std::future::Future;

use super::config::ReaperConfig;
use super::hook::{DueVolume, Hook};
use crate::bus::{Outcome, Publisher};
use crate::domain::publishers;

/// A reaper before it starts.
#[must_use = "nothing happens until `run` or `run_live` is called"]
pub struct TtlReaper {
    pub(super) publisher: Publisher<publishers::TtlReaper>,
    pub(super) config: ReaperConfig,
    pub(super) hook: Option<Hook>,
}

impl TtlReaper {
    /// A reaper that publishes with a handle of the publisher `TtlReaper`, on the bus of that handle.
    pub fn new(publisher: Publisher<publishers::TtlReaper>) -> Self {
        Self { publisher, config: ReaperConfig::default(), hook: None }
    }

    /// Sets the configuration.
    pub fn with_config(mut self, config: ReaperConfig) -> Self {
        self.config = config;
        self
    }

    /// Sets a hook that is called for each volume whose TTL is over, before its `VolumeExpired` is published: to delete its folder, for example.
    ///
    /// The hook is async and returns nothing or a `Result`. If it fails or panics it is called again, after waits that double from a second to
    /// five minutes, and the event is delayed. A volume that is deleted meanwhile is dropped. The hook must be idempotent: after a crash it may be
    /// called again for a volume that it has handled.
    ///
    /// A call that takes longer than the [`hook_timeout`](ReaperConfig::with_hook_timeout) is dropped at its next `await` and counts as failed.
    /// Until then it delays the volumes that are due next. Work that it started elsewhere, on a blocking thread for example, may still run when it
    /// is called again. Each call is its own task, but it must not block its thread, which cannot be interrupted.
    pub fn on_expired<Fut>(mut self, hook: impl Fn(DueVolume) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output: Outcome> + Send + 'static,
    {
        self.hook = Some(Hook::new(hook));
        self
    }
}

impl fmt::Debug for TtlReaper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TtlReaper")
            .field("config", &self.config)
            .field("has_hook", &self.hook.is_some())
            .finish_non_exhaustive()
    }
}
