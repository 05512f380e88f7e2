//! Proofs that one event is in a log: made from its files, checked with the public key and without the log.
//!
//! A proof is a text, C2SP `tlog-proof`: the entry's line (as `extra`), its index, the sibling digests on its path to the root, and the checkpoint
//! with that root.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ct_merkle::InclusionProof;
use ct_merkle::RootHash;
use sha2::Sha256;
use thiserror::Error;

use super::checkpoint::{Checkpoint, CheckpointError};
use super::error::AuditError;
use super::files::Segment;
use super::key::PublicKey;
use super::line::{Entry, Head};
use super::tree::{Digest, PathBuilder};
use super::verify::Walk;
use crate::envelope::EventId;

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// A proof that an entry is in a log, from [`prove`] or [`check_proof`]: it holds. Its `Display` is the text for a third party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    entry: Vec<u8>,
    index: u64,
    path: Vec<Digest>,
    checkpoint: Checkpoint,
}

/// A proof that is not valid.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The text is not a proof.
    #[error("not a proof: {why}")]
    Malformed {
        /// The reason.
        why: &'static str,
    },
    /// The proof's checkpoint is not valid.
    #[error("the proof has no valid checkpoint")]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint is not signed by a given key.
    #[error("the proof's checkpoint is signed by {by}, not by a given key")]
    OtherKey {
        /// The keys it claims to be signed by.
        by: String,
    },
    /// The entry is not under the checkpoint's root.
    #[error("the entry is not entry {index} of the sealed log: the proof was changed or forged")]
    NotIncluded {
        /// The index.
        index: u64,
    },
}

impl ProofError {
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Malformed { .. } => Some("a proof is the text that `aegis-events audit prove` writes".into()),
            Self::Checkpoint(error) => error.help(),
            Self::OtherKey { .. } => {
                Some("get the log's public key from a source you trust, not from the author of the proof".into())
            }
            Self::NotIncluded { .. } => None,
        }
    }
}

impl Proof {
    /// Returns the entry's line: JSON, exactly as it was hashed.
    pub fn entry(&self) -> &[u8] {
        &self.entry
    }

    /// Returns the entry's index in the log, from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Returns the checkpoint that seals the entry.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }
}

/// Makes a proof that the log has a sealed entry about an event.
///
/// It blocks while it reads the log: in async code, call it in `spawn_blocking`.
///
/// It verifies the log in constant memory, except that its keys are trusted: [`check_proof`] checks them.
///
/// # Errors
///
/// [`AuditError::NotFound`] if no sealed entry is about the event, [`AuditError::Refused`] if the log differs from what was sealed,
/// [`AuditError::NoLog`] and [`AuditError::Unreadable`].
pub fn prove(folder: impl AsRef<Path>, event_id: EventId) -> Result<Proof, AuditError> {
    let folder = folder.as_ref();
    if Segment::all(folder).map_err(|error| AuditError::unreadable(folder, error))?.is_empty() {
        return Err(AuditError::NoLog { path: folder.into() });
    }
    let wanted = event_id.to_string();
    let mut found = None;
    let walked = Walk {
        folder,
        expected: &[],
        given: &[],
        see: &mut |head: &Head<'_>, line: &[u8], _| {
            if found.is_none() && matches!(head.entry, Entry::Event(id) if id == wanted.as_bytes()) {
                found = Some((head.index, line.to_vec()));
            }
        },
    };
    let walked = walked.run_unanchored()?;
    if let Some(finding) = walked.finding {
        return Err(AuditError::Refused { finding });
    }
    let missing = AuditError::NotFound { event_id, sealed: walked.sealed };
    let (Some((index, entry)), Some(checkpoint)) = (found, walked.last_checkpoint) else { return Err(missing) };
    if index >= checkpoint.size() {
        return Err(missing);
    }
    let (mut path, size) = (PathBuilder::new(index, checkpoint.size()), checkpoint.size());
    let again = Walk {
        folder,
        expected: &[],
        given: &[],
        see: &mut |head: &Head<'_>, _: &[u8], digest| {
            if head.index < size {
                path.push(digest);
            }
        },
    };
    again.run_unanchored()?;
    Ok(Proof { entry, index, path: path.finish(), checkpoint })
}

/// Checks a proof, offline: the checkpoint is signed by one of the keys, and the entry is under its root.
///
/// # Errors
///
/// [`ProofError`].
pub fn check_proof(text: &str, keys: &[PublicKey]) -> Result<Proof, ProofError> {
    let proof = read(text)?;
    if !keys.iter().any(|key| proof.checkpoint.origin() == key.name() && proof.checkpoint.is_signed_by(key)) {
        return Err(ProofError::OtherKey { by: proof.checkpoint.signers() });
    }
    let not_included = ProofError::NotIncluded { index: proof.index };
    let root = <Digest>::try_from(proof.checkpoint.root()).map_err(|_| not_included.clone())?;
    let root = RootHash::<Sha256>::new(root.into(), proof.checkpoint.size());
    let path = InclusionProof::try_from_bytes(proof.path.concat()).map_err(|_| not_included.clone())?;
    root.verify_inclusion(&proof.entry, proof.index, &path).map_err(|_| not_included.clone())?;
    // An entry with another index is not from this log.
    match Head::parse(&proof.entry) {
        Ok(head) if head.index == proof.index => Ok(proof),
        _ => Err(not_included),
    }
}

/// Reads a proof without checking it.
fn read(text: &str) -> Result<Proof, ProofError> {
    let malformed = |why| ProofError::Malformed { why };
    let (head, checkpoint) = text.split_once("\n\n").ok_or(malformed("there is no empty line in it"))?;
    let mut lines = head.split('\n');
    if lines.next() != Some(FIRST_LINE) {
        return Err(malformed("its first line is not `c2sp.org/tlog-proof@v1`"));
    }
    let entry = lines.next().and_then(|line| STANDARD.decode(line.strip_prefix("extra ")?).ok());
    let entry = entry.ok_or(malformed("its second line is not `extra` with the entry in base64"))?;
    let number = |line: &str| line.strip_prefix("index ")?.parse().ok().filter(|n| line == format!("index {n}"));
    let index = lines.next().and_then(number).ok_or(malformed("its third line is not `index` with a number"))?;
    let path = lines.map(|line| STANDARD.decode(line).ok()?.try_into().ok()).collect::<Option<Vec<Digest>>>();
    let path = path.ok_or(malformed("a digest in it is not 32 bytes in base64"))?;
    Ok(Proof { entry, index, path, checkpoint: checkpoint.parse()? })
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}\nextra {}\nindex {}", STANDARD.encode(&self.entry), self.index)?;
        for digest in &self.path {
            writeln!(f, "{}", STANDARD.encode(digest))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}
