//! What all clients of a server have in common: the bus, the history, the encoded events, the seats.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tonic::Status;

use super::cache::{Cache, MOST_KEPT};
use super::config::GrpcConfig;
use super::encode::encode;
use super::ending;
use super::filter::{Served, Wanted};
use super::report::Tally;
use super::wire::Encoded;
use crate::bus::DynamicSubscriber;
use crate::envelope::Envelope;
use crate::event::Filter;
use crate::history::History;

/// How long a client that is being disconnected waits for the position to resume from: as long as a recorder takes that is a full queue
/// behind on a slow disk. Without an answer it is told none.
const FIND_POSITION: Duration = Duration::from_secs(30);

/// How many recorded events are kept encoded: some pages, since readers of the history are near each other only at its end.
const RECORDED_KEPT: usize = 1_024;

pub(super) struct Desk<F: Filter> {
    pub(super) entrance: DynamicSubscriber<F>,
    pub(super) history: Option<History<F::Domain>>,
    pub(super) served: Served,
    pub(super) config: GrpcConfig,
    pub(super) tally: Arc<Tally>,
    /// Cancelled when the server stops.
    pub(super) stop: CancellationToken,
    /// As `stop`, and cheap to ask for each event.
    stopping: AtomicBool,
    seats: Arc<Semaphore>,
    by_sequence: Cache,
    by_position: Cache,
}

/// A client's seat, for as long as it is subscribed.
pub(super) struct Seat {
    _permit: OwnedSemaphorePermit,
    tally: Arc<Tally>,
    /// Sent, and not counted yet: one counter for all clients would be a place where they wait for each other.
    events: u64,
}

impl<F: Filter> Desk<F> {
    pub(super) fn new(
        entrance: DynamicSubscriber<F>,
        history: Option<History<F::Domain>>,
        served: Served,
        config: GrpcConfig,
    ) -> Self {
        // As many as a ring holds: clients of everything that have not lagged find them.
        let by_sequence = Cache::new(entrance.ring_capacity().min(MOST_KEPT));
        Self {
            entrance,
            history,
            served,
            tally: Arc::default(),
            stop: CancellationToken::new(),
            stopping: AtomicBool::new(false),
            seats: Arc::new(Semaphore::new(config.max_clients())),
            by_sequence,
            by_position: Cache::new(RECORDED_KEPT),
            config,
        }
    }

    /// A seat for a client, if one is free.
    pub(super) fn seat(&self) -> Result<Seat, Status> {
        match Arc::clone(&self.seats).try_acquire_owned() {
            Ok(permit) => {
                self.tally.subscribed.add(1);
                self.tally.clients.add(1);
                Ok(Seat { _permit: permit, tally: Arc::clone(&self.tally), events: 0 })
            }
            Err(_) => Err(ending::too_many_clients(self.config.max_clients())),
        }
    }

    /// Tells all clients that the server stops.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.stop.cancel();
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// An event of the bus, encoded once.
    pub(super) fn encode_live(&self, envelope: &Envelope<F::Domain>) -> Encoded {
        self.by_sequence.get(envelope.sequence(), || encode(envelope, self.config.max_message_bytes()))
    }

    /// An event of the history, encoded once as long as its readers are near each other.
    pub(super) fn encode_recorded(&self, envelope: &Envelope<F::Domain>) -> Encoded {
        let position = envelope.position().unwrap_or(0);
        self.by_position.get(position, || encode(envelope, self.config.max_message_bytes()))
    }

    /// The last position behind which stands everything that a client wants and that comes after a place in the bus's order; `None` where
    /// nothing is recorded, or the history does not answer in time.
    pub(super) async fn position_before(&self, wanted: &Wanted, sequence: u64) -> Option<u64> {
        let (history, recorder) = (self.history.as_ref()?, self.entrance.recorder()?);
        let find = async {
            // What the client has lost is published; once it is recorded too, it has a position.
            recorder.reached(self.entrance.sequence()).await;
            history.position_before(&wanted.kinds, &wanted.keys, self.entrance.origin().bus_id(), sequence).await
        };
        match tokio::time::timeout(FIND_POSITION, find).await {
            Ok(Ok(position)) => Some(position),
            Ok(Err(error)) => {
                tracing::warn!(%error, "a slow client cannot be told its position");
                None
            }
            Err(_) => None,
        }
    }
}

impl Seat {
    /// An event was sent.
    pub(super) fn sent(&mut self) {
        self.events += 1;
    }

    /// Counts what was sent. Called when there is time: before waiting, and at the end.
    pub(super) fn count(&mut self) {
        if self.events > 0 {
            self.tally.events.add(std::mem::take(&mut self.events));
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.count();
        self.tally.clients.subtract(1);
    }
}
