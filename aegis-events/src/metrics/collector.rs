//! The collector of one bus: reads at intervals and on request.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::{MissedTickBehavior, interval};

use super::audit::{AuditMetrics, AuditNumbers};
use super::bus::BusMetrics;
use super::config::MetricsConfig;
use super::error::MetricsError;
use super::install::Installed;
use super::labels::Labels;
use super::registry::Registry;
use crate::bus::{EventBus, Observed, Observer};
use crate::event::Domain;

/// Collects the metrics of a bus and of other sources. Clones are handles of the same collector.
///
/// Dropping it does not stop it. It ends when the bus is closed and all subscribers have left; the exporter keeps their last values. It does not
/// keep the bus open.
pub struct Collector<D: Domain> {
    inner: Arc<Inner<D>>,
}

struct Inner<D: Domain> {
    observer: Observer<D>,
    registry: Registry,
    config: MetricsConfig,
    /// One reading at a time, so that differences are taken in the order of the readings.
    reading: Mutex<Reading>,
}

struct Reading {
    bus: BusMetrics,
    sources: Vec<Source>,
}

/// A further source, called at each reading.
type Source = Box<dyn FnMut(&Observed) + Send>;

impl<D: Domain> Collector<D> {
    /// Starts to collect for the exporter that is installed in the process. Install the exporter first: handles that are registered without one
    /// have no effect.
    ///
    /// ```
    /// # use aegis_events::domain::DomainEvent;
    /// # use aegis_events::metrics::{Collector, MetricsConfig};
    /// # use aegis_events::{BusConfig, EventBus};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    /// // your_exporter::install();
    /// let collector = Collector::start(&bus, &MetricsConfig::default())?;
    /// collector.domain().start().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`MetricsError::Collected`] if the bus has a collector already.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its timer enabled.
    pub fn start(bus: &EventBus<D>, config: &MetricsConfig) -> Result<Self, MetricsError> {
        Self::start_in(bus, config, Registry::new(Arc::new(Installed)))
    }

    /// As [`start`](Self::start), for the exporter of a registry, which need not be installed.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start).
    pub fn start_in(bus: &EventBus<D>, config: &MetricsConfig, registry: Registry) -> Result<Self, MetricsError> {
        let observer = bus.observe().ok_or_else(|| MetricsError::Collected { node_id: bus.node_id().to_owned() })?;
        let labels = Arc::new(Labels::new(registry.clone(), config));
        let bus = BusMetrics::new(&registry, Arc::clone(&labels), observer.catalog());
        observer.measure(labels);
        let reading = Mutex::new(Reading { bus, sources: Vec::new() });
        let inner = Arc::new(Inner { observer, registry, config: config.clone(), reading });
        tokio::spawn(collect_at_intervals(Arc::clone(&inner)));
        Ok(Self { inner })
    }

    /// Collects now. Call it before you export, for current values.
    pub fn collect(&self) {
        self.inner.collect();
    }

    /// Collects the metrics of an audit log from now on. `numbers` is called at each reading and must not block.
    pub fn watch_audit(&self, mut numbers: impl FnMut() -> AuditNumbers + Send + 'static) {
        let mut metrics = AuditMetrics::new(&self.inner.registry);
        self.add(move |_| metrics.collect(&numbers()));
    }

    /// Collects your own metrics: `register` takes the handles that it needs and returns a closure that is called at each reading. The closure must
    /// neither block nor use this collector. If it panics, the panic is logged through `tracing` and it is not called again.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use std::sync::atomic::{AtomicU64, Ordering};
    /// # use aegis_events::domain::DomainEvent;
    /// # use aegis_events::metrics::{Collector, Metric, MetricsConfig};
    /// # use aegis_events::{BusConfig, EventBus};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    /// # let collector = Collector::start(&bus, &MetricsConfig::default())?;
    /// static CLIENTS: Metric = Metric::gauge("shop_clients", "Clients that are connected.");
    ///
    /// let clients = Arc::new(AtomicU64::new(0));
    /// let counted = Arc::clone(&clients);
    /// collector.watch(|registry| {
    ///     let gauge = registry.gauge(&CLIENTS, &[]);
    ///     move || gauge.set(counted.load(Ordering::Relaxed) as f64)
    /// });
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch<S: FnMut() + Send + 'static>(&self, register: impl FnOnce(&Registry) -> S) {
        let mut source = register(&self.inner.registry);
        self.add(move |_| source());
    }

    /// Returns the registry of its metrics.
    pub fn registry(&self) -> &Registry {
        &self.inner.registry
    }

    /// Returns its configuration.
    pub fn config(&self) -> &MetricsConfig {
        &self.inner.config
    }

    /// Adds a source, called at each reading.
    pub(super) fn add(&self, source: impl FnMut(&Observed) + Send + 'static) {
        self.inner.reading().sources.push(Box::new(source));
    }

    #[cfg(feature = "domain")]
    pub(super) fn observer(&self) -> &Observer<D> {
        &self.inner.observer
    }
}

impl<D: Domain> Inner<D> {
    /// Reads once; returns whether to go on.
    fn collect(&self) -> bool {
        let mut reading = self.reading();
        let observed = self.observer.read();
        let Reading { bus, sources } = &mut *reading;
        bus.collect(&observed);
        sources.retain_mut(|source| {
            let collected = catch_unwind(AssertUnwindSafe(|| source(&observed)));
            if collected.is_err() {
                tracing::error!("a source of metrics panicked and is no longer read");
            }
            collected.is_ok()
        });
        !(observed.closed && observed.subscribed.is_empty())
    }

    /// An exporter that panicked has left at most one difference uncounted.
    fn reading(&self) -> MutexGuard<'_, Reading> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn collect_at_intervals<D: Domain>(inner: Arc<Inner<D>>) {
    let mut ticks = interval(inner.config.interval());
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if !inner.collect() {
            return;
        }
    }
}

impl<D: Domain> Clone for Collector<D> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<D: Domain> fmt::Debug for Collector<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector").field("config", &self.inner.config).finish_non_exhaustive()
    }
}
