//! The handle of a running durable subscription.

use std::fmt;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::status::{DurableState, StatusCell};
use crate::envelope::Position;
use crate::task::Ended;

/// A running durable subscription, from [`DurableBuilder::run`](super::DurableBuilder::run). Dropping the handle does not stop the subscription.
///
/// The subscription belongs to the history: shutting the bus down does not end it. Stop it after the bus has shut down, so that it handles the
/// last recorded events, and before [`History::close`](crate::history::History::close).
pub struct DurableHandle {
    pub(super) name: Arc<str>,
    pub(super) status: Arc<StatusCell>,
    pub(super) stop: CancellationToken,
}

impl DurableHandle {
    /// The name of the subscription.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The current state.
    pub fn state(&self) -> DurableState {
        self.status.read()
    }

    /// Waits until all events up to a position are done, and the cursor in the database says so.
    ///
    /// While another process holds the lease, this one does not see the cursor move.
    ///
    /// # Errors
    ///
    /// [`Ended`] if the subscription ended before.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn reached(&self, position: impl Into<Position>) -> Result<(), Ended> {
        let position = position.into();
        let state = self.wait_for(|state| state.position >= position).await;
        if state.position >= position { Ok(()) } else { Err(Ended) }
    }

    /// Waits until the state satisfies a condition or the subscription has ended, and returns that state.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn wait_for(&self, mut condition: impl FnMut(&DurableState) -> bool) -> DurableState {
        let mut watch = self.status.watch();
        // Not an error: the sender lives as long as `self`.
        let found = watch.wait_for(|state| state.ended || condition(state)).await;
        found.map_or_else(|_| self.status.read(), |state| state.clone())
    }

    /// Ends the subscription and returns its last state.
    ///
    /// It waits for the current call of the handler, but not for further tries of a failing event. Then it writes the cursor and releases the
    /// lease, so that another process continues at once. While the database is away, it tries to do so for as long as the lease lasts. Events
    /// whose cursor could not be written are delivered again.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the subscription ends all the same.
    pub async fn stop(self) -> DurableState {
        self.stop.cancel();
        self.ended().await
    }

    /// Waits until the subscription has ended, and returns its last state. It ends by [`stop`](Self::stop), when the history is closed, and with
    /// the runtime.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn ended(&self) -> DurableState {
        self.wait_for(|_| false).await
    }
}

impl fmt::Debug for DurableHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DurableHandle").field("name", &self.name).field("state", &self.state()).finish_non_exhaustive()
    }
}
