//! An event catalog, declared once in `catalog.toml`; typed events, the proof of who publishes what, and the bus.

extern crate self as aegis_events;

pub mod bus;
pub mod catalog;
pub mod codec;
pub mod config;
#[cfg(feature = "domain")]
pub mod domain;
pub mod envelope;
pub mod event;
#[cfg(feature = "testing")]
pub mod testing;
pub mod types;

#[doc(hidden)]
pub mod support;

pub use aegis_events_macros::{domain_event, domain_events};
pub use bus::{
    BusStats, Event, EventBus, EventStream, PublishError, Publisher, Receipt, RecvError, RunHandle, ShutdownReport,
    SubscriberStats, Subscription, TryRecvError,
};
pub use config::{BusConfig, ConfigError};
pub use envelope::{Envelope, EventId};
