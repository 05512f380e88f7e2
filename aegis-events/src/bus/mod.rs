//! The bus: from publishers to subscribers, inside one process.
//!
//! `publish → envelope → lanes → {live | lossless} → subscribers`
//!
//! # One order
//!
//! One lock guards sequence, ids, lanes and sends. All subscribers see the same order; a [`Subscription`] receives exactly the
//! matching events with `sequence > since()`, each once: delivered + lost + pending always equals published.
//!
//! # Lanes
//!
//! Subscriptions of the same interest (a set of event types, optionally narrowed by values of keys) share a ring, created with
//! the first and removed with the last. An event is sent only to the rings that want it: other subscribers are not woken and
//! lose nothing.
//!
//! # Losing nothing
//!
//! A lossless subscription has a bounded queue. [`Publisher::publish`] is all or nothing: every queue that wants the event must have
//! room. Otherwise [`PublishError::Backpressure`] names the full one; no subscriber receives the event and it gets no sequence.
//! [`Publisher::publish_wait`] waits for room, and detects handlers that wait for each other in a circle. On the bus, `durable`
//! subscribers are lossless; the history provides durable subscriptions.
//!
//! # Closing
//!
//! The bus closes by [`EventBus::close`], by [`EventBus::shutdown`], or when the last `EventBus` and `Publisher` is dropped. Subscribers
//! receive the events that were published before, then the end.
//!
//! # Limits
//!
//! The bus runs no user code under its lock, with two exceptions:
//!
//! - A ring drops the event that it overwrites, so the `Drop` of a payload must neither use the bus nor panic.
//! - Sleeping subscribers and waiting publishers are woken under the lock. Usual runtimes only schedule the task; a custom executor whose
//!   wakers run tasks immediately would run them under the lock.
//!
//! The bus stores nothing: subscribers may act on an event that a crash then keeps out of the recorded history.

pub(crate) mod attended;
mod call;
mod cause;
mod clock;
mod config;
mod core;
mod deadlock;
#[cfg(feature = "grpc")]
mod dynamic;
mod error;
mod event;
mod event_bus;
mod flag;
#[cfg(any(feature = "audit", feature = "postgres", feature = "sqlite"))]
mod gather;
mod grants;
mod handler;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod history_access;
#[cfg(feature = "reaper")]
mod identified;
mod interest;
mod lane;
#[cfg(feature = "metrics")]
mod observer;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod outbox_publisher;
mod publisher;
mod queue;
mod receipt;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod recording;
mod refusal;
mod route;
mod run;
mod run_handle;
mod send;
mod sequencer;
mod shutdown;
mod state;
mod stats;
mod stream;
mod subscriber_counters;
mod subscription;
mod subscription_builder;
mod timing;
mod waiter;

pub use cause::Cause;
pub use config::BusConfig;
pub use error::{EventName, PublishError, RecvError, TryRecvError};
pub use event::Event;
pub use event_bus::EventBus;
#[doc(hidden)]
pub use grants::Grants;
pub use grants::MakePublishers;
pub use handler::{Handler, Outcome};
pub use lane::LaneCount;
pub use publisher::Publisher;
pub use receipt::Receipt;
pub use run_handle::RunHandle;
pub use shutdown::{Ending, ShutdownReport, SubscriberReport};
pub use stats::{BusStats, SubscriberStats};
pub use stream::EventStream;
pub use subscription::Subscription;
pub use subscription_builder::SubscriptionBuilder;

#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) use call::Call;
pub(crate) use clock::Clock;
#[cfg(feature = "grpc")]
pub(crate) use dynamic::DynamicSubscriber;
#[cfg(any(feature = "audit", feature = "postgres", feature = "sqlite"))]
pub(crate) use gather::Batch;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) use history_access::Acknowledgement;
#[cfg(feature = "metrics")]
pub(crate) use observer::{Observed, Observer, Seen};
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) use outbox_publisher::OutboxPublisher;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) use recording::{RecordedThrough, Recording};
#[cfg(feature = "metrics")]
pub(crate) use timing::{HandlerTime, HandlerTimes};
