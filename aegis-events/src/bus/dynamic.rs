//! Subscriptions whose interest is known only at run time: what somebody asks for over a network.
//!
//! What enters is a set of kinds and values of keys; what leaves is an ordinary live [`Subscription`], in the lane that all equal interests
//! share. It never widens what the filter `F` covers: whoever calls has checked the kinds.

use std::marker::PhantomData;
use std::sync::Arc;

use super::bus::EventBus;
use super::core::{Core, Wish};
use super::interest::{Interest, KeyCell};
use super::subscription::Subscription;
use crate::catalog::{Delivery, KindSet};
use crate::envelope::Origin;
use crate::event::{Domain, Filter, KeyValue};
use crate::history::Progress;

/// The way in for subscribers of `F`. It does not keep the bus open.
pub(crate) struct Entrance<F: Filter> {
    core: Arc<Core<F::Domain>>,
    filter: PhantomData<fn() -> F>,
}

impl<D: Domain> EventBus<D> {
    pub(crate) fn entrance<F: Filter<Domain = D>>(&self) -> Entrance<F> {
        Entrance { core: Arc::clone(self.core()), filter: PhantomData }
    }
}

impl<F: Filter> Entrance<F> {
    /// Subscribes, live, to some of the filter's kinds and to values of keys, by the keys' places in the catalog.
    pub(crate) fn subscribe(&self, kinds: KindSet, keys: Vec<(usize, KeyValue)>) -> Subscription<F> {
        let cells = keys.into_iter().map(|(index, value)| KeyCell { index, value });
        let interest = cells.fold(Interest::new(kinds), Interest::narrowed);
        // One name for all of them: names are labels of metrics, which must stay few.
        let wish =
            Wish { name: F::NAME.into(), interest: Arc::new(interest), delivery: Delivery::Live, queue_capacity: None };
        Subscription::of(Arc::clone(&self.core), wish)
    }

    pub(crate) fn origin(&self) -> &'static Origin {
        self.core.origin
    }

    /// How many events a subscription may be behind before it loses the oldest.
    pub(crate) fn ring_capacity(&self) -> usize {
        self.core.capacity.next_power_of_two()
    }

    /// The place of the last event that was published.
    pub(crate) fn sequence(&self) -> u64 {
        self.core.lock().ledger.sequence()
    }

    /// The recorder of the bus, if it has one.
    pub(crate) fn recorder(&self) -> Option<Arc<Progress>> {
        self.core.recorder()
    }

    /// Waits until the bus is closed. Cancel safe.
    pub(crate) async fn closed(&self) {
        self.core.closing.cancelled().await;
    }
}
