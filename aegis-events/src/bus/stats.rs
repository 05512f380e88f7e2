//! Numbers: what was published, and what each subscriber got of it.

use std::sync::Arc;

use super::core::{Core, State};
use super::subscriber::Subscriber;
use crate::catalog::{CatalogInfo, Delivery, EventInfo};
use crate::event::Domain;

/// The numbers of a bus at one moment, from its start.
#[derive(Debug, Clone)]
pub struct BusStats {
    catalog: &'static CatalogInfo,
    by_kind: Box<[u64]>,
    by_publisher: Box<[u64]>,
    total: u64,
    subscribers: Vec<SubscriberStats>,
}

/// The numbers of one subscriber at one moment. `delivered + lost + lag` is the number of matching events that were published
/// since it subscribed, at any moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscriberStats {
    /// The subscription's name.
    pub name: Arc<str>,
    /// How it is served.
    pub delivery: Delivery,
    /// Events that it was given.
    pub delivered: u64,
    /// Events that are lost to it, also those that it was not told of yet. Always 0 unless the delivery is live.
    pub lost: u64,
    /// Events that wait for it now.
    pub lag: u64,
    /// The most events that can wait for it.
    pub capacity: usize,
    /// Handlers that panicked.
    pub panics: u64,
    /// Handlers that returned an error.
    pub errors: u64,
}

impl BusStats {
    /// Events published.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Events published of each type, in the catalog's order, also of those that were never published.
    pub fn published(&self) -> impl Iterator<Item = (&'static EventInfo, u64)> + '_ {
        self.catalog.events().iter().zip(self.by_kind.iter().copied())
    }

    /// Events published of each family, in the catalog's order.
    pub fn published_by_family(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.catalog
            .families()
            .iter()
            .map(|family| (family.name(), family.kinds().filter_map(|kind| self.by_kind.get(kind.index())).sum()))
    }

    /// Events published by each publisher, in the catalog's order, also by those that never published.
    pub fn published_by_publisher(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.catalog.publishers().iter().copied().zip(self.by_publisher.iter().copied())
    }

    /// The subscribers that are subscribed now, in the order in which they subscribed.
    pub fn subscribers(&self) -> &[SubscriberStats] {
        &self.subscribers
    }

    /// The first subscriber of a name.
    pub fn subscriber(&self, name: &str) -> Option<&SubscriberStats> {
        self.subscribers.iter().find(|subscriber| &*subscriber.name == name)
    }
}

impl<D: Domain> Core<D> {
    pub(super) fn stats(&self) -> BusStats {
        let state = self.lock();
        BusStats {
            catalog: self.catalog,
            by_kind: state.ledger.by_kind().into(),
            by_publisher: state.ledger.by_publisher().into(),
            total: state.ledger.sequence(),
            subscribers: state.subscribers.values().map(|subscriber| state.stats_of(subscriber)).collect(),
        }
    }
}

impl<D: Domain> State<D> {
    /// What was sent to a subscriber is known exactly under the lock; what it has taken or was told that it missed, it counts
    /// itself. Of the rest, a ring keeps the newest and has lost the others.
    pub(super) fn stats_of(&self, subscriber: &Subscriber) -> SubscriberStats {
        let (delivered, missed) = (subscriber.meter.delivered.get(), subscriber.meter.missed.get());
        let pending = (self.lanes.sent(subscriber.lane) - subscriber.start).saturating_sub(delivered + missed);
        // A queue loses nothing; what was taken and not acknowledged is more than it can hold.
        let is_live = subscriber.delivery == Delivery::Live;
        let kept = if is_live { pending.min(subscriber.capacity as u64) } else { pending };
        SubscriberStats {
            name: Arc::clone(&subscriber.name),
            delivery: subscriber.delivery,
            delivered,
            lost: missed + (pending - kept),
            lag: kept,
            capacity: subscriber.capacity,
            panics: subscriber.meter.panics.get(),
            errors: subscriber.meter.errors.get(),
        }
    }
}
