//! Numbers for dashboards and alerts: of the bus, the recorder, the audit log, and the AEGIS domain.
//!
//! `bus.stats(), recorder.state(), events → handles of the metrics facade → whatever exporter the process has`
//!
//! ```
//! # #[cfg(feature = "prometheus")] {
//! use aegis_events::domain::DomainEvent;
//! use aegis_events::metrics::{MetricsConfig, Prometheus};
//! use aegis_events::{BusConfig, EventBus};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
//! let config = MetricsConfig::default().with_port(0); // 0: any that is free. 9090 unless set
//!
//! let prometheus = Prometheus::new();
//! let collector = prometheus.collect(&bus, &config)?;
//! collector.domain().start().await?; // executions, swarms and tools of the AEGIS domain
//! let endpoint = prometheus.serve(&collector, &config).await?.expect("the configuration does not switch it off");
//! println!("curl {}", endpoint.url());
//! # assert!(prometheus.render().contains("aegis_executions_active 0"));
//! # Ok(())
//! # }
//! # }
//! ```
//!
//! A host that has an exporter of its own installs that first, and then starts [`Collector::start`]: it needs nothing else, not even the
//! feature `prometheus`. [`all`] says what there is, with [`Metric::buckets`] for exporters that want to be told.
//!
//! # When numbers are read
//!
//! Publishing pays nothing: what the bus and the recorder count anyway is read at intervals, a second unless set, and when our own
//! endpoint is scraped. How long handlers take is measured around each call, by whoever calls it. The domain's numbers come from a
//! subscription, `subscribers::MetricsCollector`; no event costs an allocation there.
//!
//! # What it never does
//!
//! It makes no label of anything that events carry: no ids, no tenants, no names of tools or agents. Labels are names from the catalog,
//! outcomes from a fixed list, and names of subscribers, of which only so many get a label of their own
//! ([`MetricsConfig::with_subscriber_labels`]); the rest are summed under `other`. Counters never go backwards, whoever leaves.

mod audit;
mod bus;
mod collector;
pub(crate) mod config;
#[cfg(feature = "domain")]
mod domain;
#[cfg(not(feature = "domain"))]
#[path = "without_domain.rs"]
mod domain;
mod error;
mod install;
mod labels;
mod metric;
#[cfg(feature = "prometheus")]
mod prometheus;
mod recorder;
mod registry;

pub use audit::AuditNumbers;
pub use collector::Collector;
pub use config::MetricsConfig;
#[cfg(feature = "domain")]
pub use domain::DomainMetrics;
pub use error::MetricsError;
pub use metric::{Metric, MetricKind, Unit};
#[cfg(feature = "prometheus")]
pub use prometheus::{Endpoint, Prometheus};
pub use registry::{Registry, Total};

/// The `metrics` whose facade the numbers go through.
pub use ::metrics as facade;

/// Every metric of this crate, in the order of `docs/metrics.md`: of the bus, the recorder, the audit log, and, with the feature `domain`,
/// of AEGIS.
pub fn all() -> impl Iterator<Item = &'static Metric> {
    [bus::METRICS, recorder::METRICS, audit::METRICS, domain::METRICS].into_iter().flatten()
}
