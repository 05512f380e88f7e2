//! The whole configuration: every section that this build knows.

use std::ffi::OsString;

#[cfg(feature = "audit")]
use crate::audit::AuditConfig;
use crate::bus::BusConfig;
#[cfg(feature = "grpc")]
use crate::grpc::GrpcConfig;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::history::{self, HistoryConfig};
#[cfg(feature = "metrics")]
use crate::metrics::MetricsConfig;
#[cfg(feature = "reaper")]
use crate::reaper::ReaperConfig;
use crate::settings::{ConfigError, Described, Document, Key, Reader, Variables};

/// The configuration of everything in this build. Every value in it is valid.
///
/// ```
/// # use aegis_events::config::{Config, ConfigError};
/// # fn main() -> Result<(), ConfigError> {
/// let config = Config::from_environment([("AEGIS_EVENTS_EVENT_BUS_CAPACITY", "512")])?;
/// assert_eq!(config.event_bus.capacity(), 512);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// `event_bus`: for [`EventBus::new`](crate::EventBus::new).
    pub event_bus: BusConfig,
    /// `recorder`: for [`History::open`](crate::history::History::open); `None` without a `url`.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub recorder: Option<HistoryConfig>,
    /// `audit`: for [`AuditLog::open`](crate::audit::AuditLog::open); `None` without a `path`.
    #[cfg(feature = "audit")]
    pub audit: Option<AuditConfig>,
    /// `metrics`: for [`Prometheus::start_collector`](crate::metrics::Prometheus::start_collector) and
    /// [`serve`](crate::metrics::Prometheus::serve), which serves nothing if `enabled` is `false`; or for
    /// [`Collector::start`](crate::metrics::Collector::start).
    #[cfg(feature = "metrics")]
    pub metrics: MetricsConfig,
    /// `grpc`: for [`EventStreamService::new`](crate::grpc::EventStreamService::new); `None` if `enabled` is `false`.
    #[cfg(feature = "grpc")]
    pub grpc: Option<GrpcConfig>,
    /// `reaper`: for [`TtlReaper::with_config`](crate::reaper::TtlReaper::with_config).
    #[cfg(feature = "reaper")]
    pub reaper: ReaperConfig,
    warnings: Vec<String>,
}

impl Config {
    /// Reads an environment alone: [`std::env::vars_os`], or variables of your own. A key without a variable has its default.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Invalid`], with all problems at once: each with its variable and the allowed values.
    pub fn from_environment<N: Into<OsString>, V: Into<OsString>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, ConfigError> {
        Self::read(&Document::default(), &Variables::of(variables))
    }

    /// Returns warnings: secrets that every user of the machine can read. They are also logged through `tracing`, which may not have been set
    /// up when the configuration was read.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    pub(super) fn read(document: &Document, variables: &Variables) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(document, variables);
        let config = Self {
            event_bus: reader.section::<BusConfig>(),
            #[cfg(any(feature = "sqlite", feature = "postgres"))]
            recorder: reader.section::<history::Settings>(),
            #[cfg(feature = "audit")]
            audit: reader.section::<AuditConfig>(),
            #[cfg(feature = "metrics")]
            metrics: reader.section::<MetricsConfig>(),
            #[cfg(feature = "grpc")]
            grpc: reader.section::<GrpcConfig>(),
            #[cfg(feature = "reaper")]
            reaper: reader.section::<ReaperConfig>(),
            warnings: Vec::new(),
        };
        let warnings = reader.finish()?;
        for warning in &warnings {
            tracing::warn!(warning, "unsafe configuration");
        }
        Ok(Self { warnings, ..config })
    }
}

/// A section of the reference page.
pub(super) struct SectionPage {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) keys: Vec<Key>,
}

/// The sections that this build knows, for the reference page.
pub(super) fn sections() -> Vec<SectionPage> {
    vec![
        section::<BusConfig>(),
        #[cfg(any(feature = "sqlite", feature = "postgres"))]
        section::<history::Settings>(),
        #[cfg(feature = "audit")]
        section::<AuditConfig>(),
        #[cfg(feature = "metrics")]
        section::<MetricsConfig>(),
        #[cfg(feature = "grpc")]
        section::<GrpcConfig>(),
        #[cfg(feature = "reaper")]
        section::<ReaperConfig>(),
    ]
}

fn section<S: Described>() -> SectionPage {
    SectionPage { name: S::NAME, about: S::ABOUT, keys: S::keys() }
}
