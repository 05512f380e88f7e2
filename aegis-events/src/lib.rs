//! Domain events for Rust services: declared once in a catalog, typed everywhere, published only by their owners.
//!
//! A `catalog.toml` says which events there are, who publishes them and who listens. [`#[domain_events]`](macro@domain_events)
//! makes of it one struct per event, one enum per family and an enum over all; a right to publish per component, as a value; and a
//! filter per declared subscriber. An [`EventBus`] carries them inside the process.
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
//! // Each component is given its own right and no other; publishing through the wrong one does not compile.
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
//! # Rooms
//!
//! - [`bus`]: publishing, subscribing, running handlers, shutting down, statistics.
//! - [`envelope`]: what the bus knows of an event beside its payload.
//! - [`catalog`]: the catalog as data, at run time: kinds, fields, columns.
//! - [`event`]: the traits that generated code implements.
//! - [`codec`]: events to JSON and back.
//! - [`types`]: the built-in types of catalogs.
//! - [`config`]: one YAML file, the environment and files of secrets, for all of these.
//! - [`history`]: every event in a database, and back out: recorder, outbox, queries, durable subscriptions, healing, retention. Features
//!   `sqlite` and `postgres`.
//! - [`metrics`]: numbers of bus, recorder and AEGIS domain for dashboards and alerts. Features `metrics` and `prometheus`.
//! - [`reaper`]: ends ephemeral volumes whose time is up. Feature `reaper`.
//! - [`audit`]: a signed, append-only log that others can verify. Feature `audit`.
//! - [`grpc`]: events pushed to clients of any language. Feature `grpc`.
//! - [`domain`]: the catalog of the AEGIS orchestrator, expanded. Feature `domain`.
//! - [`testing`]: a bus for tests. Feature `testing`.
//!
//! # What rights are, and what they are not
//!
//! That a component can publish only what the catalog gives it prevents mistakes, and leaks of rights between components. It is no
//! sandbox against hostile code in the same process. And the bus is memory: a subscriber may act on an event that a crash then keeps
//! out of any record. Where that matters, [`publish_recorded`](Publisher::publish_recorded) waits for the history,
//! [`record_in`](Publisher::record_in) puts the event into a transaction of yours, and [`history::Durable`] subscribers read from it.

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
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    allow(dead_code, unused_imports, reason = "some of it serves only modules that are left out")
)]
mod backoff;
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    allow(dead_code, unused_imports, reason = "some of it serves only modules that are left out")
)]
pub mod bus;
pub mod catalog;
#[cfg(any(feature = "audit", feature = "grpc", feature = "reaper"))]
mod chain;
pub mod codec;
pub mod config;
#[cfg(feature = "domain")]
pub mod domain;
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    allow(dead_code, unused_imports, reason = "some of it serves only modules that are left out")
)]
pub mod envelope;
pub mod event;
#[cfg(feature = "grpc")]
pub mod grpc;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub mod history;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "reaper")]
pub mod reaper;
#[cfg_attr(
    not(all(
        any(feature = "sqlite", feature = "postgres"),
        feature = "audit",
        feature = "grpc",
        feature = "metrics",
        feature = "yaml"
    )),
    allow(dead_code, unused_imports, reason = "some kinds of settings are used only by modules that are left out")
)]
mod settings;
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    allow(dead_code, unused_imports, reason = "some of it serves only modules that are left out")
)]
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
/// The attribute belongs on an empty enum, the domain enum. Everything is generated next to the enum, with its visibility, so give it
/// a module for itself:
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
    ShutdownReport, SubscriberStats, Subscription, TryRecvError,
};
pub use config::{BusConfig, ConfigError};
pub use envelope::{Envelope, EventId, Position, Sequence};
pub use task::{Ended, LastError};
