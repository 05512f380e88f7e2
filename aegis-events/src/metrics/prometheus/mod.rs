//! An exporter for Prometheus: the metrics of this process as text.
//!
//! It is not the installed exporter of the process unless you call [`Prometheus::install`].

mod endpoint;

pub use endpoint::Endpoint;

use std::fmt;
use std::sync::Arc;

use ::metrics::set_global_recorder;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use super::collector::Collector;
use super::config::MetricsConfig;
use super::error::MetricsError;
use super::metric::Metric;
use super::registry::Registry;
use crate::bus::EventBus;
use crate::event::Domain;

/// A registry of metrics that renders them for Prometheus. Clones are handles of the same registry.
#[derive(Clone)]
pub struct Prometheus {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
}

impl Prometheus {
    /// An empty registry.
    pub fn new() -> Self {
        Self::with_histograms([])
    }

    /// A registry with the buckets of further histograms, in addition to [`all`](super::all) of this crate. A histogram without buckets is
    /// rendered as a summary.
    pub fn with_histograms(histograms: impl IntoIterator<Item = &'static Metric>) -> Self {
        let histograms = super::all().chain(histograms).filter(|metric| !metric.buckets().is_empty());
        let builder = histograms.fold(PrometheusBuilder::new(), |builder, metric| {
            let name = Matcher::Full(metric.name().to_owned());
            builder
                .set_buckets_for_metric(name, metric.buckets())
                .unwrap_or_else(|_| unreachable!("only a list of no buckets is refused"))
        });
        let recorder = builder.build_recorder();
        Self { handle: recorder.handle(), recorder: Arc::new(recorder) }
    }

    /// Starts a collector that registers its metrics here.
    ///
    /// # Errors
    ///
    /// As [`Collector::start`].
    ///
    /// # Panics
    ///
    /// As [`Collector::start`].
    pub fn start_collector<D: Domain>(
        &self,
        bus: &EventBus<D>,
        config: &MetricsConfig,
    ) -> Result<Collector<D>, MetricsError> {
        let collector = Collector::start_in(bus, config, self.registry())?;
        // Sorts the values of histograms into their buckets; otherwise they would keep every single value.
        let handle = self.handle.clone();
        collector.watch(|_| move || handle.run_upkeep());
        Ok(collector)
    }

    /// Serves `/metrics` at the configured address; `None` if the configuration switches it off. Each request reads current values.
    ///
    /// # Errors
    ///
    /// [`MetricsError::Listen`] if the address cannot be bound, for example because the port is in use.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its network enabled.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, nothing is served.
    pub async fn serve<D: Domain>(
        &self,
        collector: &Collector<D>,
        config: &MetricsConfig,
    ) -> Result<Option<Endpoint>, MetricsError> {
        let Some(address) = config.endpoint() else { return Ok(None) };
        let (prometheus, collector) = (self.clone(), collector.clone());
        let page = move || {
            collector.collect();
            prometheus.render()
        };
        Endpoint::open(address, page).await.map(Some)
    }

    /// Returns the metrics in Prometheus's text format. Call [`Collector::collect`] before, for current values.
    pub fn render(&self) -> String {
        with_counts(&self.handle.render())
    }

    /// Returns the registry, for your own metrics too.
    pub fn registry(&self) -> Registry {
        Registry::new(Arc::clone(&self.recorder) as _)
    }

    /// Makes it the exporter of the process, so that it also renders the metrics of the macros of the `metrics` facade.
    ///
    /// # Errors
    ///
    /// [`MetricsError::Installed`] if the process already has an exporter.
    pub fn install(&self) -> Result<(), MetricsError> {
        set_global_recorder(Arc::clone(&self.recorder)).map_err(|_| MetricsError::Installed)
    }
}

/// Adds the `_count` that the exporter omits for a histogram whose own name ends in `count`, such as `aegis_iteration_count`.
fn with_counts(text: &str) -> String {
    let mut rendered = String::with_capacity(text.len());
    let mut histogram = None;
    for line in text.lines() {
        if let Some(declared) = line.strip_prefix("# TYPE ") {
            histogram = declared.strip_suffix(" histogram");
        }
        let labels = histogram.and_then(|name| line.strip_prefix(name)).filter(|rest| rest.starts_with(['{', ' ']));
        match (histogram, labels) {
            (Some(name), Some(labels)) => rendered.extend([name, "_count", labels, "\n"]),
            _ => rendered.extend([line, "\n"]),
        }
    }
    rendered
}

impl Default for Prometheus {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Prometheus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prometheus").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_named_count_has_its_count() {
        let text = "# TYPE a_count histogram\na_count_bucket{le=\"+Inf\"} 2\na_count_sum 3\na_count 2\n\n# TYPE b gauge\nb 1\n";
        assert_eq!(with_counts(text), text.replace("a_count 2", "a_count_count 2"));
    }
}
