//! Errors with the option of the command line that solves them.

/// An error of the library, with the option of this program that solves it.
pub(super) fn with_option(error: impl std::fmt::Display, option: &str) -> anyhow::Error {
    anyhow::anyhow!("{error}\n  on the command line: {option}")
}
