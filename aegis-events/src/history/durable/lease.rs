//! A lease that this process holds: how long it lasts, its renewal and its loss. Renewing it also writes the cursor.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::cursor::{Cursor, CursorRow};
use super::status::StatusCell;
use crate::backoff::Backoff;
use crate::history::backend::StoreError;

/// How soon the cursor is written after an event was handled. A process that dies repeats at most the events of this time.
const WRITE_AFTER_HANDLED: Duration = Duration::from_millis(100);
/// How soon it is written if it only skipped events that the subscription does not select.
const WRITE_AFTER_SKIPPED: Duration = Duration::from_secs(1);

/// A lease, shared by the worker and the task that renews it.
pub(super) struct Lease {
    cursor: Cursor,
    status: Arc<StatusCell>,
    pub(super) epoch: u64,
    /// Events up to this position are done.
    done: AtomicU64,
    times: Mutex<Times>,
    /// Wakes the renewer: the cursor has moved.
    moved: Notify,
    /// Held during each write.
    writing: tokio::sync::Mutex<()>,
    pub(super) lost: CancellationToken,
}

#[derive(Debug, Clone, Copy)]
struct Times {
    /// The lease lasts at least until then: counted from before the request to the database.
    expires_at: Instant,
    /// When the cursor has to be written.
    write_at: Option<Instant>,
}

impl Lease {
    /// A lease that was requested at `asked_at`, and a task that writes the cursor and renews the lease until the guard is dropped.
    pub(super) fn new(
        cursor: &Cursor,
        status: &Arc<StatusCell>,
        row: CursorRow,
        asked_at: Instant,
    ) -> (Arc<Self>, LeaseRenewer) {
        let lease = Arc::new(Self {
            cursor: cursor.clone(),
            status: Arc::clone(status),
            epoch: row.epoch,
            done: AtomicU64::new(row.position),
            times: Mutex::new(Times { expires_at: asked_at + cursor.lease, write_at: None }),
            moved: Notify::new(),
            writing: tokio::sync::Mutex::default(),
            lost: CancellationToken::new(),
        });
        let renewer = tokio::spawn(Arc::clone(&lease).renew());
        (lease, LeaseRenewer(renewer.abort_handle()))
    }

    /// Whether no other process can have the lease. A process that was frozen finds out here, before it calls its handler again.
    pub(super) fn is_held(&self) -> bool {
        !self.lost.is_cancelled() && Instant::now() < self.expires_at()
    }

    fn expires_at(&self) -> Instant {
        self.times(|times| times.expires_at)
    }

    /// Events up to this position are done.
    pub(super) fn done(&self) -> u64 {
        self.done.load(Ordering::Acquire)
    }

    /// An event was handled or parked.
    pub(super) fn handled(&self, position: u64) {
        self.moved(position, WRITE_AFTER_HANDLED);
    }

    /// The subscription selects no events up to this position.
    pub(super) fn skipped(&self, position: u64) {
        self.moved(position, WRITE_AFTER_SKIPPED);
    }

    fn moved(&self, position: u64, write_within: Duration) {
        self.done.store(position, Ordering::Release);
        let at = Instant::now() + write_within;
        self.times(|times| times.write_at = Some(times.write_at.map_or(at, |earlier| earlier.min(at))));
        self.moved.notify_one();
    }

    /// Writes to the cursor's row, one write after the other. An older write that the database sees last would shorten the lease again:
    /// another process would begin to work while this one still relies on it.
    pub(super) async fn write<T>(&self, write: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let _turn = self.writing.lock().await;
        write.await
    }

    /// Writes the cursor, which renews the lease or shows that it is lost.
    async fn write_cursor(&self) -> Result<(), StoreError> {
        let write = async {
            let (asked_at, position) = (Instant::now(), self.done());
            let is_ours = self.cursor.advance(self.epoch, position).await?;
            self.written(is_ours, asked_at, position);
            Ok(())
        };
        self.write(write).await
    }

    /// The database has answered a write of the cursor.
    pub(super) fn written(&self, is_ours: bool, asked_at: Instant, position: u64) {
        if !is_ours {
            self.lost.cancel();
            return;
        }
        let done = self.done();
        self.times(|times| {
            times.expires_at = times.expires_at.max(asked_at + self.cursor.lease);
            // Events that were done since then are still to be written.
            times.write_at = times.write_at.filter(|_| done > position);
        });
        self.status.cursor_written(position);
    }

    fn times<T>(&self, look: impl FnOnce(&mut Times) -> T) -> T {
        look(&mut self.times.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes the cursor when it is due, even during a long call of the handler, and renews the lease after each third of it. A lease that
    /// could not be renewed in time counts as lost, so that the handler stops.
    async fn renew(self: Arc<Self>) {
        let renew = async {
            loop {
                self.due().await;
                self.write_until_answered().await;
            }
        };
        tokio::select! {
            biased;
            () = self.lost.cancelled() => {}
            () = self.expired() => self.lost.cancel(),
            () = renew => {}
        }
    }

    /// Waits until the cursor has to be written.
    async fn due(&self) {
        loop {
            let renew_at = self.expires_at() - self.cursor.lease * 2 / 3;
            let at = self.times(|times| times.write_at).map_or(renew_at, |write_at| write_at.min(renew_at));
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

    async fn expired(&self) {
        while self.expires_at() > Instant::now() {
            sleep_until(self.expires_at()).await;
        }
    }

    async fn write_until_answered(&self) {
        let mut backoff = Backoff::default();
        while let Err(error) = self.write_cursor().await {
            self.status.failed(&error.message);
            sleep(backoff.next().min(self.cursor.lease / 6)).await;
        }
    }
}

/// Ends the renewal when dropped.
pub(super) struct LeaseRenewer(AbortHandle);

impl Drop for LeaseRenewer {
    fn drop(&mut self) {
        self.0.abort();
    }
}
