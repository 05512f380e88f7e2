//! Metrics of the bus, for any catalog.
//!
//! Each reading adds the differences since the last one to the counters of each subscriber's label. A subscriber that leaves is in one more reading,
//! with its last numbers.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::labels::{CAPACITY, DELIVERED, DROPPED, ERRORS, HANDLER_SECONDS, Handles, LAG, Labels, PANICS, SUBSCRIBERS};
use super::metric::Metric;
use super::registry::{Registry, Total, raise};
use crate::bus::{Observed, Seen};
use crate::catalog::{CatalogInfo, EventInfo};

pub(super) const METRICS: &[Metric] =
    &[PUBLISHED, DELIVERED, DROPPED, LAG, CAPACITY, SUBSCRIBERS, ERRORS, PANICS, HANDLER_SECONDS];

const PUBLISHED: Metric =
    Metric::counter("aegis_event_bus_published_total", "Events published, by type.").by(&["event_type"]);
/// The state of the last reading of a bus.
pub(super) struct BusMetrics {
    /// By kind, in the catalog's order.
    published: Vec<Total>,
    labels: Arc<Labels>,
    /// The numbers of subscribers that are already counted, by id.
    counted: HashMap<u64, Counted>,
}

#[derive(Clone, Copy, Default)]
struct Counted {
    delivered: u64,
    dropped: u64,
    errors: u64,
    panics: u64,
}

/// The sums over the subscribers of one label.
#[derive(Default)]
struct Group {
    subscribers: u64,
    lag: u64,
    capacity: Option<usize>,
}

impl BusMetrics {
    pub(super) fn new(registry: &Registry, labels: Arc<Labels>, catalog: &'static CatalogInfo) -> Self {
        let names = event_types(catalog);
        let published = names.iter().map(|name| registry.total(&PUBLISHED, &[name])).collect();
        Self { published, labels, counted: HashMap::new() }
    }

    pub(super) fn collect(&mut self, observed: &Observed) {
        for (total, published) in self.published.iter_mut().zip(&observed.published) {
            total.reach(*published);
        }
        for seen in &observed.left {
            self.count(seen);
            self.counted.remove(&seen.id);
        }
        let mut groups: HashMap<*const Handles, Group> = HashMap::new();
        for seen in &observed.subscribed {
            let handles = self.count(seen);
            let group = groups.entry(Arc::as_ptr(&handles)).or_default();
            group.add(seen);
        }
        for handles in self.labels.all() {
            let group = groups.remove(&Arc::as_ptr(&handles)).unwrap_or_default();
            handles.subscribers.set(group.subscribers as f64);
            handles.lag.set(group.lag as f64);
            handles.capacity.set(group.capacity.unwrap_or_default() as f64);
        }
    }

    /// Adds the differences of one subscriber under its current name.
    fn count(&mut self, seen: &Seen) -> Arc<Handles> {
        let stats = &seen.stats;
        let handles = self.labels.handles(&stats.name);
        let counted = self.counted.entry(seen.id).or_default();
        raise(&handles.delivered, &mut counted.delivered, stats.delivered);
        raise(&handles.dropped, &mut counted.dropped, stats.lost);
        raise(&handles.errors, &mut counted.errors, stats.errors);
        raise(&handles.panics, &mut counted.panics, stats.panics);
        handles
    }
}

impl Group {
    fn add(&mut self, seen: &Seen) {
        self.subscribers += 1;
        self.lag = self.lag.max(seen.stats.lag);
        self.capacity = Some(self.capacity.map_or(seen.stats.capacity, |least| least.min(seen.stats.capacity)));
    }
}

/// The label of each event: its name, with its family (`Smcp.PolicyViolationBlocked`) if another family has an event of that name. A second label
/// would change the metric for all events.
fn event_types(catalog: &CatalogInfo) -> Vec<String> {
    let mut once = HashSet::new();
    let twice: HashSet<_> =
        catalog.events().iter().map(EventInfo::event_type).filter(|name| !once.insert(*name)).collect();
    let name = |event: &EventInfo| match event.event_type() {
        name if twice.contains(name) => format!("{}.{name}", event.family()),
        name => name.to_owned(),
    };
    catalog.events().iter().map(name).collect()
}
