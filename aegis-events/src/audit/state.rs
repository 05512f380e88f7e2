//! What a log is doing: what the program, its metrics and its tests ask.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Notify, watch};

use super::checkpoint::Checkpoint;
use super::store::Store;
use crate::envelope::Sequence;
use crate::task::{Ended, LastError};
use crate::types::Timestamp;

/// The state of a log at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct AuditState {
    /// Entries in the log, including those about the log itself.
    pub entries: u64,
    /// Entries that a checkpoint seals: those with a lower index.
    pub sealed: u64,
    /// Since when an entry waits for a checkpoint; `None` if none does.
    pub unsealed_since: Option<Timestamp>,
    /// The last checkpoint.
    pub last_checkpoint: Option<Checkpoint>,
    /// Checkpoints signed since the start.
    pub checkpoints: u64,
    /// Events up to this sequence of the bus are in the file.
    pub written_through: Sequence,
    /// Events up to this sequence of the bus are sealed.
    pub sealed_through: Sequence,
    /// Events in its queue.
    pub queue_depth: u64,
    /// The capacity of its queue.
    pub queue_capacity: usize,
    /// Failed attempts to write since the start.
    pub retries: u64,
    /// Failed attempts since the last success: more than 0 while the log cannot be written.
    pub failing: u32,
    /// The last error. It stays after recovery.
    pub last_error: Option<LastError>,
    /// Whether the log has ended.
    pub ended: bool,
}

impl AuditState {
    /// Notes that everything in the store is written, and sealed if there is a checkpoint.
    pub(crate) fn wrote(&mut self, store: &Store, through: Option<u64>, checkpoint: Option<Checkpoint>) {
        self.entries = store.size();
        self.sealed = store.sealed();
        self.written_through = through.map_or(self.written_through, Sequence::new);
        self.failing = 0;
        if self.sealed == self.entries {
            self.sealed_through = self.written_through;
            self.unsealed_since = None;
        } else {
            self.unsealed_since.get_or_insert_with(chrono::Utc::now);
        }
        if let Some(checkpoint) = checkpoint {
            self.checkpoints += 1;
            self.last_checkpoint = Some(checkpoint);
        }
    }
}

/// Shared by the log's task and its handle.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    state: watch::Sender<AuditState>,
    /// The number of entries that callers want sealed as soon as possible.
    wanted: AtomicU64,
    /// Wakes the task for it.
    pub(crate) woken: Notify,
}

impl Shared {
    pub(crate) fn read(&self) -> AuditState {
        self.state.borrow().clone()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut AuditState)) {
        self.state.send_modify(change);
    }

    pub(crate) fn failed(&self, message: &str) {
        let error = LastError::now(message);
        self.change(|state| {
            state.retries += 1;
            state.failing += 1;
            state.last_error = Some(error);
        });
    }

    /// Requests that so many entries are sealed as soon as they are written.
    pub(crate) fn want(&self, entries: u64) {
        self.wanted.fetch_max(entries, Ordering::Relaxed);
        self.woken.notify_one();
    }

    /// Whether a caller waits for more sealed entries than that.
    pub(crate) fn wants_more_than(&self, sealed: u64) -> bool {
        self.wanted.load(Ordering::Relaxed) > sealed
    }

    /// Waits until the condition holds, or the log has ended. Cancel safe.
    pub(crate) async fn until(&self, wanted: impl Fn(&AuditState) -> bool) -> Result<(), Ended> {
        let mut states = self.state.subscribe();
        // The sender lives as long as `self`: this cannot fail.
        let found = states.wait_for(|state| wanted(state) || state.ended).await;
        if found.is_ok_and(|state| wanted(&state)) { Ok(()) } else { Err(Ended) }
    }
}
