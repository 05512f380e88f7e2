//! The keys of a log, and which of them are trusted.
//!
//! The first entry names the first key. An entry `key_rotated`, sealed at once by both keys, rotates to the next. Trust begins with a given key:
//! everything that it seals is trusted, and so is each key that it rotates to.

use crate::audit::checkpoint::{Checkpoint, SignedBy};
use crate::audit::finding::Problem;
use crate::audit::key::PublicKey;

/// The keys of a log so far.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    given: Vec<PublicKey>,
    /// All keys that signed; the last one signs now.
    keys: Vec<PublicKey>,
    /// An entry that rotates to a key and is not sealed yet.
    rotation: Option<(u64, PublicKey)>,
    /// The number of entries sealed by trusted keys.
    trusted: u64,
    is_trusted: bool,
}

impl Chain {
    pub(crate) fn new(given: &[PublicKey]) -> Self {
        Self { given: given.to_vec(), ..Self::default() }
    }

    /// The chain after a place where a trusted key signs. Earlier keys are unknown.
    pub(super) fn at(key: &PublicKey) -> Self {
        Self { given: vec![key.clone()], keys: vec![key.clone()], ..Self::default() }
    }

    /// Whether one key signs the whole chain.
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

    /// The key that the last entry rotates to, if no checkpoint has sealed it yet.
    pub(crate) fn unsealed_rotation(&self) -> Option<&PublicKey> {
        self.rotation.as_ref().map(|(_, key)| key)
    }

    /// The number of entries sealed by trusted keys.
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
            Err(_) => bad("to a text that is not a key"),
        }
    }

    /// Checks, before another entry, that a rotation is sealed.
    pub(super) fn check_rotation_sealed(&self, index: u64) -> Result<(), Problem> {
        match self.rotation {
            Some((entry, _)) if entry < index => Err(Problem::RotationNotSealed { entry }),
            _ => Ok(()),
        }
    }

    /// Checks the signatures of a checkpoint.
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

    /// Notes a good checkpoint.
    pub(super) fn sealed(&mut self, size: u64) {
        self.keys.extend(self.rotation.take().map(|(_, key)| key));
        self.is_trusted |= self.keys.iter().any(|key| self.given.contains(key));
        if self.is_trusted {
            self.trusted = size;
        }
    }

    /// Whether an expected checkpoint is signed by a key of this log.
    pub(super) fn knows_signer_of(&self, checkpoint: &Checkpoint) -> bool {
        self.keys.iter().chain(&self.given).any(|key| checkpoint.is_signed_by(key))
    }

    /// Checks that one of the given keys signed.
    pub(super) fn check_trusted(&self) -> Result<(), Problem> {
        match self.key() {
            Some(key) if !self.is_trusted && !self.given.contains(key) => {
                Err(Problem::KeyNotGiven { key: key.to_string() })
            }
            _ => Ok(()),
        }
    }
}
