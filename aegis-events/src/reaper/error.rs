//! Errors of starting a reaper.

use thiserror::Error;

use crate::history::DurableError;

/// A reaper cannot be started.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReaperError {
    /// Its bus is not recorded.
    #[error("cannot start the TTL reaper: its bus is not recorded")]
    NoRecorder,
    /// Its durable subscription cannot be started.
    #[error("cannot start the durable subscription of the TTL reaper")]
    Durable(#[from] DurableError),
}

impl ReaperError {
    /// What to do about it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::NoRecorder => Some("call `history.record(&bus)` first, or use `run_live`"),
            Self::Durable(_) => None,
        }
    }
}
