//! Opening a log: lock, key, verification, repair, and the entries about the log itself.

use std::fs;
use std::io;
use std::path::Path;

use super::config::{AuditConfig, OnCheckpoint, VerifyAtStart};
use super::error::AuditError;
use super::files::{self, Disk};
use super::frontier::{self, Frontier};
use super::key::SecretKey;
use super::line::Own;
use super::store::Store;
use super::verify::{Torn, Walk, Walked};
use crate::types::Timestamp;

/// What opening found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovery {
    /// Entries after the last checkpoint, which were sealed now.
    pub resealed: u64,
    /// Bytes of an interrupted write, which were moved to a file `torn-*`.
    pub torn_bytes: usize,
    /// Whether the log was rotated to another key.
    pub rotated: bool,
    /// The first entry that was read; 0 if all were. Earlier entries are sealed by a checkpoint, and the number and length of their files is
    /// unchanged.
    pub read_from: u64,
}

/// Opens a log for writing.
pub(crate) fn open(config: &AuditConfig, disk: Box<dyn Disk>) -> Result<(Store, Recovery), AuditError> {
    let folder = &config.folder;
    make_folder(folder).map_err(|error| AuditError::unwritable(folder, error))?;
    let lock = files::lock(folder).map_err(|error| AuditError::unwritable(folder, error))?;
    let lock = lock.ok_or_else(|| AuditError::InUse { path: folder.clone() })?;
    let mut recovery = Recovery::default();
    let (mut walked, key) = match resume(config) {
        Some((walked, key, from)) => {
            recovery.read_from = from;
            (walked, key)
        }
        None => read_all(config)?,
    };
    let mut previous = None;
    // The log is signed by another key, or a rotation has begun: the previous key is needed.
    if walked.chain.key().is_some_and(|now| now != key.public()) {
        previous = Some(previous_key(config, &walked, &key)?);
    } else if let Some(next) = walked.chain.unsealed_rotation() {
        // Sealed by the previous key alone, the log would never verify again.
        return Err(AuditError::HandingOver { to: next.to_string(), ours: key.public().to_string() });
    }

    repair(walked.torn.take(), walked.edge.size(), &mut recovery)?;
    repair(walked.torn_checkpoint.take(), walked.edge.size(), &mut recovery)?;
    let unsealed = walked.edge.size() - walked.sealed;
    let is_handing_over = walked.chain.unsealed_rotation().is_some();
    let mut store = Store::new(config, key, walked, lock, disk);
    if store.size() == 0 {
        let own = Own::opened(now(), store.key().public());
        store.push_own(&own);
    } else {
        recovery.resealed = unsealed;
    }
    if let Some(old) = previous {
        recovery.rotated = true;
        if !is_handing_over {
            // The old key seals its last entries before the rotation.
            let own = Own::key_rotated(now(), old.public(), store.key().public());
            OnCheckpoint::report(config.on_checkpoint.as_ref(), store.seal_as(&old)?.as_ref());
            store.push_own(&own);
        }
        store.sign_with_old(old);
    }
    OnCheckpoint::report(config.on_checkpoint.as_ref(), store.seal()?.as_ref());
    Ok((store, recovery))
}

impl AuditConfig {
    /// Checks the key without creating anything, so that a program can fail before it starts anything.
    /// [`AuditLog::open`](super::AuditLog::open) checks it again, and much more. Blocks.
    ///
    /// # Errors
    ///
    /// [`AuditError`]: the key cannot be read, is not valid, may be read by others, or is missing although the log is signed by it.
    pub fn check_key(&self) -> Result<(), AuditError> {
        // With a previous key, only the log itself shows whether a missing key was lost.
        let may_be_new = self.previous_key.is_some() || !files::checkpoints(&self.folder).exists();
        if may_be_new && self.key.is_missing() {
            return Ok(());
        }
        self.key.load_of(&self.folder).map(drop)
    }
}

/// Creates the folder if it does not exist, so that it survives a power failure.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    files::sync_folder(folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

/// Reads the log from its frontier on, which its key must have signed; `None` if everything must be read.
fn resume(config: &AuditConfig) -> Option<(Walked, SecretKey, u64)> {
    let frontier = Frontier::read(&config.folder).filter(|_| config.verify_at_start == VerifyAtStart::Tail)?;
    // Problems of the key are reported after everything is read.
    let key = config.key.load().ok().filter(|key| key.public().to_string() == frontier.key)?;
    let walked = Walk { folder: &config.folder, expected: &[], given: &[], see: &mut |_, _, _| {} }
        .resume(&frontier, key.public());
    if walked.is_none() {
        let file = frontier::file(&config.folder);
        tracing::info!(file = %file.display(), "the audit log does not continue from its frontier; reading all of it");
    }
    Some((walked?, key, frontier.edge.size()))
}

/// Reads the whole log, and loads its key.
fn read_all(config: &AuditConfig) -> Result<(Walked, SecretKey), AuditError> {
    // A finding comes before problems of the key, since signatures after the bad place were not read.
    let walked = Walk { folder: &config.folder, expected: &[], given: &[], see: &mut |_, _, _| {} }.run_unanchored()?;
    if let Some(finding) = walked.finding {
        return Err(AuditError::Refused { finding });
    }
    let key = key(config, &walked)?;
    Ok((walked, key))
}

/// The key that signs from now on. A new one is made only for a log without a key, or for a rotation: otherwise a missing key was lost, and a new
/// one would hide that.
fn key(config: &AuditConfig, walked: &Walked) -> Result<SecretKey, AuditError> {
    let may_be_new = match (walked.chain.key(), &config.previous_key) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(now), Some(previous)) => {
            walked.chain.unsealed_rotation().is_none() && config.key.is_missing() && previous.load()?.public() == now
        }
    };
    if may_be_new { config.key.load_or_make(&config.name) } else { config.key.load_of(&config.folder) }
}

/// The key that signs the log so far, which must be the configured previous one.
fn previous_key(config: &AuditConfig, walked: &Walked, key: &SecretKey) -> Result<SecretKey, AuditError> {
    let theirs = walked.chain.key().map(ToString::to_string).unwrap_or_default();
    let other = || AuditError::OtherKey { theirs: theirs.clone(), ours: key.public().to_string() };
    let source = config.previous_key.as_ref().ok_or_else(other)?;
    let previous = source.load()?;
    if walked.chain.key() != Some(previous.public()) {
        return Err(AuditError::OtherKey { theirs: theirs.clone(), ours: previous.public().to_string() });
    }
    if walked.chain.unsealed_rotation().is_some_and(|next| next != key.public()) {
        return Err(other());
    }
    if previous.public().name() != key.public().name() {
        let (theirs, ours) = (previous.public().name().into(), key.public().name().into());
        return Err(AuditError::OtherName { theirs, ours });
    }
    Ok(previous)
}

/// Puts aside what a crash tore.
fn repair(torn: Option<Torn>, index: u64, recovery: &mut Recovery) -> Result<(), AuditError> {
    let Some(torn) = torn else { return Ok(()) };
    let keep = files::cut_off(&torn.path, torn.len, &torn.bytes, (index, now().timestamp_micros()))
        .map_err(|error| AuditError::unwritable(&torn.path, error))?;
    recovery.torn_bytes += torn.bytes.len();
    let (file, kept) = (torn.path.display(), keep.display());
    tracing::warn!(%file, %kept, bytes = torn.bytes.len(), "the audit log had a torn end; it was cut off and kept");
    Ok(())
}

fn now() -> Timestamp {
    chrono::Utc::now()
}
