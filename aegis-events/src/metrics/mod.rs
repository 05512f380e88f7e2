//! Metrics for dashboards and alerts: of the bus, the recorder, the audit log, and the AEGIS domain.
//!
//! `bus.stats(), recorder.state(), events → handles of the metrics facade → the exporter of the process`
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
//! let config = MetricsConfig::default().with_port(0); // 0: a free port. 9090 unless set
//!
//! let prometheus = Prometheus::new();
//! let collector = prometheus.start_collector(&bus, &config)?;
//! collector.domain().start().await?; // executions, swarms and tools of the AEGIS domain
//! let endpoint = prometheus.serve(&collector, &config).await?.expect("the endpoint is switched on");
//! println!("curl {}", endpoint.url());
//! # assert!(prometheus.render().contains("aegis_executions_active 0"));
//! # Ok(())
//! # }
//! # }
//! ```
//!
//! A host with its own exporter installs it first, and then calls [`Collector::start`]. It does not need the feature `prometheus`. [`all`] lists
//! every metric, with [`Metric::buckets`] for exporters that need the bounds of histograms.
//!
//! # When metrics are read
//!
//! Publishing costs nothing more: the counters of bus and recorder are read at intervals, a second unless set, and when the endpoint is
//! scraped. The task that calls a handler measures how long it takes. The domain's metrics come from a subscription,
//! `subscribers::MetricsCollector`, which allocates nothing per event.
//!
//! # What it never does
//!
//! No content of events becomes a label: no ids, no tenants, no names of tools or agents. Labels are names from the catalog, outcomes from a
//! fixed list, and names of subscribers. A limited number of subscribers get a label ([`MetricsConfig::with_subscriber_labels`]); all others are
//! summed under `other`. Counters never decrease, even if a subscriber leaves.

mod audit;
mod bus;
mod collector;
pub(crate) mod config;
#[cfg(feature = "domain")]
mod domain;
mod error;
mod install;
mod labels;
mod metric;
#[cfg(feature = "prometheus")]
mod prometheus;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
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

/// The crate `metrics`, whose facade this module uses.
pub use ::metrics as facade;

/// Every metric of this build, in the order of `docs/metrics.md`: of the bus, the recorder (with a database), the audit log and the AEGIS
/// domain (feature `domain`).
pub fn all() -> impl Iterator<Item = &'static Metric> {
    let modules = [
        bus::METRICS,
        #[cfg(any(feature = "sqlite", feature = "postgres"))]
        recorder::METRICS,
        audit::METRICS,
        #[cfg(feature = "domain")]
        domain::METRICS,
    ];
    modules.into_iter().flatten()
}
