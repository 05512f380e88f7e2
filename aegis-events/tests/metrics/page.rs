//! A collector with its page.

use aegis_events::EventBus;
use aegis_events::bus::Event;
use aegis_events::event::{Domain, Filter};
use aegis_events::metrics::{Collector, MetricsConfig, Prometheus};

use crate::exposition::parse;

/// A collector with its exporter.
pub(crate) struct Page<D: Domain> {
    pub(crate) prometheus: Prometheus,
    pub(crate) collector: Collector<D>,
}

impl<D: Domain> Page<D> {
    pub(crate) fn of(bus: &EventBus<D>) -> Self {
        Self::with(bus, &MetricsConfig::default())
    }

    pub(crate) fn with(bus: &EventBus<D>, config: &MetricsConfig) -> Self {
        let prometheus = Prometheus::new();
        let collector = prometheus.start_collector(bus, config).unwrap();
        Self { prometheus, collector }
    }

    /// The current page.
    pub(crate) fn text(&self) -> String {
        self.collector.collect();
        self.prometheus.render()
    }

    /// One sample of the current page, by its name and labels as written there: `a_total{b="c"}`.
    pub(crate) fn value(&self, series: &str) -> Option<f64> {
        let text = self.text();
        parse(&text);
        let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '))?;
        Some(line.parse().unwrap())
    }

    /// The value of a series, which must exist.
    pub(crate) fn number(&self, series: &str) -> f64 {
        self.value(series).unwrap_or_else(|| panic!("no `{series}` in\n{}", self.text()))
    }
}

/// Lets the other tasks of a single-threaded runtime run until they wait.
pub(crate) async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

/// A handler that does nothing.
pub(crate) async fn ignore<F: Filter>(_event: Event<F>) {}
