//! Why a file operation failed.

use std::io;

use aegis_events::bus::PublishError;
use thiserror::Error;

/// Why a file operation failed. Violations by the agent have already been published.
#[derive(Debug, Error)]
pub(crate) enum FsalError {
    #[error("`{path}`: paths with `..` are refused")]
    Traversal { path: String },
    #[error("`{path}`: {operation} is refused: {rule}")]
    Policy { operation: &'static str, path: String, rule: &'static str },
    #[error("the volume is not attached to this execution")]
    Unauthorized,
    #[error("the volume is full: {requested} more bytes were asked for, {available} are left")]
    Quota { requested: u64, available: u64 },
    #[error("`{path}`: not found")]
    Missing { path: String },
    #[error("`{path}`: {operation} failed: {source}")]
    Disk { operation: &'static str, path: String, source: io::Error },
    #[error("`{path}`: {operation} took longer than {limit_ms} ms")]
    TimedOut { operation: &'static str, path: String, limit_ms: u64 },
    #[error("the operation's event was not published")]
    Publish(#[from] PublishError),
}

impl FsalError {
    /// Whether the error concerns only this file.
    pub(crate) fn is_about_one_file(&self) -> bool {
        !matches!(self, Self::Publish(_) | Self::Unauthorized)
    }
}
