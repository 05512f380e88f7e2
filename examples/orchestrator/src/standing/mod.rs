//! The five standing subscribers of the AEGIS orchestrator, each the library's own: recorder, audit log, metrics collector, gRPC stream, TTL
//! reaper.
//!
//! Each begins on a bus and ends with it. What each came to is its part of the report. The recorder is the history's, and begins where that is
//! opened, in [`run`](crate::run); what the others have in common with the orchestrator is here, and nothing of what they do.

mod audit;
mod metrics;
mod scrape;
mod stream;
mod volumes;

pub use audit::AuditReport;
pub(crate) use audit::{Audit, open_log};
pub(crate) use metrics::Metrics;
pub use scrape::Scrape;
pub(crate) use stream::Stream;
pub use stream::{Received, StreamReport};
pub use volumes::VolumesReport;

/// What is wrong, with the option of this program that helps beside the key of the configuration that the library names.
fn with_option(error: impl std::fmt::Display, option: &str) -> anyhow::Error {
    anyhow::anyhow!("{error}\n  on the command line: {option}")
}
