//! Verification: how many entries are as sealed, and the first bad place.

pub(crate) mod chain;
mod lines;
mod notes;
#[cfg(test)]
mod tests;
mod walk;

use std::path::Path;

pub(crate) use walk::{Torn, Walk, Walked};

use super::checkpoint::Checkpoint;
use super::error::AuditError;
use super::files::Segment;
use super::finding::Finding;
use super::key::PublicKey;

/// The result of verifying a log.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use]
pub struct VerifyReport {
    /// Entries below this index are sealed by a trusted key and unchanged.
    pub sealed: u64,
    /// Entries that were read, up to the end or the first bad place. Those from `sealed` on are chained, but not signed.
    pub entries: u64,
    /// Good checkpoints.
    pub checkpoints: u64,
    /// The last good checkpoint.
    pub last_checkpoint: Option<Checkpoint>,
    /// The keys that signed, in order; more than one after a rotation.
    pub keys: Vec<PublicKey>,
    /// Bytes at the end of the entries whose writing a crash interrupted.
    pub torn_entry_bytes: usize,
    /// Bytes at the end of the checkpoints whose writing a crash interrupted.
    pub torn_checkpoint_bytes: usize,
    /// The first bad place; `None` if the log is good.
    pub finding: Option<Finding>,
}

impl VerifyReport {
    /// Whether the log is good. Unsealed entries and the remains of an interrupted write are allowed.
    pub fn is_good(&self) -> bool {
        self.finding.is_none()
    }

    /// Returns the number of unsealed entries at the end.
    pub fn unsealed(&self) -> u64 {
        self.entries - self.sealed
    }
}

/// Verifies a log: each entry and each checkpoint, in constant memory.
///
/// `keys` are trusted keys from another source. One is enough, the log's first or its current one: rotations lead from each key to the next.
/// `expected` are checkpoints that were stored elsewhere: the log must contain the entries that they seal. Without them, a log that was truncated to
/// an earlier state, together with its checkpoints, looks good.
///
/// It blocks while it reads all files: in async code, call it in `spawn_blocking`. The log may be in use. Entries that are being written then
/// count as unsealed or torn.
///
/// # Errors
///
/// [`AuditError::NoLog`] if there is no log, [`AuditError::Unreadable`] if a file cannot be read. A bad log is not an error: the report contains
/// the finding.
pub fn verify(
    folder: impl AsRef<Path>,
    keys: &[PublicKey],
    expected: &[Checkpoint],
) -> Result<VerifyReport, AuditError> {
    let folder = folder.as_ref();
    let segments = Segment::all(folder).map_err(|error| AuditError::unreadable(folder, error))?;
    if segments.is_empty() && !super::files::checkpoints(folder).exists() {
        return Err(AuditError::NoLog { path: folder.into() });
    }
    Ok(Walk { folder, expected, given: keys, see: &mut |_, _, _| {} }.run()?.into())
}

impl From<Walked> for VerifyReport {
    fn from(walked: Walked) -> Self {
        let len = |torn: Option<Torn>| torn.map_or(0, |torn| torn.bytes.len());
        Self {
            sealed: walked.chain.trusted(),
            entries: walked.edge.size(),
            checkpoints: walked.checkpoints,
            last_checkpoint: walked.last_checkpoint,
            keys: walked.chain.keys().to_vec(),
            torn_entry_bytes: len(walked.torn),
            torn_checkpoint_bytes: len(walked.torn_checkpoint),
            finding: walked.finding,
        }
    }
}
