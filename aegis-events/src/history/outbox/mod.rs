//! The outbox: state and event in one transaction.
//!
//! `record_in(transaction) → event_outbox → commit → relay: number, move → publish`
//!
//! # Guarantees
//!
//! - A rollback leaves no trace of the event. After the commit, the event reaches the history exactly once, also if the process dies in
//!   between and starts again.
//! - The relay of the bus that the event was recorded on moves it, in order of ids, and then publishes it. Live subscribers receive it at most
//!   once: a crash between the two steps keeps it from them. Durable subscribers find it in the history.
//! - The relay of another bus of the same node takes over rows that have been in the outbox for two seconds: after a restart, the new
//!   process does.
//! - Rows of another node stay until [`take_over_outbox`](super::History::take_over_outbox) is called.
//!
//! An event gets its id and its time from `record_in`, and its place in the bus's order when it is published.

mod entry;
#[cfg(feature = "postgres")]
mod postgres;
mod relay;
#[cfg(all(test, feature = "testing"))]
mod simulated;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use entry::{OutboxTransaction, Outboxed};
pub(super) use relay::start as start_relay;
