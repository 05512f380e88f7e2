//! Errors with the option of the command line that solves them.

use crate::explain::explain;

/// An error of the library, with its help and the option of this program that solves it.
pub(super) fn with_option(error: impl Into<anyhow::Error>, option: &str) -> anyhow::Error {
    anyhow::anyhow!("{}\n  on the command line: {option}", explain(&error.into()))
}
