//! The keys of a log, from its first to its last, and which of them are trusted.
//!
//! The first entry names the first key; an entry `key_rotated`, sealed at once by both keys, hands over to the next. Trust begins with a key
//! that was given beforehand: what it signs is trusted with everything before it, and so is each key that it hands over to.

use super::finding::Problem;
use crate::audit::checkpoint::{Checkpoint, SignedBy};
use crate::audit::key::PublicKey;

/// The keys of a log so far.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    given: Vec<PublicKey>,
    /// All keys that signed, and the one that signs now at the end.
    keys: Vec<PublicKey>,
    /// An entry that hands over to a key, not sealed yet.
    rotation: Option<(u64, PublicKey)>,
    /// How many entries are sealed by trusted keys.
    trusted: u64,
    is_trusted: bool,
}

impl Chain {
    pub(crate) fn new(given: &[PublicKey]) -> Self {
        Self { given: given.to_vec(), ..Self::default() }
    }

    /// The chain behind a place where a key signs that is trusted. Which keys there were before is not known.
    pub(super) fn at(key: &PublicKey) -> Self {
        Self { given: vec![key.clone()], keys: vec![key.clone()], ..Self::default() }
    }

    /// Whether the same key has signed from the beginning of the chain, and goes on.
    pub(super) fn is_of_one_key(&self) -> bool {
        self.keys.len() == 1 && self.rotation.is_none()
    }

    /// The key that signs now.
    pub(crate) fn key(&self) -> Option<&PublicKey> {
        self.keys.last()
    }

    /// All keys that signed, in order.
    pub(crate) fn keys(&self) -> &[PublicKey] {
        &self.keys
    }

    /// The key that the last entry hands over to, where no checkpoint has sealed that yet.
    pub(crate) fn unsealed_rotation(&self) -> Option<&PublicKey> {
        self.rotation.as_ref().map(|(_, key)| key)
    }

    /// How many entries are sealed by trusted keys.
    pub(crate) fn trusted(&self) -> u64 {
        self.trusted
    }

    pub(super) fn open(&mut self, key: &str) -> Result<(), Problem> {
        let key = key.parse().map_err(|_| Problem::Opening { entry: 0 })?;
        self.keys = vec![key];
        Ok(())
    }

    pub(super) fn rotate(&mut self, entry: u64, from: &str, to: &str) -> Result<(), Problem> {
        let bad = |reason| Err(Problem::BadRotation { entry, reason });
        let now = self.key();
        if now.is_none_or(|key| key.to_string() != from) {
            return bad("from a key that does not sign there");
        }
        match to.parse::<PublicKey>() {
            Ok(to) if now.is_none_or(|key| key.name() != to.name()) => bad("to a key of another name"),
            Ok(to) if self.keys.contains(&to) => bad("to a key that has signed before"),
            Ok(to) => {
                self.rotation = Some((entry, to));
                Ok(())
            }
            Err(_) => bad("to what is no key"),
        }
    }

    /// An entry follows: one that hands over must be sealed by now.
    pub(super) fn check_rotation_sealed(&self, index: u64) -> Result<(), Problem> {
        match self.rotation {
            Some((entry, _)) if entry < index => Err(Problem::RotationNotSealed { entry }),
            _ => Ok(()),
        }
    }

    /// Whether a checkpoint is signed by whom it must be.
    pub(super) fn check(&self, checkpoint: &Checkpoint) -> Result<(), Problem> {
        let size = checkpoint.size();
        let Some(now) = self.key() else { return Err(Problem::Opening { entry: 0 }) };
        if checkpoint.origin() != now.name() {
            let (origin, expected) = (checkpoint.origin().into(), now.name().into());
            return Err(Problem::OtherLog { size, origin, expected });
        }
        let next = self.rotation.as_ref().map(|(_, key)| key);
        for key in std::iter::once(now).chain(next) {
            match checkpoint.signed_by(key) {
                SignedBy::Yes => {}
                SignedBy::Wrong => return Err(Problem::WrongSignature { size }),
                SignedBy::No => {
                    return Err(Problem::WrongKey { size, by: checkpoint.signers(), key: key.to_string() });
                }
            }
        }
        Ok(())
    }

    /// A checkpoint is good.
    pub(super) fn sealed(&mut self, size: u64) {
        self.keys.extend(self.rotation.take().map(|(_, key)| key));
        self.is_trusted |= self.keys.iter().any(|key| self.given.contains(key));
        if self.is_trusted {
            self.trusted = size;
        }
    }

    /// Whether a checkpoint from elsewhere is signed by a key of this log.
    pub(super) fn knows_signer_of(&self, checkpoint: &Checkpoint) -> bool {
        self.keys.iter().chain(&self.given).any(|key| checkpoint.is_signed_by(key))
    }

    /// Whether any of the given keys signed.
    pub(super) fn check_trusted(&self) -> Result<(), Problem> {
        match self.key() {
            Some(key) if !self.is_trusted && !self.given.contains(key) => {
                Err(Problem::KeyNotGiven { key: key.to_string() })
            }
            _ => Ok(()),
        }
    }
}
