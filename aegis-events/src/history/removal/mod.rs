//! Removal: what the catalog's `retention` says, what somebody asks to be erased, and which gaps that leaves.
//!
//! # What it promises
//!
//! - Positions are never renumbered, and no position is given twice: what is removed leaves a hole, and queries and durable
//!   subscriptions pass over it.
//! - Events go in small batches, one transaction each, and between two of them it rests as long as the last one took, so that recorders and
//!   queries hardly notice.
//! - What was removed is written down in `event_removals` in the same transaction: [`History::gaps`](super::History::gaps) tells the gaps that
//!   removal made from those that nobody knows of.
//! - Several processes may remove at once: they take turns.
//!
//! # `event_removals`
//!
//! One row per reason, detail and 100,000 positions, which grows while more is removed of the same: the table stays small, however long
//! retention runs, and a hole is still told from removal to within 100,000 positions. The detail says which events or which key, never
//! a key's value.

mod batch;
mod erasure;
mod gaps;
mod report;
mod retention;
mod task;
#[cfg(all(test, feature = "testing"))]
mod tests;

pub use gaps::{GapReport, UnexplainedGap};
pub use report::{ErasureReport, Removed, RetentionReport, UnreadCursor};
pub use task::RetentionTask;
