//! The handle of a running reaper.

use std::fmt;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::state::{ReaperState, StatusCell};

/// A running reaper, made by [`TtlReaper::run`](super::TtlReaper::run) or [`run_live`](super::TtlReaper::run_live). Dropping it lets the
/// reaper run on, until its bus is closed or its history is.
pub struct ReaperHandle {
    pub(super) status: Arc<StatusCell>,
    pub(super) stop: CancellationToken,
}

impl ReaperHandle {
    /// What the reaper is doing.
    pub fn state(&self) -> ReaperState {
        self.status.read()
    }

    /// Waits until a state fulfils a condition or the reaper has ended, and gives that state.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn when(&self, condition: impl FnMut(&ReaperState) -> bool) -> ReaperState {
        self.status.when(condition).await
    }

    /// Ends the reaper and gives its last state. Calls of the hook that are under way are dropped at their next `await`; the next reaper
    /// makes them again.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the reaper ends all the same.
    pub async fn stop(self) -> ReaperState {
        self.stop.cancel();
        self.ended().await
    }

    /// Waits until the reaper has ended, and gives its last state. [`stop`](Self::stop) ends it, and the end of its bus or history.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn ended(&self) -> ReaperState {
        self.when(|_| false).await
    }
}

impl fmt::Debug for ReaperHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReaperHandle").field("state", &self.state()).finish_non_exhaustive()
    }
}
