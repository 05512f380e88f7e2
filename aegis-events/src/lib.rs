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
#[cfg_attr(
    not(all(feature = "sqlite", feature = "postgres")),
    allow(
        dead_code,
        reason = "some of what statements, values and errors may be is for the database that is left out"
    )
)]
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
mod written;

#[doc(hidden)]
pub mod support;

/// Makes a hand-written struct the payload of an event, checked against the catalog.
///
/// The catalog says where the struct is, `rust = "volumes::VolumeCreated"`, a path from the module that holds the domain enum. The
/// attribute finds its event by the struct's name; where that does not tell, it is named: `#[domain_event(Volume::VolumeCreated)]`.
///
/// Fields that are missing, that the catalog does not have, or whose type is another one are errors at the field. Types are
/// compared as types: an alias is fine. The attribute implements `Clone`, `Debug` (sensitive fields redacted), `PartialEq`,
/// `Serialize` and `Deserialize`; derive whatever else you like.
///
/// # Arguments
///
/// - `catalog = "../catalog.toml"`: where the catalog is, relative to this source file. Without it: the nearest `catalog.toml` from the
///   crate's root up to the workspace's root.
/// - `crate = bus`: the name of this crate, where it was renamed.
pub use aegis_events_macros::domain_event;
/// Generates, from a catalog, the enum over all events and everything beside it.
///
/// It stands on an empty enum, in a module of its own, since what it generates stands beside the enum with the enum's visibility:
///
/// ```
/// # mod small {
/// /// Every event of my service.
/// #[aegis_events::domain_events(catalog = "../tests/support/catalog.toml")]
/// pub enum DomainEvent {}
/// # }
/// ```
///
/// | generated | for |
/// |---|---|
/// | the enum, one enum per family | `DomainEvent::Volume(VolumeEvent::VolumeCreated(..))` |
/// | a module per family, with a struct per event | `volume::VolumeCreated { .. }`; `From` into both enums |
/// | the types of `[types]` | newtypes, enumerations, records |
/// | `publishers::*`, `Publishers` | a type per component, and every right to publish as a value |
/// | `subscribers::*` | a filter per declared subscriber, and an enum of exactly what it consumes |
/// | accessors | `kind`, `family`, `event_type`, `occurred_at`, `payload`, `to_json`, and one per key |
///
/// Every problem of the catalog is a compile error of its own, with an excerpt of the file. Editing the file rebuilds the crate.
///
/// # Arguments
///
/// - `catalog = "../catalog.toml"`: where the catalog is, relative to this source file. Without it: the nearest `catalog.toml` from the
///   crate's root up to the workspace's root.
/// - `crate = bus`: the name of this crate, where it was renamed.
pub use aegis_events_macros::domain_events;
pub use bus::{
    BusStats, Cause, Event, EventBus, EventStream, PublishError, Publisher, Receipt, RecvError, RunHandle,
    ShutdownReport, SubscriberStats, Subscription, TryRecvError,
};
pub use config::{BusConfig, ConfigError};
pub use envelope::{Envelope, EventId, Position, Sequence};
pub use task::{Ended, LastError};
