//! The outbox: state and event in one transaction.
//!
//! `record_in(transaction) → event_outbox → commit → relay: number, move → publish`
//!
//! # What it promises
//!
//! - A rollback leaves no trace of the event; after the commit it reaches the history, exactly once, also when the process dies in between
//!   and starts again.
//! - The relay of the bus that the event was put in for moves it, in order of ids, and then publishes it. Live subscribers receive it at
//!   most once (a crash between moving and publishing keeps it from them); durable ones find it in the history.
//! - What a bus has left behind, the relay of another bus of the same node takes, once it has stood there for two seconds: after a restart, the
//!   successor's.
//! - Rows of another node stay where they are until somebody says [`take_over`](super::History::take_over_outbox).
//!
//! An event has its id and its time from `record_in`; its place in the bus's order, from being published.

mod entry;
#[cfg(feature = "postgres")]
mod postgres;
mod relay;
#[cfg(all(test, feature = "testing"))]
mod simulated;
#[cfg(feature = "sqlite")]
mod sqlite;
mod takeover;

pub use entry::{OutboxTransaction, Outboxed};
pub(super) use relay::start as start_relay;
