//! The five observers of the library: recorder, audit log, metrics collector, gRPC stream, TTL reaper.
//!
//! Each has a part of the report. The recorder belongs to the history, and the reaper publishes; both start in [`run`](crate::run). The
//! others start here.

mod audit;
mod metrics;
mod option;
mod scrape;
mod stream;
mod volumes;

use aegis_events::bus::EventBus;
use aegis_events::domain::DomainEvent;
use aegis_events::grpc::GrpcConfig;
use aegis_events::history::{History, Recorder};
use aegis_events::metrics::MetricsConfig;
use anyhow::Result;

pub use audit::AuditReport;
pub(crate) use audit::{Audit, Log};
use metrics::Metrics;
pub use scrape::Scrape;
use stream::Stream;
pub use stream::{Received, StreamReport};
pub use volumes::VolumesReport;

/// Audit log, metrics and gRPC stream.
pub(crate) struct Standing {
    pub(crate) audit: Audit,
    pub(crate) metrics: Metrics,
    /// `None` if it is switched off.
    pub(crate) stream: Option<Stream>,
}

impl Standing {
    /// Starts to write, to count and to serve.
    pub(crate) async fn begin(
        bus: &EventBus<DomainEvent>,
        history: &History<DomainEvent>,
        recorder: &Recorder<DomainEvent>,
        log: Log,
        metrics: MetricsConfig,
        grpc: Option<GrpcConfig>,
    ) -> Result<Self> {
        let audit = Audit::begin(bus, log);
        let metrics = Metrics::begin(bus, history, recorder, &audit, metrics).await?;
        let stream = match grpc {
            Some(config) => Some(Stream::begin(bus, history, config).await?),
            None => None,
        };
        Ok(Self { audit, metrics, stream })
    }

    /// The addresses, one line each.
    pub(crate) fn places(&self) -> [String; 2] {
        let grpc = self.stream.as_ref().map(|stream| format!("gRPC on {}", stream.address()));
        let metrics = self.metrics.url().map(|url| format!("metrics on {url}"));
        [
            grpc.unwrap_or_else(|| "gRPC is switched off".into()),
            metrics.unwrap_or_else(|| "metrics are not served".into()),
        ]
    }

    /// Waits until one of the servers has ended. Before the end of the run this means that it died; its reason is reported at the end.
    pub(crate) fn server_ended(&self) -> impl Future<Output = ()> + Send + 'static {
        let stream = or_never(self.stream.as_ref().map(Stream::ended));
        let metrics = or_never(self.metrics.endpoint_ended());
        async move {
            tokio::select! {
                () = stream => {}
                () = metrics => {}
            }
        }
    }
}

/// A missing server never ends.
async fn or_never<T>(ending: Option<impl Future<Output = T>>) -> T {
    match ending {
        Some(ending) => ending.await,
        None => std::future::pending().await,
    }
}
