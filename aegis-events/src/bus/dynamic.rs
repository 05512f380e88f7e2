//! Subscriptions whose interest is known only at run time, such as a gRPC client's.
//!
//! A set of kinds and values of keys becomes an ordinary live [`Subscription`], in the lane that all equal interests share. The caller checks
//! that the filter `F` covers the kinds.

use std::marker::PhantomData;
use std::sync::Arc;

use super::core::Core;
use super::event_bus::EventBus;
use super::interest::{Interest, KeyCell};
#[cfg(any(feature = "postgres", feature = "sqlite"))]
use super::recording::Recording;
use super::state::SubscriptionOptions;
use super::subscription::Subscription;
use crate::catalog::{Delivery, KindSet};
use crate::envelope::Origin;
use crate::event::{Domain, Filter, KeyValue};

/// Makes subscriptions to the events of `F`. It does not keep the bus open.
pub(crate) struct DynamicSubscriber<F: Filter> {
    core: Arc<Core<F::Domain>>,
    filter: PhantomData<fn() -> F>,
}

impl<D: Domain> EventBus<D> {
    pub(crate) fn dynamic_subscriber<F: Filter<Domain = D>>(&self) -> DynamicSubscriber<F> {
        DynamicSubscriber { core: Arc::clone(self.core()), filter: PhantomData }
    }
}

impl<F: Filter> DynamicSubscriber<F> {
    /// Subscribes, live, to some of the filter's kinds and to values of keys, by the keys' places in the catalog.
    pub(crate) fn subscribe(&self, kinds: KindSet, keys: Vec<(usize, KeyValue)>) -> Subscription<F> {
        let mut interest = Interest::new(kinds);
        keys.into_iter().for_each(|(index, value)| interest.narrow(KeyCell { index, value }));
        // One name for all of them: names are labels of metrics, which must stay few.
        let options = SubscriptionOptions {
            name: F::NAME.into(),
            interest: Arc::new(interest),
            delivery: Delivery::Live,
            queue_capacity: None,
        };
        Subscription::new(Arc::clone(&self.core), options)
    }

    pub(crate) fn origin(&self) -> &'static Origin {
        self.core.origin
    }

    /// How many events can wait for a subscription before it loses the oldest.
    pub(crate) fn ring_capacity(&self) -> usize {
        self.core.capacity.next_power_of_two()
    }

    /// The sequence of the last event that was published.
    pub(crate) fn sequence(&self) -> u64 {
        self.core.lock().sequencer.sequence()
    }

    /// The recorder of the bus, if it has one.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    pub(crate) fn recorder(&self) -> Option<Arc<Recording>> {
        self.core.recorder()
    }

    /// Waits until the bus is closed. Cancel safe.
    pub(crate) async fn closed(&self) {
        self.core.closing.raised().await;
    }
}
