//! A lease in our hands: how long it lasts, that it is renewed, and that it is lost.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::cursor::{Cursor, Row};
use super::state::Board;
use crate::history::backend::StoreError;
use crate::history::recorder::Backoff;

/// How late the cursor is written after an event was handled: what a process that dies gives to its successor once more.
const STORE_HANDLED: Duration = Duration::from_millis(100);
/// How late it is written where it only moved past events that the subscription does not want.
const STORE_PASSED: Duration = Duration::from_secs(1);

/// A lease, shared by the worker and the keeper that renews it.
pub(super) struct Claim {
    cursor: Cursor,
    board: Arc<Board>,
    pub(super) epoch: u64,
    /// Everything up to here is done.
    done: AtomicU64,
    times: Mutex<Times>,
    pub(super) lost: CancellationToken,
}

#[derive(Debug, Clone, Copy)]
struct Times {
    /// Until when the lease lasts at least: counted from before the database was asked.
    until: Instant,
    /// When the cursor wants to be written.
    store_at: Option<Instant>,
}

impl Claim {
    /// A lease that was asked for at a moment, and a task that renews it for as long as the guard lives.
    pub(super) fn new(cursor: &Cursor, board: &Arc<Board>, row: Row, asked_at: Instant) -> (Arc<Self>, Keeper) {
        let claim = Arc::new(Self {
            cursor: cursor.clone(),
            board: Arc::clone(board),
            epoch: row.epoch,
            done: AtomicU64::new(row.position),
            times: Mutex::new(Times { until: asked_at + cursor.lease, store_at: None }),
            lost: CancellationToken::new(),
        });
        let keeper = tokio::spawn(Arc::clone(&claim).keep());
        (claim, Keeper(keeper.abort_handle()))
    }

    /// Whether nobody else can have the lease. A process that was frozen finds out here, before it calls its handler again.
    pub(super) fn holds(&self) -> bool {
        !self.lost.is_cancelled() && Instant::now() < self.until()
    }

    pub(super) fn until(&self) -> Instant {
        self.times(|times| times.until)
    }

    /// Everything up to here is done.
    pub(super) fn done(&self) -> u64 {
        self.done.load(Ordering::Acquire)
    }

    /// An event was handled.
    pub(super) fn handled(&self, position: u64) {
        self.moved(position, STORE_HANDLED);
    }

    /// There is nothing up to here that the subscription wants.
    pub(super) fn passed(&self, position: u64) {
        self.moved(position, STORE_PASSED);
    }

    fn moved(&self, position: u64, store_within: Duration) {
        self.done.store(position, Ordering::Release);
        let at = Instant::now() + store_within;
        self.times(|times| times.store_at = Some(times.store_at.map_or(at, |earlier| earlier.min(at))));
    }

    /// When the cursor wants to be written, if it does.
    pub(super) fn store_at(&self) -> Option<Instant> {
        self.times(|times| times.store_at)
    }

    /// Writes the cursor, which renews the lease. `false`: the lease is lost.
    pub(super) async fn store(&self) -> Result<bool, StoreError> {
        let (asked_at, position) = (Instant::now(), self.done());
        let is_ours = self.cursor.store(self.epoch, position).await?;
        self.answered(is_ours, asked_at, position);
        Ok(is_ours)
    }

    /// The database has answered a write of the cursor.
    pub(super) fn answered(&self, is_ours: bool, asked_at: Instant, position: u64) {
        if !is_ours {
            self.lost.cancel();
            return;
        }
        let done = self.done();
        self.times(|times| {
            times.until = times.until.max(asked_at + self.cursor.lease);
            // What was done meanwhile is still to be written.
            times.store_at = times.store_at.filter(|_| done > position);
        });
        self.board.stored(position);
    }

    fn times<T>(&self, look: impl FnOnce(&mut Times) -> T) -> T {
        look(&mut self.times.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Renews the lease after each third of it. What could not be renewed in time counts as lost, so that the handler stops.
    async fn keep(self: Arc<Self>) {
        loop {
            let renew_at = self.until() - self.cursor.lease * 2 / 3;
            sleep_until(renew_at).await;
            // The worker's own writes renew it too.
            if Instant::now() + self.cursor.lease * 2 / 3 < self.until() {
                continue;
            }
            tokio::select! {
                biased;
                () = self.lost.cancelled() => return,
                () = self.run_out() => {
                    self.lost.cancel();
                    return;
                }
                () = self.renewed() => {}
            }
        }
    }

    async fn run_out(&self) {
        while self.until() > Instant::now() {
            sleep_until(self.until()).await;
        }
    }

    /// Tries until the database has answered.
    async fn renewed(&self) {
        let mut backoff = Backoff::default();
        while let Err(error) = self.store().await {
            self.board.noted(&error.message);
            sleep(backoff.next().min(self.cursor.lease / 6)).await;
        }
    }
}

/// Ends the renewing when dropped.
pub(super) struct Keeper(AbortHandle);

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}
