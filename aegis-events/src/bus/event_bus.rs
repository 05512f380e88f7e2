//! The handle of a bus.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::config::BusConfig;
use super::core::{Core, OpenHandle};
use super::grants::{Grants, MakePublishers};
use super::handler::Handler;
use super::lane::LaneCount;
use super::run_handle::RunHandle;
use super::shutdown::ShutdownReport;
use super::stats::BusStats;
use super::subscription::Subscription;
use super::subscription_builder::SubscriptionBuilder;
use crate::envelope::Sequence;
use crate::event::{Domain, Filter};
use crate::types::Uuid;

/// The bus of one catalog's events, in one process. Clones are handles of the same bus.
///
/// A bus cannot publish: only the [`Publisher`](super::Publisher)s that [`new`](Self::new) returns with it can. It makes
/// subscriptions, runs handlers, keeps statistics, and shuts down.
///
/// ```
/// use aegis_events::domain::volume::VolumeDeleted;
/// use aegis_events::domain::{DomainEvent, VolumeId};
/// use aegis_events::{BusConfig, EventBus};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), aegis_events::PublishError> {
/// let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
/// let mut deleted = bus.subscribe_to::<VolumeDeleted>();
///
/// let event = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: chrono::Utc::now() };
/// let receipt = publishers.volume_manager.publish(event)?;
///
/// let event = deleted.next().await.expect("the bus is open");
/// assert_eq!((event.id(), event.publisher_name()), (receipt.id, "VolumeManager"));
/// # Ok(())
/// # }
/// ```
///
/// It closes by itself when its last `EventBus` and `Publisher` is dropped; subscriptions do not keep it open. A handler that
/// owns a `Publisher` does: then call [`close`](Self::close) or [`shutdown`](Self::shutdown).
pub struct EventBus<D: Domain> {
    handle: Arc<OpenHandle<D>>,
}

impl<D: MakePublishers> EventBus<D> {
    /// Creates a bus and its publishers, one per publisher of the catalog. Hand each to its component at the composition root.
    pub fn new(config: BusConfig) -> (Self, D::Publishers) {
        let handle = Arc::new(OpenHandle { core: Arc::new(Core::new(&config)) });
        let publishers = D::publishers(&Grants::new(Arc::clone(&handle)));
        (Self { handle }, publishers)
    }
}

impl<D: Domain> EventBus<D> {
    /// Subscribes to every event.
    ///
    /// See [`Subscription`] for how to receive.
    pub fn subscribe(&self) -> Subscription<D>
    where
        D: Filter<Domain = D>,
    {
        self.subscribe_to()
    }

    /// Subscribes to the events of a filter: a family's enum, an event's struct, a declared subscriber.
    ///
    /// It receives exactly the matching events that are published from now on. A declared subscriber is served as the catalog
    /// says, everything else live. A `durable` subscriber is lossless here; `History::durable` makes a durable subscription.
    ///
    /// See [`Subscription`] for how to receive. [`subscription`](Self::subscription) has options.
    pub fn subscribe_to<F: Filter<Domain = D>>(&self) -> Subscription<F> {
        self.subscription().subscribe()
    }

    /// A subscription to the events of a filter whose options are chosen before it begins: values of keys, a name, lossless delivery.
    ///
    /// ```
    /// # use aegis_events::domain::{DomainEvent, ExecutionEvent, ExecutionId};
    /// # use aegis_events::{BusConfig, EventBus};
    /// # let (bus, _publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    /// # let execution_id = ExecutionId::new();
    /// let mut one_run = bus.subscription::<ExecutionEvent>().only(execution_id).subscribe();
    /// # drop(one_run);
    /// ```
    pub fn subscription<F: Filter<Domain = D>>(&self) -> SubscriptionBuilder<F> {
        SubscriptionBuilder::new(Arc::clone(self.core()))
    }

    /// Subscribes, and calls a handler with one event after another in a new task.
    ///
    /// The handler is async and returns nothing or a `Result`. Panics and errors are counted and reported through `tracing`, with
    /// the names of subscriber and event and the event's id but never its content; the handler goes on with the next event. Lost events are counted and reported too. [`shutdown`](Self::shutdown) lets it finish the waiting events.
    ///
    /// For other options, use [`subscription`](Self::subscription) and [`SubscriptionBuilder::run`].
    ///
    /// ```
    /// # use aegis_events::domain::DomainEvent;
    /// # use aegis_events::domain::volume::VolumeCreated;
    /// # use aegis_events::{BusConfig, EventBus};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    /// bus.run::<VolumeCreated>("greeter", |event| async move { println!("hello, {}", event.volume_id) });
    ///
    /// let report = bus.shutdown(std::time::Duration::from_secs(5)).await;
    /// assert!(report.is_drained());
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn run<F: Filter<Domain = D>>(&self, name: &str, handler: impl Handler<F>) -> RunHandle<D> {
        self.subscription::<F>().named(name).run(handler)
    }

    /// Ends publishing: from now on it fails with [`PublishError::Closed`](super::PublishError::Closed). Subscribers receive the
    /// events that were published before, then the end. Returns at once; a second call does nothing.
    pub fn close(&self) {
        self.core().close();
    }

    /// Whether the bus is closed.
    pub fn is_closed(&self) -> bool {
        self.core().lock().closed
    }

    /// Closes the bus and waits until all handlers of `run` have handled their waiting events, or until the deadline has
    /// passed; then the remaining handlers are aborted and reported.
    ///
    /// Subscriptions that are read by hand are neither waited for nor aborted; the report lists their waiting events. Called from
    /// within a handler, it waits for itself until the deadline.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its timer enabled.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the bus stays closed and the handlers go on with their waiting events.
    pub async fn shutdown(&self, deadline: Duration) -> ShutdownReport {
        self.core().shutdown(deadline).await
    }

    /// The current statistics.
    pub fn stats(&self) -> BusStats {
        self.core().stats()
    }

    /// The sequence of the last published event; 0 before the first.
    pub fn sequence(&self) -> Sequence {
        self.core().lock().sequencer.sequence().into()
    }

    /// The number of lanes.
    pub fn lanes(&self) -> LaneCount {
        self.core().lock().lanes.count()
    }

    /// The bus's id, unique to each call of [`new`](Self::new).
    pub fn bus_id(&self) -> Uuid {
        self.core().origin.bus_id()
    }

    /// The node's name, from the configuration.
    pub fn node_id(&self) -> &str {
        self.core().origin.node_id()
    }

    pub(super) fn core(&self) -> &Arc<Core<D>> {
        &self.handle.core
    }

    #[cfg(feature = "testing")]
    pub(crate) fn publish_as(
        &self,
        publisher: crate::catalog::PublisherId,
        cause: &super::cause::Cause,
        event: D,
    ) -> Result<super::receipt::Receipt, super::error::PublishError> {
        let kind = event.payload().kind();
        let core = self.core();
        core.publish(publisher, kind, core.wrap(publisher, kind, cause, event))
    }
}

impl<D: Domain> Clone for EventBus<D> {
    fn clone(&self) -> Self {
        Self { handle: Arc::clone(&self.handle) }
    }
}

impl<D: Domain> fmt::Debug for EventBus<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventBus")
            .field("catalog", &self.core().catalog.name())
            .field("origin", self.core().origin)
            .finish_non_exhaustive()
    }
}
