//! Backfill: a live subscription that reads the events it lost by lagging from the history.
//!
//! `lag → hold the next live event → wait for the recorder → read the gap → deliver it, then the held event`
//!
//! # Guarantees
//!
//! - Every matching event after [`since`](BackfilledSubscription::since) is delivered once, in the order of the bus, or reported in its place by
//!   a [`BackfillError`]. The ring reports the exact number of lost events, and as many must be found.
//! - Only lost events are read: of the subscription's kinds and keys, from its bus, between the last delivered event and the next live one.
//! - The ring may drop further events during the reading: these are backfilled next.
//! - Memory holds at most one page of events, however many were lost.
//!
//! # Waiting
//!
//! A backfill waits until the recorder has passed the gap. While the database is away, it tries again, with waits of up to five seconds, and does
//! not give up. To limit the wait, put a timeout around [`next`](BackfilledSubscription::next): nothing is lost by it.

mod error;
mod gap;
mod read;
#[cfg(all(test, feature = "testing"))]
mod schedules;
mod source;
mod stats;
mod subscription;
#[cfg(all(test, feature = "testing"))]
mod tests;

pub use error::BackfillError;
pub use stats::BackfillStats;
pub use subscription::BackfilledSubscription;
