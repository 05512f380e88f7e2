//! Configuration: everything that `aegis-config.yaml` and the environment set. The one module that knows every section.
//!
//! The file belongs to the host application. Its other sections are left alone; in ours every unknown key and every bad value is an error with
//! the file, the line, the key and what is allowed. Nothing is guessed, and no bad value becomes a default.
//!
//! ```yaml
//! event_bus:
//!   capacity: 1000        # the least number of events that each ring keeps for a slow subscriber
//!   node_id: orchestrator-1
//! recorder:
//!   url_file: /run/secrets/database-url
//!   migrate: true
//! audit:
//!   path: /var/lib/aegis/audit
//! grpc:
//!   enabled: false
//! ```
//!
//! `AEGIS_EVENTS_RECORDER_BATCH=100` replaces `batch` in the section `recorder`, and so on for every key.
//!
//! Every key, with its default and its range, is in `docs/configuration.md`, which [`reference()`] writes. YAML needs the feature `yaml`;
//! without it, [`Config::from_environment`] reads the environment.

mod all;
mod page;
#[cfg(feature = "yaml")]
mod yaml;

pub use self::all::Config;
pub use self::page::reference;
pub use crate::bus::BusConfig;
pub use crate::settings::{ConfigError, ConfigProblem};
