//! What a log is doing: what the program, its metrics and its tests ask.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::checkpoint::Checkpoint;
use super::store::Store;
use crate::task::LastError;
use crate::types::Timestamp;

/// What a log is doing, at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct AuditState {
    /// Entries in the log, with its own.
    pub entries: u64,
    /// Entries that a checkpoint seals: those with an index below.
    pub sealed: u64,
    /// Since when an entry waits for a checkpoint; `None`: none does.
    pub unsealed_since: Option<Timestamp>,
    /// The last checkpoint.
    pub last_checkpoint: Option<Checkpoint>,
    /// Checkpoints since the start.
    pub checkpoints: u64,
    /// Everything up to this place in the bus's order is in the file.
    pub written_through: u64,
    /// Everything up to this place in the bus's order is sealed.
    pub sealed_through: u64,
    /// Events that wait in its queue.
    pub queue_depth: u64,
    /// The most events that can wait there.
    pub queue_capacity: usize,
    /// Tries to write that failed, from the start.
    pub retries: u64,
    /// Tries that failed since it last worked: more than 0 means that the log cannot be written at the moment.
    pub failing: u32,
    /// The last thing that went wrong, also if it is long mended.
    pub last_error: Option<LastError>,
    /// Whether the log has ended.
    pub ended: bool,
}

impl AuditState {
    /// Everything that the store has taken is written; and sealed, if there is a checkpoint.
    pub(crate) fn wrote(&mut self, store: &Store, through: Option<u64>, checkpoint: Option<Checkpoint>) {
        self.entries = store.size();
        self.sealed = store.sealed();
        self.written_through = through.unwrap_or(self.written_through);
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
    state: Mutex<AuditState>,
    moved: Notify,
    /// Somebody wants so many entries sealed, as soon as may be.
    wanted: AtomicU64,
    /// Wakes the task for it, should it be asleep.
    pub(crate) woken: Notify,
}

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, AuditState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut AuditState)) {
        change(&mut self.lock());
        self.moved.notify_waiters();
    }

    pub(crate) fn failed(&self, message: &str) {
        let error = LastError::now(message);
        self.change(|state| {
            state.retries += 1;
            state.failing += 1;
            state.last_error = Some(error);
        });
    }

    /// Has so many entries sealed as soon as they are written.
    pub(crate) fn want(&self, entries: u64) {
        self.wanted.fetch_max(entries, Ordering::Relaxed);
        self.woken.notify_one();
    }

    /// Whether somebody waits for more entries to be sealed than so many.
    pub(crate) fn wants_more_than(&self, sealed: u64) -> bool {
        self.wanted.load(Ordering::Relaxed) > sealed
    }

    /// Waits until the state is as wanted, or the log has ended; whether it is as wanted. Cancel safe.
    pub(crate) async fn until(&self, wanted: impl Fn(&AuditState) -> bool) -> bool {
        loop {
            // Made before the look, so that no move in between is missed.
            let moved = self.moved.notified();
            let (is_so, ended) = {
                let state = self.lock();
                (wanted(&state), state.ended)
            };
            if is_so || ended {
                return is_so;
            }
            moved.await;
        }
    }
}
