//! What a durable subscription is doing, for whoever holds its handle.

use tokio::sync::watch;

use super::cursor::Row;
use crate::task::LastError;

/// What a durable subscription is doing, at one moment. Counts are of this subscription, since it was started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DurableState {
    /// The cursor in the database, as far as this process knows: everything up to it is done, and will not come again.
    pub position: u64,
    /// How many positions the cursor was behind the end of the history when this process last looked; also of events that the subscription
    /// does not want.
    pub behind: u64,
    /// Events that were handled with success.
    pub delivered: u64,
    /// Calls of the handler that failed and were followed, or will be, by another one.
    pub retries: u64,
    /// Events that were parked.
    pub parked: u64,
    /// Parked events that were handled with success when they were tried again.
    pub recovered: u64,
    /// Events that retention or erasure took away before they were read: at most so many, since what was taken away is known by number and range,
    /// not one by one, and some of it the subscription may not have wanted.
    pub removed: u64,
    /// Whether this process does the work; otherwise it waits until it may.
    pub holds_lease: bool,
    /// How often the cursor had changed hands when this process last took it.
    pub epoch: u64,
    /// The last thing that went wrong, also if it is long mended.
    pub last_error: Option<LastError>,
    /// Whether the subscription has ended.
    pub ended: bool,
}

/// The state, shared by the worker and the handles.
#[derive(Debug)]
pub(super) struct Board {
    state: watch::Sender<DurableState>,
}

impl Board {
    pub(super) fn new(row: Row) -> Self {
        let state = DurableState { position: row.position, epoch: row.epoch, ..DurableState::default() };
        Self { state: watch::Sender::new(state) }
    }

    pub(super) fn read(&self) -> DurableState {
        self.state.borrow().clone()
    }

    pub(super) fn watch(&self) -> watch::Receiver<DurableState> {
        self.state.subscribe()
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut DurableState)) {
        self.state.send_modify(change);
    }

    /// The cursor was taken by this process.
    pub(super) fn claimed(&self, row: Row) {
        self.change(|state| {
            state.position = row.position;
            state.epoch = row.epoch;
            state.holds_lease = true;
        });
    }

    /// The cursor stands in the database.
    pub(super) fn stored(&self, position: u64) {
        self.change(|state| {
            let moved = position.saturating_sub(state.position);
            state.position += moved;
            state.behind = state.behind.saturating_sub(moved);
        });
    }

    pub(super) fn noted(&self, message: &str) {
        let error = LastError::now(message);
        self.change(|state| state.last_error = Some(error));
    }
}
