//! The task of a durable subscription: acquire the lease, read, call the handler.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::cursor::CursorRow;
use super::lease::{Lease, LeaseRenewer};
use super::worker_context::{StopReason, WorkerContext};
use crate::backoff::Backoff;
use crate::bus::Handler;
use crate::event::Filter;
use crate::history::backend::Change;
use crate::history::select::read_page;
use crate::task::EndOnDrop;

/// Events per round trip. All of them are in memory until the last one is handled.
const PAGE: u64 = 200;
/// The shortest pause between two looks at the lease of another process: each recorded event may wake this one.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

pub(super) struct Worker<F: Filter, H> {
    pub(super) context: WorkerContext,
    pub(super) handler: H,
    /// Until then, this process may have a lease without knowing it: the answer to its request was lost or came too late.
    unconfirmed_until: Option<Instant>,
    filter: PhantomData<fn() -> F>,
}

/// How a tenure of the lease ended.
enum TenureEnd {
    Stopped,
    LeaseLost,
}

impl<F: Filter, H: Handler<F>> Worker<F, H> {
    pub(super) fn new(context: WorkerContext, handler: H) -> Self {
        Self { context, handler, unconfirmed_until: None, filter: PhantomData }
    }

    pub(super) async fn run(mut self) {
        let status = Arc::clone(&self.context.status);
        let _end = EndOnDrop(|| {
            status.change(|state| {
                state.holds_lease = false;
                state.ended = true;
            });
        });
        while let Some((lease, renewer)) = self.acquire().await {
            let name = &*self.context.cursor.name;
            let epoch = lease.epoch;
            tracing::info!(subscription = name, epoch, position = lease.done(), "acquired the lease of a cursor");
            let end = self.work(&lease).await;
            drop(renewer);
            match end {
                TenureEnd::Stopped => return self.context.release(&lease).await,
                TenureEnd::LeaseLost => {
                    self.unconfirmed_until = Some(Instant::now() + self.context.cursor.lease);
                    status.change(|state| state.holds_lease = false);
                    let name = &*self.context.cursor.name;
                    tracing::warn!(subscription = name, epoch, "lost the lease of a cursor; acquiring it again");
                }
            }
        }
    }

    /// Waits for the lease; `None` if the subscription is stopped.
    async fn acquire(&mut self) -> Option<(Arc<Lease>, LeaseRenewer)> {
        let mut backoff = Backoff::default();
        let mut changes = self.context.cursor.shared.signals.watch(Change::History);
        while !self.context.stop.is_cancelled() {
            changes.mark_unchanged();
            let asked_at = Instant::now();
            let after_failure = match self.context.cursor.acquire(&mut self.unconfirmed_until).await {
                Ok(Some(row)) => return Some(self.acquired(row, asked_at)),
                Ok(None) => {
                    backoff.reset();
                    None
                }
                Err(error) => {
                    self.context.failed(&error.message, "cannot acquire the lease of a cursor; trying again");
                    Some(backoff.next())
                }
            };
            let wait = async {
                if after_failure.is_none() {
                    sleep(LOOK_AGAIN).await;
                }
                self.context.change_or(after_failure, &mut changes).await;
            };
            tokio::select! {
                biased;
                () = self.context.stop.cancelled() => {}
                () = wait => {}
            }
        }
        if let Some(until) = self.unconfirmed_until {
            self.context.release_unconfirmed(until).await;
        }
        None
    }

    fn acquired(&self, row: CursorRow, asked_at: Instant) -> (Arc<Lease>, LeaseRenewer) {
        self.context.status.lease_acquired(row);
        Lease::new(&self.context.cursor, &self.context.status, row, asked_at)
    }

    async fn work(&mut self, lease: &Lease) -> TenureEnd {
        let mut backoff = Backoff::default();
        let mut changes = self.context.cursor.shared.signals.watch(Change::History);
        let mut counted = lease.done();
        loop {
            changes.mark_unchanged();
            let step = tokio::select! {
                biased;
                () = lease.lost.cancelled() => Err(StopReason::LeaseLost),
                step = self.step(lease, &mut counted) => step,
            };
            let after_failure = match step {
                Ok(Step::More) => {
                    backoff.reset();
                    continue;
                }
                Ok(Step::AtEnd) => {
                    backoff.reset();
                    None
                }
                Err(StopReason::Stopped) => return TenureEnd::Stopped,
                Err(StopReason::LeaseLost) => return TenureEnd::LeaseLost,
                Err(StopReason::Failed(error)) => {
                    self.context.failed(&error, "a durable subscription cannot use the history; trying again");
                    Some(backoff.next())
                }
            };
            tokio::select! {
                biased;
                () = lease.lost.cancelled() => return TenureEnd::LeaseLost,
                () = self.context.stop.cancelled() => return TenureEnd::Stopped,
                () = self.context.change_or(after_failure, &mut changes) => {}
            }
        }
    }

    /// Handles at most one page of events, or one parked event.
    async fn step(&mut self, lease: &Lease, counted: &mut u64) -> Result<Step, StopReason> {
        self.context.check(lease)?;
        let look = self.context.cursor.look(*counted).await?;
        let done = lease.done();
        if look.has_removals && done > *counted {
            self.context.count_removed(*counted, done).await?;
        }
        *counted = done;
        self.context.status.change(|state| state.behind = look.head.saturating_sub(state.position.get()));
        if let Some(request) = look.retry {
            self.retry_parked(lease, request).await?;
            return Ok(Step::More);
        }
        if done >= look.head {
            return Ok(Step::AtEnd);
        }
        let select = self.context.select.within(done, look.head);
        let page = read_page::<F::Domain>(&*self.context.cursor.shared.backend, &select, PAGE).await?;
        let end = page.last_position.filter(|_| !page.is_last).unwrap_or(look.head);
        for read in page.rows {
            self.context.check(lease)?;
            self.deliver(lease, read).await?;
        }
        if lease.done() < end {
            lease.skipped(end);
        }
        Ok(Step::More)
    }
}

/// Whether there may be more to do at once.
enum Step {
    More,
    AtEnd,
}
