//! An exporter of our own: the metrics of this process in the format that Prometheus reads.
//!
//! What enters are handles that were registered with its recorder; what leaves is text, when somebody asks for it. It is not the
//! process's installed exporter unless [`Prometheus::install`] makes it that.

mod endpoint;
mod order;

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

/// A registry of metrics that can be written out for Prometheus. Clones are handles of the same one.
#[derive(Clone)]
pub struct Prometheus {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
}

impl Prometheus {
    /// An empty one.
    pub fn new() -> Self {
        Self::with_histograms([])
    }

    /// One that knows the buckets of further histograms, beside [`all`](super::all) of this crate. Without buckets, a histogram would be
    /// written as a summary.
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

    /// Starts a collector that registers here.
    ///
    /// # Errors
    ///
    /// As [`Collector::start`].
    ///
    /// # Panics
    ///
    /// As [`Collector::start`].
    pub fn collect<D: Domain>(&self, bus: &EventBus<D>, config: &MetricsConfig) -> Result<Collector<D>, MetricsError> {
        let collector = Collector::start_in(bus, config, self.registry())?;
        // What histograms were given is sorted into their buckets; without that they would keep every single value.
        let handle = self.handle.clone();
        collector.watch(|_| move || handle.run_upkeep());
        Ok(collector)
    }

    /// Serves `/metrics` at the configured address; `None` if the configuration switches it off. Numbers are read when they are asked for.
    ///
    /// # Errors
    ///
    /// [`MetricsError::Listen`] if the address cannot be listened at, such as a port that is taken.
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

    /// The metrics in Prometheus's text format, ordered by name and labels. Call [`Collector::collect`] before, for numbers of this moment.
    pub fn render(&self) -> String {
        order::ordered(&self.handle.render())
    }

    /// Where metrics are registered, also yours.
    pub fn registry(&self) -> Registry {
        Registry::new(Arc::clone(&self.recorder) as _)
    }

    /// Makes it the exporter of the process: what the macros of the `metrics` facade count is then written out as well.
    ///
    /// # Errors
    ///
    /// [`MetricsError::Installed`] if the process has an exporter already.
    pub fn install(&self) -> Result<(), MetricsError> {
        set_global_recorder(Arc::clone(&self.recorder)).map_err(|_| MetricsError::Installed)
    }
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
