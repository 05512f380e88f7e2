//! Removal: retention by the catalog, erasure by key, and the report of gaps.
//!
//! # Guarantees
//!
//! - Positions never change and are never assigned twice. A removed event leaves a gap, which queries and durable subscriptions skip.
//! - Events are removed in small batches, one transaction each. After each batch, the removal pauses for as long as the batch took, to keep
//!   recorders and queries fast.
//! - Each removal is recorded in `event_removals`, in the same transaction. [`History::gaps`](super::History::gaps) distinguishes these gaps
//!   from unexplained ones.
//! - Several processes may remove events at the same time; they take turns.
//!
//! # `event_removals`
//!
//! There is one row per reason, detail and span of 100,000 positions, which is updated when more events are removed. The table stays small, and
//! locates a gap to within 100,000 positions. The detail names the events or the key, never a key's value.

mod batch;
mod erasure;
mod gaps;
mod report;
mod retention;
mod task;
#[cfg(all(test, feature = "testing"))]
mod tests;

pub use gaps::{GapReport, UnexplainedGap};
pub use report::{ErasureReport, Removed, RetentionReport, UnreadCursor, WalCleanup};
pub use task::RetentionTask;
