//! Errors of starting a reaper.

use std::borrow::Cow;

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
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::NoRecorder => Some("call `history.record(&bus)` first, or use `run_live`".into()),
            Self::Durable(error) => error.help(),
        }
    }
}
