//! The state that all clients of a server share: the bus, the history, the encoded events, the slots of clients.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::Status;

use super::cache::{Cache, MOST_KEPT};
use super::config::GrpcConfig;
use super::encode::encode;
use super::ending;
use super::feed::Items;
use super::filter::{Served, Wanted};
use super::report::Counters;
use super::wire::Encoded;
use crate::bus::DynamicSubscriber;
use crate::envelope::Envelope;
use crate::event::Filter;

/// The state of a server.
pub(super) struct ServerState<F: Filter> {
    pub(super) entrance: DynamicSubscriber<F>,
    pub(super) history: Option<Arc<dyn RecordedEvents<F>>>,
    pub(super) served: Served,
    pub(super) config: GrpcConfig,
    pub(super) counters: Arc<Counters>,
    /// Cancelled when the server stops.
    pub(super) stop: CancellationToken,
    /// As `stop`, and cheap enough to check for each event.
    stopping: AtomicBool,
    slots: Arc<Semaphore>,
    encoded: Cache,
}

/// A history that clients can follow.
pub(super) trait RecordedEvents<F: Filter>: Send + Sync {
    /// The stream of a client, after a position or from now on.
    fn subscribe<'a>(
        &'a self,
        state: &'a Arc<ServerState<F>>,
        wanted: &'a Wanted,
        after: Option<u64>,
    ) -> BoxFuture<'a, Result<Items, Status>>;

    /// A position such that everything that the client wants and that follows `sequence` on the bus has a higher one; `None` if nothing is
    /// recorded, or the history does not answer in time.
    fn position_before<'a>(
        &'a self,
        state: &'a ServerState<F>,
        wanted: &'a Wanted,
        sequence: u64,
    ) -> BoxFuture<'a, Option<u64>>;

    /// Listens for new positions until the server stops.
    fn listen_until(&self, stopped: WaitForCancellationFutureOwned);
}

/// The slot of a client, for as long as it is subscribed.
pub(super) struct ClientSlot {
    _permit: OwnedSemaphorePermit,
    counters: Arc<Counters>,
    /// Sent, and not counted yet: clients would contend for one shared counter.
    events: u64,
}

impl<F: Filter> ServerState<F> {
    pub(super) fn new(
        entrance: DynamicSubscriber<F>,
        history: Option<Arc<dyn RecordedEvents<F>>>,
        served: Served,
        config: GrpcConfig,
    ) -> Self {
        // As many as a ring holds, so that clients of all events that do not lag find them encoded.
        let encoded = Cache::new(entrance.ring_capacity().min(MOST_KEPT));
        Self {
            entrance,
            history,
            served,
            counters: Arc::default(),
            stop: CancellationToken::new(),
            stopping: AtomicBool::new(false),
            slots: Arc::new(Semaphore::new(config.max_clients())),
            encoded,
            config,
        }
    }

    /// Takes a slot for a client, if one is free.
    pub(super) fn slot(&self) -> Result<ClientSlot, Status> {
        match Arc::clone(&self.slots).try_acquire_owned() {
            Ok(permit) => {
                self.counters.subscribed.add(1);
                self.counters.clients.add(1);
                Ok(ClientSlot { _permit: permit, counters: Arc::clone(&self.counters), events: 0 })
            }
            Err(_) => Err(ending::too_many_clients(self.config.max_clients())),
        }
    }

    /// Ends all streams, since the server stops.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.stop.cancel();
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// An event of the bus, encoded once.
    pub(super) fn encode_live(&self, envelope: &Envelope<F::Domain>) -> Encoded {
        self.encoded.get(envelope.sequence().get(), || encode(envelope, self.config.max_message_size()))
    }
}

impl ClientSlot {
    /// Notes that an event was sent.
    pub(super) fn sent(&mut self) {
        self.events += 1;
    }

    /// Counts the events that were sent. Called before waiting, and at the end.
    pub(super) fn count(&mut self) {
        if self.events > 0 {
            self.counters.events.add(std::mem::take(&mut self.events));
        }
    }
}

impl Drop for ClientSlot {
    fn drop(&mut self) {
        self.count();
        self.counters.clients.subtract(1);
    }
}
