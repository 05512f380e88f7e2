//! Statistics of a bus and its subscribers.

use std::sync::Arc;

use crate::catalog::{CatalogInfo, Delivery, EventInfo};

/// The statistics of a bus, counted from its start.
#[derive(Debug, Clone)]
pub struct BusStats {
    pub(super) catalog: &'static CatalogInfo,
    pub(super) by_kind: Box<[u64]>,
    pub(super) by_publisher: Box<[u64]>,
    pub(super) total: u64,
    pub(super) subscribers: Vec<SubscriberStats>,
}

/// The statistics of one subscriber. `delivered + lost + lag` always equals the number of matching events that were published since it
/// subscribed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscriberStats {
    /// The subscription's name.
    pub name: Arc<str>,
    /// Its delivery.
    pub delivery: Delivery,
    /// Events that it received.
    pub delivered: u64,
    /// Events that it lost, including losses not reported to it yet. Always 0 unless the delivery is live.
    pub lost: u64,
    /// Events that wait for it now.
    pub lag: u64,
    /// The maximum number of events that can wait for it.
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
