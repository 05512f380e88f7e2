//! Verification: is a log what was sealed, up to where, and what is the first bad place.

pub(crate) mod chain;
mod finding;
mod lines;
mod notes;
#[cfg(test)]
mod tests;
mod walk;

use std::path::Path;

pub use finding::{Finding, Problem};
pub(crate) use walk::{Torn, Walk, Walked};

use super::checkpoint::Checkpoint;
use super::error::AuditError;
use super::files::Segment;
use super::key::PublicKey;

/// What verification found out about a log.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct VerifyReport {
    /// Entries below this index are exactly those that a trusted key has sealed.
    pub sealed: u64,
    /// Entries that were read, up to the end or the first bad place. Those from `sealed` on hang together, and nobody has signed them.
    pub entries: u64,
    /// Good checkpoints.
    pub checkpoints: u64,
    /// The last of them.
    pub last_checkpoint: Option<Checkpoint>,
    /// The keys that signed, in order; more than one where keys were rotated.
    pub keys: Vec<PublicKey>,
    /// Bytes at the end of the entries, and of the checkpoints, whose writing a crash interrupted.
    pub torn_bytes: (usize, usize),
    /// The first bad place; `None`: there is none.
    pub finding: Option<Finding>,
}

impl VerifyReport {
    /// Whether nothing is wrong. Entries that no checkpoint seals yet, and what a crash tore, are nothing wrong.
    pub fn is_good(&self) -> bool {
        self.finding.is_none()
    }

    /// How many entries at the end no checkpoint seals.
    pub fn unsealed(&self) -> u64 {
        self.entries - self.sealed
    }
}

/// Verifies a log: each entry and each checkpoint, in constant memory.
///
/// `keys` are those that the caller has from elsewhere and trusts, one is enough: the log's first, or its present one; rotations lead from
/// each to the next. `expected` are checkpoints that were put somewhere else before: the log must contain what they seal. Without them, a
/// log that was cut back to an earlier state, together with its checkpoints, looks like one that was never longer.
///
/// The log may be in use; then what is being written counts as unsealed or torn.
///
/// # Errors
///
/// [`AuditError::NoLog`] if there is none, [`AuditError::Unreadable`] if a file cannot be read. What is wrong with the log is in the report.
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
            torn_bytes: (len(walked.torn), len(walked.torn_checkpoint)),
            finding: walked.finding,
        }
    }
}
