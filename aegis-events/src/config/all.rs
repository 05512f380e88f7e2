//! The whole configuration: every section that this build knows.

use std::ffi::OsString;
use std::path::Path;

use super::document::Document;
use super::error::ConfigError;
use super::section::Reader;
use super::sections::BusConfig;
use super::variables::Variables;
#[cfg(feature = "audit")]
use crate::audit::AuditConfig;
#[cfg(feature = "grpc")]
use crate::grpc::GrpcConfig;
use crate::history::HistoryConfig;
#[cfg(feature = "metrics")]
use crate::metrics::MetricsConfig;
#[cfg(feature = "reaper")]
use crate::reaper::ReaperConfig;

/// Everything that `aegis-config.yaml` and the environment say to the runtime. Every value in it is valid.
///
/// ```
/// # use aegis_events::config::{Config, ConfigError};
/// # fn main() -> Result<(), ConfigError> {
/// let yaml = "event_bus:\n  capacity: 256\nrecorder:\n  url: sqlite:events.db\n";
/// let config = Config::from_yaml_str_with(yaml, [("AEGIS_EVENTS_EVENT_BUS_CAPACITY", "512")])?;
/// assert_eq!(config.event_bus.capacity(), 512);
/// assert!(config.recorder.is_some());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// `event_bus`: for [`EventBus::new`](crate::EventBus::new).
    pub event_bus: BusConfig,
    /// `recorder`: for [`History::open`](crate::history::History::open); `None` where no `url` is given.
    pub recorder: Option<HistoryConfig>,
    /// `audit`: for [`AuditLog::open`](crate::audit::AuditLog::open); `None` where no `path` is given.
    #[cfg(feature = "audit")]
    pub audit: Option<AuditConfig>,
    /// `metrics`: for [`Prometheus::collect`](crate::metrics::Prometheus::collect) and [`serve`](crate::metrics::Prometheus::serve), which
    /// serves nothing where `enabled` is `false`; or for [`Collector::start`](crate::metrics::Collector::start).
    #[cfg(feature = "metrics")]
    pub metrics: MetricsConfig,
    /// `grpc`: for [`EventStreamService::new`](crate::grpc::EventStreamService::new); `None` where `enabled` is `false`.
    #[cfg(feature = "grpc")]
    pub grpc: Option<GrpcConfig>,
    /// `reaper`: for [`TtlReaper::config`](crate::reaper::TtlReaper::config).
    #[cfg(feature = "reaper")]
    pub reaper: ReaperConfig,
    warnings: Vec<String>,
}

impl Config {
    /// Reads a file, and over it the environment of the process. Without a section, everything in it has its default.
    ///
    /// # Errors
    ///
    /// [`ConfigError`], with the file, the line, the key (or the environment variable) and what is allowed, for all problems at once.
    pub fn from_yaml_file(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        Self::read(&Document::read(path.as_ref())?, &Variables::of_process())
    }

    /// Reads YAML text, and over it the environment of the process. The empty text is that of a program without a file.
    ///
    /// # Errors
    ///
    /// As [`from_yaml_file`](Self::from_yaml_file), with `<yaml>` for the file.
    pub fn from_yaml_str(yaml: &str) -> Result<Self, ConfigError> {
        Self::read(&Document::parse("<yaml>", yaml)?, &Variables::of_process())
    }

    /// Reads YAML text, and over it an environment that is not the process's: for tests, and for programs that have their own.
    ///
    /// # Errors
    ///
    /// As [`from_yaml_file`](Self::from_yaml_file), with `<yaml>` for the file.
    pub fn from_yaml_str_with<N: Into<OsString>, V: Into<OsString>>(
        yaml: &str,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, ConfigError> {
        Self::read(&Document::parse("<yaml>", yaml)?, &Variables::of(variables))
    }

    /// What is allowed and still not well: a secret that every user of the machine can read. It was told through `tracing`, too, which at
    /// that moment may not have been set up.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    fn read(document: &Document, variables: &Variables) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(document, variables);
        let config = Self {
            event_bus: reader.section(),
            recorder: reader.section(),
            #[cfg(feature = "audit")]
            audit: reader.section(),
            #[cfg(feature = "metrics")]
            metrics: reader.section(),
            #[cfg(feature = "grpc")]
            grpc: reader.section(),
            #[cfg(feature = "reaper")]
            reaper: reader.section(),
            warnings: Vec::new(),
        };
        let warnings = reader.finish()?;
        for warning in &warnings {
            tracing::warn!(warning, "the configuration");
        }
        Ok(Self { warnings, ..config })
    }
}
