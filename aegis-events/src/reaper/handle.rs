//! The handle of a running reaper.

use std::fmt;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::state::{ReaperState, StatusCell};

/// A running reaper, made by [`TtlReaper::run`](super::TtlReaper::run) or [`run_live`](super::TtlReaper::run_live). Dropping it lets the
/// reaper run until its bus or its history is closed.
pub struct ReaperHandle {
    pub(super) status: Arc<StatusCell>,
    pub(super) stop: CancellationToken,
}

impl ReaperHandle {
    /// Returns the state of the reaper.
    pub fn state(&self) -> ReaperState {
        self.status.read()
    }

    /// Waits until a state fulfils a condition or the reaper has ended, and returns that state.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn wait_for(&self, condition: impl FnMut(&ReaperState) -> bool) -> ReaperState {
        self.status.wait_for(condition).await
    }

    /// Stops the reaper and returns its last state. Running calls of the hook are dropped at their next `await`; the next reaper repeats them.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the reaper stops all the same.
    pub async fn stop(self) -> ReaperState {
        self.stop.cancel();
        self.ended().await
    }

    /// Waits until the reaper has ended, by [`stop`](Self::stop) or because its bus or history was closed, and returns its last state.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn ended(&self) -> ReaperState {
        self.wait_for(|_| false).await
    }
}

impl fmt::Debug for ReaperHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReaperHandle").field("state", &self.state()).finish_non_exhaustive()
    }
}
