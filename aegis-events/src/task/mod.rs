//! Shared parts of background tasks: the last error, and a report of the end.

#[cfg(any(feature = "audit", feature = "postgres", feature = "reaper", feature = "sqlite"))]
mod end_on_drop;

#[cfg(any(feature = "audit", feature = "postgres", feature = "reaper", feature = "sqlite"))]
pub(crate) use end_on_drop::EndOnDrop;

use thiserror::Error;

use crate::types::Timestamp;

/// The last error of a background task. It stays after the task has recovered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LastError {
    /// When it happened.
    pub at: Timestamp,
    /// What failed, and how to fix it.
    pub message: String,
}

#[cfg(any(feature = "audit", feature = "postgres", feature = "sqlite"))]
impl LastError {
    pub(crate) fn now(message: impl Into<String>) -> Self {
        Self { at: chrono::Utc::now(), message: message.into() }
    }
}

/// A background task ended before the awaited state was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the task has ended")]
pub struct Ended;
