//! Statistics of a backfilled subscription.

use super::error::BackfillError;

/// What a backfilled subscription has done so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackfillStats {
    /// Gaps in the live stream.
    pub gaps: u64,
    /// Events that were read from the history.
    pub backfilled: u64,
    /// Events that were dead letters.
    pub dead_letters: u64,
    /// Rows that could not be decoded.
    pub unreadable: u64,
    /// Events that were not found.
    pub missing: u64,
    /// Failed reads that were repeated.
    pub retries: u64,
}

impl BackfillStats {
    pub(super) fn count<T>(&mut self, found: &Result<T, BackfillError>) {
        match found {
            Ok(_) => self.backfilled += 1,
            Err(BackfillError::DeadLetter { .. }) => self.dead_letters += 1,
            Err(_) => self.unreadable += 1,
        }
    }
}
