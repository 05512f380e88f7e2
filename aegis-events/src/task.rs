//! Shared parts of background tasks: the last error, and a report of the end.

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

impl LastError {
    pub(crate) fn now(message: impl Into<String>) -> Self {
        Self { at: chrono::Utc::now(), message: message.into() }
    }
}

/// A background task ended before the awaited state was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the task has ended")]
pub struct Ended;

/// Calls a closure when it is dropped: a task that holds one reports its end even if it panics or is aborted.
pub(crate) struct EndOnDrop<F: FnMut()>(pub(crate) F);

impl<F: FnMut()> Drop for EndOnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
