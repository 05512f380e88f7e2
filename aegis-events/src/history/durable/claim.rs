//! A lease in our hands: how long it lasts, that it is renewed, and that it is lost. The cursor is written with it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::cursor::{Cursor, Row};
use super::state::Board;
use crate::backoff::Backoff;
use crate::history::backend::StoreError;

/// How late the cursor is written after an event was handled: what a process that dies gives to its successor once more.
const STORE_HANDLED: Duration = Duration::from_millis(100);
/// How late it is written where it only moved past events that the subscription does not want.
const STORE_PASSED: Duration = Duration::from_secs(1);

/// A lease, shared by the worker and the keeper that writes the cursor.
pub(super) struct Claim {
    cursor: Cursor,
    board: Arc<Board>,
    pub(super) epoch: u64,
    /// Everything up to here is done.
    done: AtomicU64,
    times: Mutex<Times>,
    /// Wakes the keeper: there is something to write.
    moved: Notify,
    /// Held while the database is asked to write.
    writing: tokio::sync::Mutex<()>,
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
    /// A lease that was asked for at a moment, and a task that writes the cursor and renews the lease for as long as the guard lives.
    pub(super) fn new(cursor: &Cursor, board: &Arc<Board>, row: Row, asked_at: Instant) -> (Arc<Self>, Keeper) {
        let claim = Arc::new(Self {
            cursor: cursor.clone(),
            board: Arc::clone(board),
            epoch: row.epoch,
            done: AtomicU64::new(row.position),
            times: Mutex::new(Times { until: asked_at + cursor.lease, store_at: None }),
            moved: Notify::new(),
            writing: tokio::sync::Mutex::default(),
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
        self.moved.notify_one();
    }

    /// Writes in the cursor's name, one write after the other: an older one that came late would take from the lease what a younger one has added, and
    /// somebody else would begin to work while we believe that we may.
    pub(super) async fn write<T>(&self, write: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let _turn = self.writing.lock().await;
        write.await
    }

    /// Writes the cursor, which renews the lease or shows that it is lost.
    async fn store(&self) -> Result<(), StoreError> {
        let store = async {
            let (asked_at, position) = (Instant::now(), self.done());
            let is_ours = self.cursor.store(self.epoch, position).await?;
            self.answered(is_ours, asked_at, position);
            Ok(())
        };
        self.write(store).await
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

    /// Writes the cursor whenever it is time, also while a handler takes long, and renews the lease after each third of it. What could not be
    /// renewed in time counts as lost, so that the handler stops.
    async fn keep(self: Arc<Self>) {
        let store = async {
            loop {
                self.due().await;
                self.stored().await;
            }
        };
        tokio::select! {
            biased;
            () = self.lost.cancelled() => {}
            () = self.run_out() => self.lost.cancel(),
            () = store => {}
        }
    }

    /// Waits until the cursor is to be written.
    async fn due(&self) {
        loop {
            let renew_at = self.until() - self.cursor.lease * 2 / 3;
            let at = self.times(|times| times.store_at).map_or(renew_at, |store_at| store_at.min(renew_at));
            if at <= Instant::now() {
                return;
            }
            tokio::select! {
                biased;
                () = self.moved.notified() => {}
                () = sleep_until(at) => {}
            }
        }
    }

    async fn run_out(&self) {
        while self.until() > Instant::now() {
            sleep_until(self.until()).await;
        }
    }

    /// Tries until the database has answered.
    async fn stored(&self) {
        let mut backoff = Backoff::default();
        while let Err(error) = self.store().await {
            self.board.noted(&error.message);
            sleep(backoff.next().min(self.cursor.lease / 6)).await;
        }
    }
}

/// Ends the writing when dropped.
pub(super) struct Keeper(AbortHandle);

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}
