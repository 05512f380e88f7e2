//! What can be wrong with how a reaper is started.

use thiserror::Error;

use crate::history::DurableError;

/// A reaper cannot be started.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReaperError {
    /// Nothing records the bus that it publishes on.
    #[error(
        "the TTL reaper was not started: nothing records its bus; call `history.record(&bus)` first, or use `run_live`"
    )]
    NoRecorder,
    /// Its durable subscription cannot be started.
    #[error("the TTL reaper was not started: {0}")]
    Durable(#[from] DurableError),
}
