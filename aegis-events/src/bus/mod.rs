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
//! Subscriptions of the same interest (a set of event types, perhaps for one value of a key) have a ring in common, made with
//! the first and gone with the last. An event is sent to the rings that want it and to no other: a subscriber that does not
//! want it is not woken, and loses nothing by it.
//!
//! # Losing nothing
//!
//! A lossless subscription has a bounded queue. [`Publisher::publish`] is all or nothing: every queue that wants the event must have
//! room, or [`PublishError::Backpressure`] names the full one, nobody has received the event and it has no place in the order.
//! [`Publisher::publish_wait`] waits in line, and finds out when handlers would wait for each other for ever. On the bus, `durable`
//! subscribers are served losslessly; the history makes durable subscriptions.
//!
//! # Closing
//!
//! The bus closes by [`EventBus::close`], by [`EventBus::shutdown`], or with its last `EventBus` and `Publisher`. Subscribers receive
//! what was published before, then the end.
//!
//! # What it never does
//!
//! It runs no code of users under its lock, with two exceptions. A ring drops the event that it overwrites, so the `Drop` of a
//! payload must neither use the bus nor panic. And a ring wakes its sleeping subscribers, closing wakes all, and a publisher that
//! waits in vain is woken: a runtime only notes that, but an executor of your own whose wakers run tasks on the spot would run them
//! under the lock.
//!
//! It stores nothing: subscribers of plain `publish` may act on an event that a crash then keeps out of the recorded history.

mod attended;
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
mod gather;
mod grants;
mod handler;
#[cfg(feature = "reaper")]
mod identified;
mod interest;
mod lane;
#[cfg(feature = "metrics")]
mod observer;
mod outbox_publisher;
mod publisher;
mod queue;
mod receipt;
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

pub(crate) use attended::{Acknowledgement, Attended, attend};
pub(crate) use call::Call;
pub(crate) use clock::Clock;
#[cfg(feature = "grpc")]
pub(crate) use dynamic::DynamicSubscriber;
pub(crate) use gather::Batch;
#[cfg(feature = "metrics")]
pub(crate) use observer::{Observed, Observer, Seen};
pub(crate) use outbox_publisher::OutboxPublisher;
pub(crate) use recording::{RecordedThrough, Recording};
#[cfg(feature = "metrics")]
pub(crate) use timing::{HandlerTime, HandlerTimes};
