//! What a subscription works with, its handler aside.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::claim::Claim;
use super::cursor::Cursor;
use super::removed;
use super::retry::RetryPolicy;
use super::state::Board;
use crate::backoff::Backoff;
use crate::history::backend::{Change, ErrorKind, StoreError};
use crate::history::select::Select;

/// The least pause between two looks at a lease that somebody else has: wake-ups may come with each event.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

pub(super) struct Post {
    pub(super) cursor: Cursor,
    pub(super) select: Select,
    pub(super) policy: RetryPolicy,
    pub(super) board: Arc<Board>,
    pub(super) stop: CancellationToken,
}

/// Why the work does not simply go on.
pub(super) enum Halt {
    /// The subscription is to end.
    Stopped,
    /// The lease is lost.
    Lost,
    /// The database is away, or not as it should be.
    Failed(Arc<str>),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.message)
    }
}

impl Post {
    /// Between two events: whether to end.
    pub(super) fn may_go_on(&self, claim: &Claim) -> Result<(), Halt> {
        match () {
            () if self.stop.is_cancelled() => Err(Halt::Stopped),
            () if claim.holds() => Ok(()),
            () => Err(Halt::Lost),
        }
    }

    pub(super) async fn park(&self, claim: &Claim, position: u64, reason: &str, attempts: u32) -> Result<(), Halt> {
        tracing::error!(
            subscription = &*self.cursor.name,
            position,
            reason,
            attempts,
            "an event is parked: what comes behind it is handled before it, so that strict order ends here"
        );
        let (cursor, epoch) = (self.cursor.clone(), claim.epoch);
        let asked_at = self.written(claim, || cursor.park(epoch, position, reason, attempts)).await?;
        // Whoever waits for the position finds it among those parked.
        self.board.change(|state| state.parked += 1);
        let place = format!("position {position}");
        let reason = reason.strip_prefix(&*place).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(reason);
        self.board.noted(&format!("{place} was parked: {reason}"));
        claim.handled(position);
        claim.answered(true, asked_at, position);
        Ok(())
    }

    /// Writes, as often as it takes; gives the moment at which the database was asked.
    pub(super) async fn written<Fut: Future<Output = Result<bool, StoreError>>>(
        &self,
        claim: &Claim,
        mut write: impl FnMut() -> Fut,
    ) -> Result<Instant, Halt> {
        let mut backoff = Backoff::default();
        loop {
            let write = async {
                let asked_at = Instant::now();
                Ok((write().await?, asked_at))
            };
            match claim.write(write).await {
                Ok((true, asked_at)) => return Ok(asked_at),
                Ok((false, _)) => {
                    claim.lost.cancel();
                    return Err(Halt::Lost);
                }
                Err(error) => {
                    self.note(&error.message, "a cursor cannot be written; trying again");
                    self.pause(backoff.next()).await?;
                }
            }
        }
    }

    pub(super) async fn count_removed(&self, behind: u64, up_to: u64) -> Result<(), Halt> {
        let at_most = removed::count(&self.cursor, behind, up_to).await?;
        if at_most > 0 {
            self.board.change(|state| state.removed += at_most);
            tracing::warn!(
                subscription = &*self.cursor.name,
                behind,
                up_to,
                at_most,
                "events were removed from the history before they were read"
            );
        }
        Ok(())
    }

    /// Writes the cursor and gives the lease back, or lets it run out.
    pub(super) async fn give_back(&self, claim: &Claim) {
        let mut backoff = Backoff::default();
        let position = claim.done();
        // Once in any case: where the answers were slow, the database's lease is younger than ours.
        loop {
            match claim.write(self.cursor.release(claim.epoch, position)).await {
                Ok(is_ours) => {
                    if is_ours {
                        self.board.stored(position);
                    }
                    self.cursor.shared.signals.raise(Change::History);
                    return;
                }
                Err(error) if error.kind == ErrorKind::Closed => break,
                Err(error) => self.note(&error.message, "a cursor cannot be given back; trying again"),
            }
            if !claim.holds() {
                break;
            }
            sleep(backoff.next()).await;
        }
        let name = &*self.cursor.name;
        tracing::warn!(
            subscription = name,
            position,
            "the cursor could not be written before the end: its last events come again"
        );
    }

    /// Gives a lease back that we may have, or lets it run out.
    pub(super) async fn disclaim(&self, until: Instant) {
        let mut backoff = Backoff::default();
        while Instant::now() < until {
            match self.cursor.disclaim().await {
                Ok(()) => return self.cursor.shared.signals.raise(Change::History),
                Err(error) => self.note(&error.message, "a cursor cannot be given back; trying again"),
            }
            sleep(backoff.next()).await;
        }
    }

    pub(super) async fn pause(&self, wait: Duration) -> Result<(), Halt> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Halt::Stopped),
            () = sleep(wait) => Ok(()),
        }
    }

    pub(super) fn note(&self, error: &str, what: &str) {
        self.board.noted(error);
        tracing::warn!(subscription = &*self.cursor.name, error, "{what}");
    }

    /// A fixed time, or else until there may be something to do.
    pub(super) async fn until_woken(&self, fixed: Option<Duration>, hints: &mut watch::Receiver<u64>) {
        let Some(fixed) = fixed else {
            sleep(LOOK_AGAIN).await;
            return self.hinted(self.cursor.shared.settings.poll_interval, hints).await;
        };
        sleep(fixed).await;
    }

    pub(super) async fn hinted(&self, at_most: Duration, hints: &mut watch::Receiver<u64>) {
        // The senders live as long as `self`.
        let _ = tokio::time::timeout(at_most, hints.changed()).await;
    }
}
