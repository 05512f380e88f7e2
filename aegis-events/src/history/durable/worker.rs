//! The task of a durable subscription: take the lease, read, hand over. The lease's keeper writes the cursor.

use std::marker::PhantomData;
use std::sync::Arc;

use tokio::time::{Instant, sleep};

use super::claim::{Claim, Keeper};
use super::cursor::Row;
use super::post::{Halt, Post};
use crate::backoff::Backoff;
use crate::bus::Handler;
use crate::event::Filter;
use crate::history::backend::Change;
use crate::history::select::read_page;
use crate::task::EndOnDrop;

/// Events per round trip. All of them are in memory until the last one is handled.
const PAGE: u64 = 200;

pub(super) struct Worker<F: Filter, H> {
    pub(super) post: Post,
    pub(super) handler: H,
    /// Until when we may have a lease that we do not know of: the answer to a claim was lost, or came too late.
    doubtful_until: Option<Instant>,
    filter: PhantomData<fn() -> F>,
}

/// How the work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worked {
    Stopped,
    Lost,
}

impl<F: Filter, H: Handler<F>> Worker<F, H> {
    pub(super) fn new(post: Post, handler: H) -> Self {
        Self { post, handler, doubtful_until: None, filter: PhantomData }
    }

    pub(super) async fn run(mut self) {
        let board = Arc::clone(&self.post.board);
        let _end = EndOnDrop(|| {
            board.change(|state| {
                state.holds_lease = false;
                state.ended = true;
            });
        });
        while let Some((claim, keeper)) = self.claim().await {
            let name = &*self.post.cursor.name;
            tracing::info!(subscription = name, epoch = claim.epoch, position = claim.done(), "a cursor was taken");
            let worked = self.work(&claim).await;
            drop(keeper);
            if worked == Worked::Stopped {
                self.post.give_back(&claim).await;
                return;
            }
            self.doubtful_until = Some(Instant::now() + self.post.cursor.lease);
            self.post.board.change(|state| state.holds_lease = false);
            tracing::warn!(
                subscription = &*self.post.cursor.name,
                epoch = claim.epoch,
                "the lease on a cursor was lost; waiting to take it again"
            );
        }
    }

    /// Waits for the lease; `None` if the subscription is to end.
    async fn claim(&mut self) -> Option<(Arc<Claim>, Keeper)> {
        let mut backoff = Backoff::default();
        let mut hints = self.post.cursor.shared.signals.watch(Change::History);
        while !self.post.stop.is_cancelled() {
            hints.mark_unchanged();
            let asked_at = Instant::now();
            let again = match self.post.cursor.claim(&mut self.doubtful_until).await {
                Ok(Some(row)) => return Some(self.claimed(row, asked_at)),
                Ok(None) => {
                    backoff.reset();
                    None
                }
                Err(error) => {
                    self.post.note(&error.message, "a cursor cannot be taken; trying again");
                    Some(backoff.next())
                }
            };
            tokio::select! {
                biased;
                () = self.post.stop.cancelled() => {}
                () = self.post.until_woken(again, &mut hints) => {}
            }
        }
        if let Some(until) = self.doubtful_until {
            self.post.disclaim(until).await;
        }
        None
    }

    fn claimed(&self, row: Row, asked_at: Instant) -> (Arc<Claim>, Keeper) {
        self.post.board.claimed(row);
        Claim::new(&self.post.cursor, &self.post.board, row, asked_at)
    }

    /// Works until the lease is lost or the subscription is to end.
    async fn work(&mut self, claim: &Claim) -> Worked {
        let mut backoff = Backoff::default();
        let mut hints = self.post.cursor.shared.signals.watch(Change::History);
        let mut counted = claim.done();
        loop {
            hints.mark_unchanged();
            let step = tokio::select! {
                biased;
                () = claim.lost.cancelled() => Err(Halt::Lost),
                step = self.step(claim, &mut counted) => step,
            };
            let wait = match step {
                Ok(true) => {
                    backoff.reset();
                    continue;
                }
                Ok(false) => {
                    backoff.reset();
                    None
                }
                Err(Halt::Stopped) => return Worked::Stopped,
                Err(Halt::Lost) => return Worked::Lost,
                Err(Halt::Failed(error)) => {
                    self.post.note(&error, "a durable subscription cannot use the history; trying again");
                    Some(backoff.next())
                }
            };
            let poll_interval = self.post.cursor.shared.settings.poll_interval;
            tokio::select! {
                biased;
                () = claim.lost.cancelled() => return Worked::Lost,
                () = self.post.stop.cancelled() => return Worked::Stopped,
                () = async { sleep(wait.unwrap_or_default()).await }, if wait.is_some() => {}
                () = self.post.hinted(poll_interval, &mut hints), if wait.is_none() => {}
            }
        }
    }

    /// One round: whatever is there, at most a page of it. Says whether there may be more.
    async fn step(&mut self, claim: &Claim, counted: &mut u64) -> Result<bool, Halt> {
        self.post.may_go_on(claim)?;
        let look = self.post.cursor.look(*counted).await?;
        let done = claim.done();
        if look.has_removals && done > *counted {
            self.post.count_removed(*counted, done).await?;
        }
        *counted = done;
        self.post.board.change(|state| state.behind = look.head.saturating_sub(state.position));
        if let Some(retry) = look.retry {
            self.retry_parked(claim, retry).await?;
            return Ok(true);
        }
        if done >= look.head {
            return Ok(false);
        }
        let select = self.post.select.within(done, look.head);
        let page = read_page::<F::Domain>(&*self.post.cursor.shared.backend, &select, PAGE).await;
        let page = page.map_err(|error| Halt::Failed(error.to_string().into()))?;
        let end = page.last_position.filter(|_| !page.is_last).unwrap_or(look.head);
        for read in page.rows {
            self.post.may_go_on(claim)?;
            self.deliver(claim, read).await?;
        }
        if claim.done() < end {
            claim.passed(end);
        }
        Ok(true)
    }
}
