//! Domain events for Rust services: declared once in a catalog, typed everywhere, published only by their owners.
//!
//! A `catalog.toml` declares the events, their publishers and their subscribers. From it, [`#[domain_events]`](macro@domain_events)
//! generates a struct per event, an enum per family, an enum of all events, a publishing handle per component and a filter per declared
//! subscriber. An [`EventBus`] delivers the events inside the process.
//!
//! ```
//! use aegis_events::domain::volume::VolumeDeleted;
//! use aegis_events::domain::{DomainEvent, VolumeEvent, VolumeId};
//! use aegis_events::{BusConfig, EventBus};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
//! let mut volumes = bus.subscribe_to::<VolumeEvent>();
//!
//! // Each component gets its own publisher. Publishing an event that it does not own does not compile.
//! let volume_id = VolumeId::new();
//! publishers.volume_manager.publish(VolumeDeleted { volume_id, deleted_at: chrono::Utc::now() })?;
//!
//! let event = volumes.next().await.ok_or("the bus was closed")?;
//! assert_eq!(event.volume_id(), Some(volume_id));
//! assert_eq!(event.publisher_name(), "VolumeManager");
//! # Ok(())
//! # }
//! ```
//!
//! # Modules
//!
//! - [`bus`]: publishing, subscribing, running handlers, shutting down, statistics.
//! - [`envelope`]: id, sequence, time and origin of an event, next to its payload.
//! - [`catalog`]: the catalog as data, at run time: kinds, fields, columns.
//! - [`event`]: the traits that generated code implements.
//! - [`codec`]: events to JSON and back.
//! - [`types`]: the built-in types of catalogs.
//! - [`config`]: the configuration of all modules: one YAML file (feature `yaml`), environment variables and secret files.
//! - [`history`]: the recorded history in a database: recorder, outbox, queries, durable subscriptions, backfill and retention. Features
//!   `sqlite` and `postgres`.
//! - [`metrics`]: metrics of the bus, the recorder and the AEGIS domain for dashboards and alerts. Features `metrics` and `prometheus`.
//! - [`reaper`]: deletes ephemeral volumes whose TTL has expired. Feature `reaper`.
//! - [`audit`]: a signed, append-only log that third parties can verify. Feature `audit`.
//! - [`grpc`]: events pushed to clients of any language. Feature `grpc`.
//! - [`domain`]: the catalog of the AEGIS orchestrator, expanded. Feature `domain`.
//! - [`testing`]: a bus for tests. Feature `testing`.
//!
//! # Features
//!
//! None is on by default.
//!
//! | feature | provides |
//! |---|---|
//! | `sqlite`, `postgres` | [`history`] in SQLite (built in) or PostgreSQL |
//! | `tls` | TLS to PostgreSQL |
//! | `audit` | [`audit`] |
//! | `metrics`, `prometheus` | [`metrics`] through the `metrics` facade, or served on `/metrics` |
//! | `grpc` | [`grpc`] |
//! | `yaml` | configuration from YAML files |
//! | `testing` | [`testing`] |
//! | `domain` | [`domain`] |
//! | `reaper` | [`reaper`] |
//!
//! # Guarantees and limits
//!
//! A component can publish only the events that the catalog assigns to it. This prevents mistakes; it is not a sandbox against hostile
//! code in the same process.
//!
//! The bus is in memory: a subscriber may act on an event that a crash then keeps out of the history. Where that matters:
//!
//! - [`publish_recorded`](Publisher::publish_recorded) returns once the history has the event.
//! - [`record_in`](Publisher::record_in) writes the event in your transaction.
//! - A [durable subscription](history::History::durable) reads from the history.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(all(
        feature = "audit",
        feature = "domain",
        feature = "grpc",
        feature = "metrics",
        feature = "reaper",
        feature = "testing"
    )),
    allow(rustdoc::broken_intra_doc_links)
)]

extern crate self as aegis_events;

#[cfg(feature = "audit")]
pub mod audit;
#[cfg(any(feature = "audit", feature = "postgres", feature = "sqlite"))]
mod backoff;
pub mod bus;
pub mod catalog;
#[cfg(any(feature = "audit", feature = "grpc", feature = "reaper"))]
mod chain;
pub mod codec;
pub mod config;
#[cfg(feature = "domain")]
pub mod domain;
pub mod envelope;
pub mod event;
#[cfg(feature = "grpc")]
pub mod grpc;
mod help;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub mod history;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "reaper")]
pub mod reaper;
mod settings;
mod task;
#[cfg(feature = "testing")]
pub mod testing;
pub mod types;

#[doc(hidden)]
pub mod support;

/// Makes a hand-written struct the payload of an event.
///
/// In the catalog, the event has the struct's path from the module of the domain enum: `rust = "volumes::VolumeCreated"`.
///
/// ```
/// # mod example {
/// pub mod volumes {
///     use super::VolumeId;
///     use aegis_events::types::Timestamp;
///
///     /// A volume was created.
///     #[aegis_events::domain_event(catalog = "../tests/support/hand_written.toml")]
///     #[derive(Eq)]
///     pub struct VolumeCreated {
///         pub volume_id: VolumeId,
///         pub created_at: Timestamp,
///     }
/// }
///
/// /// Every event of my service.
/// #[aegis_events::domain_events(catalog = "../tests/support/hand_written.toml")]
/// pub enum DomainEvent {}
/// # }
/// ```
///
/// The fields are compared with the catalog: a missing field, an unknown field or another type is a compile error at its place. An
/// alias of the right type is accepted. The order of the fields does not matter.
///
/// The attribute implements `Clone`, `Debug` (sensitive fields redacted), `PartialEq`, `Serialize` and `Deserialize`. Derive other
/// traits as usual.
///
/// # Arguments
///
/// - `Volume::VolumeCreated`, first: the event, if the struct has another name or several families have an event of that name.
/// - `catalog` and `crate`: as in [`#[domain_events]`](macro@domain_events).
pub use aegis_events_macros::domain_event;
/// Generates typed events from a catalog.
///
/// Put the attribute on an empty enum, the domain enum. Everything is generated next to the enum, with its visibility, so give it
/// a separate module:
///
/// ```
/// mod domain {
///     /// Every event of my service.
///     #[aegis_events::domain_events(catalog = "../tests/support/catalog.toml")]
///     pub enum DomainEvent {}
/// }
/// ```
///
/// | generated | example |
/// |---|---|
/// | the variants of the domain enum, an enum per family | `DomainEvent::Volume(VolumeEvent::VolumeCreated(..))` |
/// | a module per family, with a struct per event | `volume::VolumeCreated { .. }`, with `From` into both enums |
/// | the types of `[types]` | newtypes, enumerations, records |
/// | `publishers::*`, `Publishers` | a marker type per publisher, and the struct of all publishing handles |
/// | `subscribers::*` | a filter per declared subscriber, and an enum of the events that it consumes |
/// | methods of the enums | `kind`, `family`, `event_type`, `occurred_at`, `payload`, `to_json`, and an accessor per key |
///
/// Each problem of the catalog is a compile error with an excerpt of the file. A change of the file rebuilds the crate.
///
/// # Arguments
///
/// - `catalog = "../catalog.toml"`: the path of the catalog, relative to this source file. Default: the nearest `catalog.toml`, from the
///   crate's root up to the workspace's root.
/// - `crate = bus`: the name of the crate `aegis-events`, if you renamed it.
pub use aegis_events_macros::domain_events;
pub use bus::{
    BusStats, Cause, Event, EventBus, EventStream, PublishError, Publisher, Receipt, RecvError, RunHandle,
    ShutdownReport, SubscriberStats, Subscription, SubscriptionBuilder, TryRecvError,
};
pub use catalog::Delivery;
pub use config::{BusConfig, ConfigError};
pub use envelope::{Envelope, EventId, Position, Sequence};
pub use help::help_of;
pub use task::{Ended, LastError};
