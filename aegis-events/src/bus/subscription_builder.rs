//! The options of a subscription, chosen before it begins.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::core::Core;
use super::handler::Handler;
use super::interest::{Interest, KeyCell};
use super::run_handle::RunHandle;
use super::state::SubscriptionOptions;
use super::subscription::Subscription;
use crate::catalog::{Delivery, KindSet};
use crate::event::{Filter, KeyOf};

/// The most events that a queue holds, as for the capacity of a bus.
const LARGEST_QUEUE: usize = 1_048_576;

/// The options of a [`Subscription`], from [`EventBus::subscription`](super::EventBus::subscription). Nothing is received before
/// [`subscribe`](Self::subscribe) or [`run`](Self::run).
///
/// ```
/// # use aegis_events::domain::{DomainEvent, ExecutionEvent, ExecutionId};
/// # use aegis_events::{EventBus, BusConfig, Delivery};
/// # let (bus, _publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
/// # let execution_id = ExecutionId::new();
/// let builder = bus.subscription::<ExecutionEvent>().only(execution_id).lossless().named("one execution");
/// let subscription = builder.subscribe(); // begins here
/// assert_eq!((subscription.name(), subscription.stats().delivery), ("one execution", Delivery::Lossless));
/// ```
#[must_use = "nothing is received before `subscribe` or `run`"]
pub struct SubscriptionBuilder<F: Filter> {
    core: Arc<Core<F::Domain>>,
    options: SubscriptionOptions,
    filter: PhantomData<fn() -> F>,
}

impl<F: Filter> SubscriptionBuilder<F> {
    /// The filter's events, delivered as the filter says.
    pub(super) fn new(core: Arc<Core<F::Domain>>) -> Self {
        let kinds = KindSet::of(F::KINDS, core.catalog.events().len());
        let options = SubscriptionOptions {
            name: F::NAME.into(),
            interest: Arc::new(Interest::new(kinds)),
            delivery: F::DELIVERY,
            queue_capacity: None,
        };
        Self { core, options, filter: PhantomData }
    }

    /// Narrows the subscription to the events that carry a key's value. Further calls narrow it further.
    pub fn only<K: KeyOf<F>>(mut self, key: K) -> Self {
        let cell = KeyCell { index: K::INDEX, value: key.as_key().to_value() };
        Arc::make_mut(&mut self.options.interest).narrow(cell);
        self
    }

    /// Names the subscription in statistics, errors and reports. The default is the filter's name.
    pub fn named(mut self, name: &str) -> Self {
        self.options.name = name.into();
        self
    }

    /// Makes the subscription lossless: it gets a separate queue, and publishers get back pressure when that is full.
    pub fn lossless(mut self) -> Self {
        self.options.delivery = Delivery::Lossless;
        self
    }

    /// Sets how many events the queue of a lossless subscription holds, instead of the bus's capacity: from 1 to 1,048,576; a value outside
    /// counts as the nearest of them. A live subscription has no queue and ignores it.
    pub fn queue_capacity(mut self, events: usize) -> Self {
        self.options.queue_capacity = Some(events.clamp(1, LARGEST_QUEUE));
        self
    }

    /// Removes the limit of the queue.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn unlimited_queue(mut self) -> Self {
        self.options.queue_capacity = Some(usize::MAX);
        self
    }

    /// Begins the subscription: it receives exactly the matching events that are published from now on.
    pub fn subscribe(self) -> Subscription<F> {
        Subscription::new(self.core, self.options)
    }

    /// Begins the subscription, and calls a handler with one event after another in a new task, as
    /// [`EventBus::run`](super::EventBus::run) does.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn run(self, handler: impl Handler<F>) -> RunHandle<F::Domain> {
        self.subscribe().run(handler)
    }
}

impl<F: Filter> fmt::Debug for SubscriptionBuilder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubscriptionBuilder").field("options", &self.options).finish_non_exhaustive()
    }
}
