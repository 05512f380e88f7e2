//! The state of a durable subscription, for the holders of its handle.

use tokio::sync::watch;

use super::cursor::CursorRow;
use crate::envelope::Position;
use crate::task::LastError;

/// The state of a durable subscription at one moment. Counts begin when the subscription is started in this process.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DurableState {
    /// The cursor in the database, as far as this process knows. Events up to this position are done and will not be delivered again.
    pub position: Position,
    /// How many positions the cursor was before the end of the history when this process last looked. Includes events that the
    /// subscription does not select.
    pub behind: u64,
    /// Events that the handler succeeded with.
    pub delivered: u64,
    /// Failed calls of the handler that were followed, or will be, by another try.
    pub retries: u64,
    /// Events that were parked.
    pub parked: u64,
    /// Parked events that the handler succeeded with when they were tried again.
    pub recovered: u64,
    /// The greatest possible number of selected events that retention or erasure removed before they were read. Removals are recorded by
    /// range and number, so the exact number is unknown.
    pub removed: u64,
    /// Whether this process holds the lease. If not, it waits for it.
    pub holds_lease: bool,
    /// How often the lease had been taken when this process last took it.
    pub epoch: u64,
    /// The last error. It stays after the subscription has recovered.
    pub last_error: Option<LastError>,
    /// Whether the subscription has ended.
    pub ended: bool,
}

/// The state, shared by the worker and the handles.
#[derive(Debug)]
pub(super) struct StatusCell {
    state: watch::Sender<DurableState>,
}

impl StatusCell {
    pub(super) fn new(row: CursorRow) -> Self {
        let state = DurableState { position: row.position.into(), epoch: row.epoch, ..DurableState::default() };
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

    pub(super) fn lease_acquired(&self, row: CursorRow) {
        self.change(|state| {
            state.position = row.position.into();
            state.epoch = row.epoch;
            state.holds_lease = true;
        });
    }

    pub(super) fn cursor_written(&self, position: u64) {
        self.change(|state| {
            let moved = position.saturating_sub(state.position.get());
            state.position = Position::new(state.position.get() + moved);
            state.behind = state.behind.saturating_sub(moved);
        });
    }

    pub(super) fn failed(&self, message: &str) {
        self.change(|state| state.last_error = Some(LastError::now(message)));
    }
}
