//! The handle of a running durable subscription.

use std::fmt;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::state::{Board, DurableState};

/// A running durable subscription, made by [`Durable::run`](super::Durable::run). Dropping it lets the subscription run on.
///
/// It belongs to the history and not to a bus: shutting a bus down does not end it. Stop it after the bus has shut down, so that it sees
/// what the recorder wrote last, and before [`History::close`](crate::history::History::close).
pub struct DurableHandle {
    pub(super) name: Arc<str>,
    pub(super) board: Arc<Board>,
    pub(super) stop: CancellationToken,
}

impl DurableHandle {
    /// The subscription's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the subscription is doing.
    pub fn state(&self) -> DurableState {
        self.board.read()
    }

    /// Waits until everything up to a position is done and the cursor is kept in the database; `false` if the subscription ended before.
    ///
    /// While another process does the work, this one does not see the cursor move.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn reached(&self, position: u64) -> bool {
        self.when(|state| state.position >= position || state.ended).await.position >= position
    }

    /// Waits until a state fulfils a condition or the subscription has ended, and gives that state.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn when(&self, mut condition: impl FnMut(&DurableState) -> bool) -> DurableState {
        let mut watch = self.board.watch();
        // The sender lives as long as `self`.
        let found = watch.wait_for(|state| state.ended || condition(state)).await;
        found.map_or_else(|_| self.board.read(), |state| state.clone())
    }

    /// Ends the subscription and gives its last state. It waits for the call of the handler that is under way, but not for further tries of an
    /// event that fails; then it writes the cursor and gives the lease back, so that another process goes on at once.
    ///
    /// While the database is away it tries to do so for as long as the lease lasts. What could not be written comes again.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the subscription ends all the same.
    pub async fn stop(self) -> DurableState {
        self.stop.cancel();
        self.ended().await
    }

    /// Waits until the subscription has ended, and gives its last state. Only [`stop`](Self::stop) and the end of the runtime end it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn ended(&self) -> DurableState {
        self.when(|_| false).await
    }
}

impl fmt::Debug for DurableHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DurableHandle").field("name", &self.name).field("state", &self.state()).finish_non_exhaustive()
    }
}
