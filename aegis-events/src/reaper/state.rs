//! What a reaper is doing, for whoever holds its handle.

use tokio::sync::watch;

use crate::task::LastError;
use crate::types::Timestamp;

/// What a reaper is doing, at one moment. Counts are of this reaper, since it was started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ReaperState {
    /// Ephemeral volumes that wait for their time to be up. 0 while another process works.
    pub pending: usize,
    /// When the first of them is due, by this machine's clock; one whose hook failed, when it is tried again.
    pub next_due: Option<Timestamp>,
    /// `VolumeExpired` events that it has published.
    pub expired: u64,
    /// Calls of the hook that failed.
    pub failed_hooks: u64,
    /// Whether this process does the work; otherwise it waits until it may. Without a history, always.
    pub works: bool,
    /// Everything up to this position of the history is known to it. Without a history, 0.
    pub position: u64,
    /// The last thing that went wrong, also if it is long mended.
    pub last_error: Option<LastError>,
    /// Whether the reaper has ended.
    pub ended: bool,
}

/// The state, shared by the reaper and its handles.
#[derive(Debug)]
pub(super) struct Board {
    state: watch::Sender<ReaperState>,
}

impl Board {
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

    /// Waits until a state fulfils a condition or the reaper has ended, and gives that state. Cancel safe.
    pub(super) async fn when(&self, mut condition: impl FnMut(&ReaperState) -> bool) -> ReaperState {
        let mut watch = self.state.subscribe();
        // The sender lives as long as `self`.
        let found = watch.wait_for(|state| state.ended || condition(state)).await;
        found.map_or_else(|_| self.read(), |state| state.clone())
    }
}
