//! The five standing subscribers of the AEGIS orchestrator, each the library's own: recorder, audit log, metrics collector, gRPC stream, TTL
//! reaper.
//!
//! What each came to is its part of the report. The recorder is the history's, and the reaper acts, so that both begin elsewhere, in
//! [`run`](crate::run); those that only watch begin together here.

mod audit;
mod metrics;
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

/// Those that watch.
pub(crate) struct Standing {
    pub(crate) audit: Audit,
    pub(crate) metrics: Metrics,
    /// `None` if it is switched off.
    pub(crate) stream: Option<Stream>,
}

impl Standing {
    /// Begins to write down, to count and to serve.
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

    /// Where it is served, a line for each.
    pub(crate) fn places(&self) -> [String; 2] {
        let grpc = self.stream.as_ref().map(|stream| format!("gRPC on {}", stream.address()));
        let metrics = self.metrics.url().map(|url| format!("metrics on {url}"));
        [
            grpc.unwrap_or_else(|| "gRPC is switched off".into()),
            metrics.unwrap_or_else(|| "metrics are not served".into()),
        ]
    }

    /// Waits until one of the servers has ended: before the run does, it has died. Why, it says at the end.
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

/// What is not there does not end.
async fn or_never<T>(ending: Option<impl Future<Output = T>>) -> T {
    match ending {
        Some(ending) => ending.await,
        None => std::future::pending().await,
    }
}

/// What is wrong, with the option of this program that helps beside the key of the configuration that the library names.
fn with_option(error: impl std::fmt::Display, option: &str) -> anyhow::Error {
    anyhow::anyhow!("{error}\n  on the command line: {option}")
}
