//! Labels of subscribers, limited in number.
//!
//! Names with a reserved label always have one. Of all other names the first ones get a label, and the rest share `other`. A name keeps its label.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::metrics::{Counter, Gauge, Histogram};
use hashbrown::HashMap;

use super::config::MetricsConfig;
use super::metric::{Metric, Unit};
use super::registry::Registry;
use crate::bus::{HandlerTime, HandlerTimes};

pub(super) const DELIVERED: Metric =
    Metric::counter("aegis_event_bus_delivered_total", "Events delivered to a subscriber.").by(BY_SUBSCRIBER);
pub(super) const DROPPED: Metric = Metric::counter(
    "aegis_event_bus_dropped_total",
    "Events that a subscriber lost because it was too slow, including losses not reported to it yet.",
)
.by(BY_SUBSCRIBER);
pub(super) const LAG: Metric = Metric::gauge(
    "aegis_event_bus_subscriber_lag",
    "Events pending for a subscriber; of several with one label, the largest lag.",
)
.by(BY_SUBSCRIBER)
.in_unit(Unit::Events);
pub(super) const CAPACITY: Metric = Metric::gauge(
    "aegis_event_bus_subscriber_capacity",
    "The most events that can be pending for a subscriber; of several with one label, the least.",
)
.by(BY_SUBSCRIBER)
.in_unit(Unit::Events);
pub(super) const SUBSCRIBERS: Metric =
    Metric::gauge("aegis_event_bus_subscribers", "Current subscriptions.").by(BY_SUBSCRIBER);
pub(super) const ERRORS: Metric =
    Metric::counter("aegis_event_bus_handler_errors_total", "Handler calls that returned an error.").by(BY_SUBSCRIBER);
pub(super) const PANICS: Metric =
    Metric::counter("aegis_event_bus_handler_panics_total", "Handler calls that panicked.").by(BY_SUBSCRIBER);
pub(super) const HANDLER_SECONDS: Metric = Metric::histogram(
    "aegis_event_bus_handler_duration_seconds",
    // From a handler that counts to one that waits for another service.
    &[0.000_01, 0.000_1, 0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 30.0],
    "Duration of handler calls, including waits.",
)
.by(BY_SUBSCRIBER)
.in_unit(Unit::Seconds);

const BY_SUBSCRIBER: &[&str] = &["subscriber"];

/// The label of all subscribers without one.
const OTHER: &str = "other";

/// The handles of all labels.
pub(super) struct Labels {
    registry: Registry,
    /// The most names with a label.
    most: usize,
    table: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    by_name: HashMap<Arc<str>, Arc<Handles>>,
    other: Option<Arc<Handles>>,
}

/// The handles of one label.
pub(super) struct Handles {
    label: Arc<str>,
    pub(super) delivered: Counter,
    pub(super) dropped: Counter,
    pub(super) errors: Counter,
    pub(super) panics: Counter,
    pub(super) subscribers: Gauge,
    pub(super) lag: Gauge,
    pub(super) capacity: Gauge,
    /// Registered with the first handler: other subscribers have no times.
    time: Mutex<Option<Histogram>>,
}

impl Labels {
    pub(super) fn new(registry: Registry, config: &MetricsConfig) -> Self {
        let labels = Self {
            registry,
            most: config.subscriber_labels().max(config.subscribers().len()),
            table: Mutex::default(),
        };
        for name in config.subscribers() {
            labels.handles(name);
        }
        labels
    }

    /// The handles of a name.
    pub(super) fn handles(&self, name: &str) -> Arc<Handles> {
        let mut table = self.table();
        if let Some(handles) = table.by_name.get(name) {
            return Arc::clone(handles);
        }
        if table.by_name.len() < self.most && name != OTHER {
            let handles = Arc::new(Handles::new(&self.registry, name));
            table.by_name.insert(name.into(), Arc::clone(&handles));
            return handles;
        }
        Arc::clone(table.other.get_or_insert_with(|| Arc::new(Handles::new(&self.registry, OTHER))))
    }

    /// All handles, one item per label.
    pub(super) fn all(&self) -> Vec<Arc<Handles>> {
        let table = self.table();
        table.by_name.values().chain(&table.other).cloned().collect()
    }

    /// Only an exporter that registers can panic under the lock.
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Handles {
    fn new(registry: &Registry, label: &str) -> Self {
        let name = &[label];
        Self {
            label: label.into(),
            delivered: registry.counter(&DELIVERED, name),
            dropped: registry.counter(&DROPPED, name),
            errors: registry.counter(&ERRORS, name),
            panics: registry.counter(&PANICS, name),
            subscribers: registry.gauge(&SUBSCRIBERS, name),
            lag: registry.gauge(&LAG, name),
            capacity: registry.gauge(&CAPACITY, name),
            time: Mutex::default(),
        }
    }
}

impl HandlerTimes for Labels {
    fn of(&self, subscriber: &str) -> HandlerTime {
        let handles = self.handles(subscriber);
        let mut time = handles.time.lock().unwrap_or_else(PoisonError::into_inner);
        let label = &*handles.label;
        let time = time.get_or_insert_with(|| self.registry.histogram(&HANDLER_SECONDS, &[label])).clone();
        Box::new(move |taken| time.record(taken.as_secs_f64()))
    }
}
