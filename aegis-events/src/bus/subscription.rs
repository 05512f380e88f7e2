//! Receiving by hand.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::core::Core;
use super::error::{RecvError, TryRecvError};
use super::event::Event;
use super::state::{Attached, SubscriptionOptions};
use super::stats::SubscriberStats;
use super::subscriber_counters::{SubscriberCounters, SubscriberId};
use super::timing::HandlerTiming;
use crate::envelope::{Origin, Sequence, SharedEnvelope};
use crate::event::Filter;

/// A place on the bus that receives the events of a filter, in the bus's order. Dropping it unsubscribes.
///
/// # Receiving
///
/// Most loops use [`next`](Self::next): it returns `None` only at the end. [`EventBus::run`](super::EventBus::run) also runs the
/// loop, and survives panics.
///
/// ```
/// # use aegis_events::domain::{DomainEvent, ExecutionEvent, ExecutionId};
/// # use aegis_events::{EventBus, BusConfig};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
/// # let execution_id = ExecutionId::new();
/// let mut executions = bus.subscribe_to::<ExecutionEvent>(); // a family
/// let mut one = bus.subscription::<ExecutionEvent>().only(execution_id).subscribe(); // of one execution
/// # drop((bus, publishers, one));
///
/// while let Some(event) = executions.next().await {
///     match &*event {
///         ExecutionEvent::ExecutionCompleted(done) => println!("{} after {}", done.execution_id, done.total_iterations),
///         _ => {}
///     }
/// }
/// # }
/// ```
///
/// [`recv`](Self::recv) also reports losses. Do not write `while let Ok(event) = subscription.recv().await`: it ends silently at the
/// first loss.
///
/// # Lagging
///
/// A live subscription shares a ring with all others of the same interest. The ring keeps the newest events, at least as many as the
/// bus's capacity. A subscriber that is slower loses the oldest, and [`recv`](Self::recv) returns exactly how many. Only matching events
/// take places in the ring. A lossless subscription loses nothing; when its queue is full, publishers get back pressure.
///
/// # Closing
///
/// When the bus closes, the subscription returns its waiting events, then the end.
#[must_use = "dropping the subscription unsubscribes"]
pub struct Subscription<F: Filter> {
    core: Arc<Core<F::Domain>>,
    pub(super) options: SubscriptionOptions,
    place: Attached<F::Domain>,
    /// Events count as delivered once the task that took them acknowledges them.
    pub(super) acknowledges: bool,
    filter: PhantomData<fn() -> F>,
}

impl<F: Filter> Subscription<F> {
    /// Joins the bus.
    pub(super) fn new(core: Arc<Core<F::Domain>>, options: SubscriptionOptions) -> Self {
        let place = core.attach(&options);
        Self { core, options, place, acknowledges: false, filter: PhantomData }
    }

    /// The sequence of the last event before the subscription: it receives the matching events with `sequence > since`.
    pub fn since(&self) -> Sequence {
        self.place.since.into()
    }

    /// The subscription's name.
    pub fn name(&self) -> &str {
        &self.options.name
    }

    /// The current statistics.
    pub fn stats(&self) -> SubscriberStats {
        let state = self.core.lock();
        match state.subscribers.get(&self.place.id) {
            Some(subscriber) => state.stats_of(subscriber),
            None => unreachable!("a subscription is attached for as long as it lives"),
        }
    }

    /// Waits for the next event.
    ///
    /// # Errors
    ///
    /// - [`RecvError::Lagged`]: the number of matching events that were lost. The next call returns the oldest one that is left.
    /// - [`RecvError::Closed`]: the bus is closed and everything was received.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future before it is ready loses nothing: the event stays for the next call.
    pub async fn recv(&mut self) -> Result<Event<F>, RecvError> {
        let received = self.place.source.recv().await;
        match received {
            Ok(envelope) => Ok(self.deliver(envelope)),
            Err(error) => {
                if let RecvError::Lagged(lost) = error {
                    self.place.counters.missed.add(lost);
                }
                Err(error)
            }
        }
    }

    /// Returns the next event if one is waiting.
    ///
    /// # Errors
    ///
    /// [`TryRecvError::Empty`] if none is, otherwise as [`recv`](Self::recv).
    pub fn try_recv(&mut self) -> Result<Event<F>, TryRecvError> {
        match self.place.source.try_recv() {
            Ok(envelope) => Ok(self.deliver(envelope)),
            Err(error) => Err(self.noted(error)),
        }
    }

    /// Waits for the next event; `None` when the bus is closed and everything was received. Losses are counted in
    /// [`stats`](Self::stats) and skipped.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future before it is ready loses nothing: the event stays for the next call.
    pub async fn next(&mut self) -> Option<Event<F>> {
        loop {
            match self.recv().await {
                Ok(event) => return Some(event),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// As [`try_recv`](Self::try_recv), for events up to a sequence. Later events are left.
    pub(super) fn try_recv_until(&mut self, last: u64) -> Result<Event<F>, TryRecvError> {
        match self.place.source.try_recv() {
            Ok(envelope) if envelope.sequence() <= last => Ok(self.deliver(envelope)),
            Ok(_) => Err(TryRecvError::Empty),
            Err(error) => Err(self.noted(error)),
        }
    }

    /// Unsubscribes, and passes on the last statistics under the bus's lock. Does nothing the second time.
    pub(super) fn end(&self, show: impl FnOnce(&SubscriberStats)) {
        self.core.detach(self.place.id, show);
    }

    pub(super) fn core(&self) -> &Arc<Core<F::Domain>> {
        &self.core
    }

    pub(super) fn id(&self) -> SubscriberId {
        self.place.id
    }

    pub(super) fn counters(&self) -> &Arc<SubscriberCounters> {
        &self.place.counters
    }

    pub(super) fn timing(&self) -> &HandlerTiming {
        &self.core.timing
    }

    /// The origin of the bus.
    pub(crate) fn origin(&self) -> &'static Origin {
        self.core.origin
    }

    /// The sequence of the last published event.
    pub(crate) fn last_published(&self) -> u64 {
        self.core.lock().sequencer.sequence()
    }

    #[inline]
    fn deliver(&self, envelope: SharedEnvelope<F::Domain>) -> Event<F> {
        if !self.acknowledges {
            self.place.counters.delivered.add(1);
        }
        Event::new(envelope)
    }

    fn noted(&self, error: TryRecvError) -> TryRecvError {
        if let TryRecvError::Lagged(lost) = error {
            self.place.counters.missed.add(lost);
        }
        error
    }
}

impl<F: Filter> Drop for Subscription<F> {
    fn drop(&mut self) {
        // The receiver is dropped after this, outside the lock: it may hold many events.
        self.end(|_| {});
    }
}

impl<F: Filter> fmt::Debug for Subscription<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("name", &self.options.name)
            .field("delivery", &self.options.delivery)
            .field("since", &self.place.since)
            .finish_non_exhaustive()
    }
}
