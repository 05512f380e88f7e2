//! MetricsCollector: the metrics of bus, recorder, audit log and domain, served on `/metrics`.

use aegis_events::bus::{EventBus, RunHandle, SubscriberStats};
use aegis_events::domain::DomainEvent;
use aegis_events::history::{History, Recorder};
use aegis_events::metrics::{Endpoint, MetricsConfig, Prometheus};
use anyhow::{Context, Result};

use super::audit::Audit;
use super::option::with_option;
use super::scrape::Scrape;

/// The permanent subscribers. Their labels are reserved.
const STANDING: [&str; 3] = ["EventRecorder", "AuditLogger", "MetricsCollector"];

/// The collector of a run, and its endpoint.
pub(crate) struct Metrics {
    counting: RunHandle<DomainEvent>,
    endpoint: Option<Endpoint>,
}

impl Metrics {
    /// Starts to collect and to serve. Gauges continue from the history.
    pub(crate) async fn begin(
        bus: &EventBus<DomainEvent>,
        history: &History<DomainEvent>,
        recorder: &Recorder<DomainEvent>,
        audit: &Audit,
        config: MetricsConfig,
    ) -> Result<Self> {
        let config = STANDING.into_iter().fold(config, MetricsConfig::with_subscriber);
        let prometheus = Prometheus::new();
        let collector = prometheus.start_collector(bus, &config)?;
        collector.watch_recorder(recorder);
        collector.watch_audit(audit.numbers());
        let counting = collector.domain().with_history(history).start().await?;
        let endpoint = prometheus.serve(&collector, &config).await;
        let option = "`--metrics-address HOST:PORT`, port 0 takes a free port";
        let endpoint = endpoint.map_err(|error| with_option(error, option))?;
        Ok(Self { counting, endpoint })
    }

    /// The URL. `None` if the configuration switches the endpoint off.
    pub(crate) fn url(&self) -> Option<String> {
        self.endpoint.as_ref().map(Endpoint::url)
    }

    /// Waits until the endpoint has ended. `None` if there is none.
    pub(super) fn endpoint_ended(&self) -> Option<impl Future<Output = ()> + Send + 'static> {
        self.endpoint.as_ref().map(Endpoint::ended)
    }

    /// Waits until everything is counted. The bus must be closed.
    pub(crate) async fn ended(&self) {
        self.counting.ended().await;
    }

    /// The statistics of its subscription.
    pub(crate) fn stats(&self) -> SubscriberStats {
        self.counting.stats()
    }

    /// Scrapes the last values, as Prometheus does, and closes the endpoint.
    pub(crate) async fn end(self) -> Result<Option<Scrape>> {
        let Some(endpoint) = self.endpoint else { return Ok(None) };
        let scrape = Scrape::of(endpoint.local_addr()).await.context("cannot scrape the metrics");
        endpoint.stop().await;
        scrape.map(Some)
    }
}
