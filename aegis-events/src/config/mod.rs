//! Configuration: what `aegis-config.yaml` and the environment may say to the runtime.
//!
//! `YAML text + environment → tree with lines → sections → the modules' own configurations`
//!
//! The file belongs to the host application. Its other sections are left alone; inside ours every unknown key and every bad value
//! is an error that names the file, the line, the key and what is allowed. Nothing is guessed, and no bad value becomes a default.
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
//! `AEGIS_EVENTS_RECORDER_BATCH=100` is instead of `batch` in the section `recorder`, and so on for every key.
//!
//! Every key, with its default and its range, is in `docs/configuration.md`, which [`reference()`] writes.

mod all;
mod document;
mod error;
mod lines;
mod page;
pub(crate) mod rule;
pub(crate) mod secret;
mod section;
mod sections;
mod variables;

pub use all::Config;
pub use error::{ConfigError, ConfigProblem};
pub use page::reference;
pub use sections::BusConfig;
