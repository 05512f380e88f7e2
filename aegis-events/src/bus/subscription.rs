//! Receiving by hand.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use tokio::sync::broadcast;

use super::core::{Attached, Core, Wish};
use super::error::{RecvError, TryRecvError};
use super::event::Event;
use super::interest::{Interest, KeyCell};
use super::lane::{Parcel, Source};
use super::meter::Meter;
use super::run::{Handler, RunHandle, spawn};
use super::stats::SubscriberStats;
use super::stream::EventStream;
use super::subscriber::SubscriberId;
use crate::catalog::{Delivery, KindSet};
use crate::event::{Domain, Filter, KeyOf};

/// A place on the bus that receives the events of a filter, in the bus's order. Dropping it unsubscribes.
///
/// # Receiving
///
/// [`next`](Self::next) is what most loops want: it gives `None` only at the end. [`EventBus::run`](super::EventBus::run) does the
/// loop too, and survives panics.
///
/// ```
/// # use aegis_events::domain::{DomainEvent, ExecutionEvent, ExecutionId};
/// # use aegis_events::{EventBus, BusConfig};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
/// # let execution_id = ExecutionId::new();
/// let mut executions = bus.subscribe_to::<ExecutionEvent>();               // a family
/// let mut one = bus.subscribe_to::<ExecutionEvent>().only(execution_id);   // of one execution
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
/// [`recv`](Self::recv) also tells of losses. Beware of `while let Ok(event) = subscription.recv().await`: it ends, silently, at the
/// first loss.
///
/// # Lagging
///
/// A live subscription has a ring in common with all others of the same interest. It keeps the newest events, at least as many
/// as the bus's capacity; a subscriber that falls further behind loses the oldest and is told exactly how many. Only events that match the
/// subscription count: what it does not want takes no place. A lossless subscription loses nothing; when its queue is full,
/// publishers feel it.
///
/// # Closing
///
/// When the bus closes, the subscription gives what is waiting for it, then the end.
#[must_use = "dropping the subscription unsubscribes"]
pub struct Subscription<F: Filter> {
    core: Arc<Core<F::Domain>>,
    wish: Wish,
    place: Attached<F::Domain>,
    /// Events count as delivered when whoever took them says so.
    acknowledges: bool,
    filter: PhantomData<fn() -> F>,
}

impl<F: Filter> Subscription<F> {
    pub(super) fn new(core: Arc<Core<F::Domain>>) -> Self {
        let kinds = KindSet::of(F::KINDS, core.catalog.events().len());
        let wish = Wish {
            name: F::NAME.into(),
            interest: Arc::new(Interest::new(kinds)),
            delivery: F::DELIVERY,
            queue_capacity: None,
        };
        Self::of(core, wish)
    }

    pub(super) fn of(core: Arc<Core<F::Domain>>, wish: Wish) -> Self {
        let place = core.attach(&wish, None);
        Self { core, wish, place, acknowledges: false, filter: PhantomData }
    }

    /// Narrows the subscription to the events that carry a key's value. Further calls narrow it further.
    ///
    /// It begins anew: events that already wait are let go, and [`since`](Self::since) is the moment of this call.
    pub fn only<K: KeyOf<F>>(mut self, key: K) -> Self {
        let cell = KeyCell { index: K::INDEX, value: key.as_key().to_value() };
        self.wish.interest = Arc::new(Interest::clone(&self.wish.interest).narrowed(cell));
        self.begin_anew()
    }

    /// Names the subscription, in statistics, errors and reports. Without it, it has the filter's name.
    pub fn named(mut self, name: &str) -> Self {
        self.wish.name = name.into();
        self.core.lock().rename(self.place.id, &self.wish.name);
        self
    }

    /// Makes the subscription lossless: it gets a queue of its own, and publishers feel back pressure when that is full.
    ///
    /// It begins anew: events that already wait are let go, and [`since`](Self::since) is the moment of this call.
    pub fn lossless(mut self) -> Self {
        self.wish.delivery = Delivery::Lossless;
        self.begin_anew()
    }

    /// Sets how many events the queue of a lossless subscription holds, at least 1, instead of the bus's capacity. A live
    /// subscription has no queue, and keeps the number in case it becomes [`lossless`](Self::lossless).
    ///
    /// It begins anew: events that already wait are let go, and [`since`](Self::since) is the moment of this call.
    pub fn queue_capacity(mut self, events: usize) -> Self {
        self.wish.queue_capacity = Some(events.max(1));
        self.begin_anew()
    }

    /// The place of the last event before the subscription: it receives the matching events with `sequence > since`.
    pub fn since(&self) -> u64 {
        self.place.since
    }

    /// The subscription's name.
    pub fn name(&self) -> &str {
        &self.wish.name
    }

    /// The numbers of this moment.
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
    /// - [`RecvError::Lagged`]: so many matching events were lost. The next call goes on with the oldest that is left.
    /// - [`RecvError::Closed`]: the bus is closed and everything was received.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future before it is ready loses nothing: the event stays for the next call.
    pub async fn recv(&mut self) -> Result<Event<F>, RecvError> {
        let received = self.place.source.recv().await;
        match received {
            Ok(parcel) => Ok(self.deliver(parcel)),
            Err(error) => {
                if let RecvError::Lagged(lost) = error {
                    self.place.meter.missed.add(lost);
                }
                Err(error)
            }
        }
    }

    /// Gives the next event if one is waiting.
    ///
    /// # Errors
    ///
    /// [`TryRecvError::Empty`] if none is, otherwise as [`recv`](Self::recv).
    pub fn try_recv(&mut self) -> Result<Event<F>, TryRecvError> {
        match self.place.source.try_recv() {
            Ok(parcel) => Ok(self.deliver(parcel)),
            Err(error) => Err(self.noted(error)),
        }
    }

    /// Waits for the next event; `None` when the bus is closed and everything was received. Losses are counted, in
    /// [`stats`](Self::stats), and passed over.
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

    /// The subscription as a `Stream`, which counts losses and passes them over as [`next`](Self::next) does.
    pub fn into_stream(self) -> EventStream<F> {
        EventStream::new(self)
    }

    /// Calls a handler with one event after the other in a task of its own, as [`EventBus::run`](super::EventBus::run) does.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn run(self, handler: impl Handler<F>) -> RunHandle<F::Domain> {
        spawn(self, handler)
    }

    /// As [`try_recv`](Self::try_recv), for events up to a place in the order. One behind it is left undone, as what waits behind that is.
    pub(super) fn try_recv_until(&mut self, last: u64) -> Result<Event<F>, TryRecvError> {
        match self.place.source.try_recv() {
            Ok(parcel) if parcel.sequence() <= last => Ok(self.deliver(parcel)),
            Ok(_) => Err(TryRecvError::Empty),
            Err(error) => Err(self.noted(error)),
        }
    }

    /// Unsubscribes, and shows the last numbers under the bus's lock, at the moment of leaving; does nothing if that was done before.
    pub(super) fn end(&self, show: impl FnOnce(&SubscriberStats)) {
        self.core.detach(self.place.id, show);
    }

    pub(super) fn core(&self) -> &Arc<Core<F::Domain>> {
        &self.core
    }

    pub(super) fn wish(&self) -> &Wish {
        &self.wish
    }

    pub(super) fn id(&self) -> SubscriberId {
        self.place.id
    }

    pub(super) fn meter(&self) -> &Arc<Meter> {
        &self.place.meter
    }

    pub(super) fn acknowledge_by_hand(&mut self) {
        self.acknowledges = true;
    }

    /// Leaves the old lane and joins another one at the same moment. The old receiver is dropped outside the lock.
    pub(super) fn begin_anew(mut self) -> Self {
        self.place = self.core.attach(&self.wish, Some(self.place.id));
        self
    }

    #[inline]
    fn deliver(&self, parcel: Parcel<F::Domain>) -> Event<F> {
        if !self.acknowledges {
            self.place.meter.delivered.add(1);
        }
        Event::new(parcel)
    }

    fn noted(&self, error: TryRecvError) -> TryRecvError {
        if let TryRecvError::Lagged(lost) = error {
            self.place.meter.missed.add(lost);
        }
        error
    }
}

impl<D: Domain> Source<D> {
    async fn recv(&mut self) -> Result<Parcel<D>, RecvError> {
        match self {
            Self::Ring(ring) => ring.recv().await.map_err(|error| match error {
                broadcast::error::RecvError::Lagged(lost) => RecvError::Lagged(lost),
                broadcast::error::RecvError::Closed => RecvError::Closed,
            }),
            Self::Queue(queue) => queue.recv().await,
        }
    }

    fn try_recv(&mut self) -> Result<Parcel<D>, TryRecvError> {
        match self {
            Self::Ring(ring) => ring.try_recv().map_err(|error| match error {
                broadcast::error::TryRecvError::Empty => TryRecvError::Empty,
                broadcast::error::TryRecvError::Lagged(lost) => TryRecvError::Lagged(lost),
                broadcast::error::TryRecvError::Closed => TryRecvError::Closed,
            }),
            Self::Queue(queue) => queue.try_recv(),
        }
    }
}

impl<F: Filter> Drop for Subscription<F> {
    fn drop(&mut self) {
        // The receiver goes after this, outside the lock: it may have to drop many events.
        self.end(|_| {});
    }
}

impl<F: Filter> fmt::Debug for Subscription<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("name", &self.wish.name)
            .field("delivery", &self.wish.delivery)
            .field("since", &self.place.since)
            .finish_non_exhaustive()
    }
}
