//! The state of a reaper, shared with its handles.

use tokio::sync::watch;

use crate::envelope::Position;
use crate::task::LastError;
use crate::types::Timestamp;

/// The state of a reaper at one moment. Counts begin at its start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ReaperState {
    /// Ephemeral volumes whose TTL is not over. 0 while another process works.
    pub pending: usize,
    /// When the first of them is due, by this machine's clock; after a failed hook, when it is retried.
    pub next_due: Option<Timestamp>,
    /// Published `VolumeExpired` events.
    pub expired: u64,
    /// Calls of the hook that failed.
    pub failed_hooks: u64,
    /// Whether this process works; if not, it waits for the lease. Always `true` without a history.
    pub works: bool,
    /// The position up to which it has read the history. Without a history, 0.
    pub position: Position,
    /// The last error. It stays after recovery.
    pub last_error: Option<LastError>,
    /// Whether the reaper has ended.
    pub ended: bool,
}

/// Shared by the reaper and its handles.
#[derive(Debug)]
pub(super) struct StatusCell {
    state: watch::Sender<ReaperState>,
}

impl StatusCell {
    pub(super) fn new() -> Self {
        Self { state: watch::Sender::new(ReaperState::default()) }
    }

    pub(super) fn read(&self) -> ReaperState {
        self.state.borrow().clone()
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut ReaperState)) {
        self.state.send_modify(change);
    }

    pub(super) fn noted(&self, at: Timestamp, message: String) {
        self.change(|state| state.last_error = Some(LastError { at, message }));
    }

    pub(super) fn ended(&self) {
        self.change(|state| {
            state.works = false;
            state.ended = true;
        });
    }

    /// Waits until a state fulfils a condition or the reaper has ended, and returns that state. Cancel safe.
    pub(super) async fn wait_for(&self, mut condition: impl FnMut(&ReaperState) -> bool) -> ReaperState {
        let mut watch = self.state.subscribe();
        // The sender lives as long as `self`: this cannot fail.
        let found = watch.wait_for(|state| state.ended || condition(state)).await;
        found.map_or_else(|_| self.read(), |state| state.clone())
    }
}
