//! Everything a worker needs besides its handler: cursor, selection, retry policy, status and the stop signal.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::cursor::Cursor;
use super::gaps::count_removed;
use super::lease::Lease;
use super::retry::RetryPolicy;
use super::status::StatusCell;
use crate::backoff::Backoff;
use crate::history::backend::{Change, ErrorKind, StoreError};
use crate::history::error::HistoryError;
use crate::history::select::Select;

pub(super) struct WorkerContext {
    pub(super) cursor: Cursor,
    pub(super) select: Select,
    pub(super) policy: RetryPolicy,
    pub(super) status: Arc<StatusCell>,
    pub(super) stop: CancellationToken,
}

/// Why the work is interrupted.
pub(super) enum StopReason {
    /// The subscription is stopped.
    Stopped,
    LeaseLost,
    /// The database is away, or its schema is wrong.
    Failed(Arc<str>),
}

impl From<StoreError> for StopReason {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.message)
    }
}

impl From<HistoryError> for StopReason {
    fn from(error: HistoryError) -> Self {
        Self::Failed(error.to_string().into())
    }
}

impl WorkerContext {
    /// Whether to go on, asked between two events.
    pub(super) fn check(&self, lease: &Lease) -> Result<(), StopReason> {
        if self.stop.is_cancelled() {
            Err(StopReason::Stopped)
        } else if lease.is_held() {
            Ok(())
        } else {
            Err(StopReason::LeaseLost)
        }
    }

    pub(super) async fn park(
        &self,
        lease: &Lease,
        position: u64,
        reason: &str,
        attempts: u32,
    ) -> Result<(), StopReason> {
        tracing::error!(
            subscription = &*self.cursor.name,
            position,
            reason,
            attempts,
            "an event is parked: later events are handled before it"
        );
        let asked_at = self.write(lease, || self.cursor.park(lease.epoch, position, reason, attempts)).await?;
        // Before the cursor moves, so that a waiter for this position finds the event parked.
        self.status.change(|state| state.parked += 1);
        let place = format!("position {position}");
        let reason = reason.strip_prefix(&*place).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(reason);
        self.status.failed(&format!("{place} was parked: {reason}"));
        lease.handled(position);
        lease.written(true, asked_at, position);
        Ok(())
    }

    /// Writes, and tries again until the database answers. Returns when the write was requested.
    pub(super) async fn write<Fut: Future<Output = Result<bool, StoreError>>>(
        &self,
        lease: &Lease,
        mut write: impl FnMut() -> Fut,
    ) -> Result<Instant, StopReason> {
        let mut backoff = Backoff::default();
        loop {
            let write = async {
                let asked_at = Instant::now();
                Ok((write().await?, asked_at))
            };
            match lease.write(write).await {
                Ok((true, asked_at)) => return Ok(asked_at),
                Ok((false, _)) => {
                    lease.lost.cancel();
                    return Err(StopReason::LeaseLost);
                }
                Err(error) => {
                    self.failed(&error.message, "cannot write the cursor; trying again");
                    self.pause(backoff.next()).await?;
                }
            }
        }
    }

    pub(super) async fn count_removed(&self, after: u64, through: u64) -> Result<(), StopReason> {
        let at_most = count_removed(&self.cursor, after, through).await?;
        if at_most > 0 {
            self.status.change(|state| state.removed += at_most);
            tracing::warn!(
                subscription = &*self.cursor.name,
                after,
                through,
                at_most,
                "events were removed from the history before they were read"
            );
        }
        Ok(())
    }

    /// Writes the cursor and releases the lease, or lets it expire.
    pub(super) async fn release(&self, lease: &Lease) {
        let mut backoff = Backoff::default();
        let position = lease.done();
        // At least once: the lease in the database may last longer than known here.
        loop {
            match lease.write(self.cursor.release(lease.epoch, position)).await {
                Ok(is_ours) => {
                    if is_ours {
                        self.status.cursor_written(position);
                    }
                    self.cursor.shared.signals.raise(Change::History);
                    return;
                }
                Err(error) if error.kind == ErrorKind::Closed => break,
                Err(error) => self.failed(&error.message, "cannot release the lease; trying again"),
            }
            if !lease.is_held() {
                break;
            }
            sleep(backoff.next()).await;
        }
        tracing::warn!(
            subscription = &*self.cursor.name,
            position,
            "the cursor could not be written before the end: its last events are delivered again"
        );
    }

    /// Releases a lease that this process may have, until it has expired.
    pub(super) async fn release_unconfirmed(&self, until: Instant) {
        let mut backoff = Backoff::default();
        while Instant::now() < until {
            match self.cursor.release_unconfirmed().await {
                Ok(()) => return self.cursor.shared.signals.raise(Change::History),
                Err(error) => self.failed(&error.message, "cannot release the lease; trying again"),
            }
            sleep(backoff.next()).await;
        }
    }

    pub(super) async fn pause(&self, wait: Duration) -> Result<(), StopReason> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(StopReason::Stopped),
            () = sleep(wait) => Ok(()),
        }
    }

    pub(super) fn failed(&self, error: &str, what: &str) {
        self.status.failed(error);
        tracing::warn!(subscription = &*self.cursor.name, error, "{what}");
    }

    /// Waits until the history or a cursor may have changed, or for the wait after a failure.
    pub(super) async fn change_or(&self, after_failure: Option<Duration>, changes: &mut watch::Receiver<u64>) {
        if let Some(wait) = after_failure {
            return sleep(wait).await;
        }
        // Not an error: the senders live as long as `self`.
        let _ = tokio::time::timeout(self.cursor.shared.settings.poll_interval, changes.changed()).await;
    }
}
