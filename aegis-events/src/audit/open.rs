//! Opening a log: lock, key, verification, repair, and the entries that only a start writes.

use std::fs;
use std::io;
use std::path::Path;

use super::error::AuditError;
use super::files::{self, Disk};
use super::key::SecretKey;
use super::line::Own;
use super::settings::{AuditConfig, tell};
use super::source::KeySource;
use super::store::{Start, Store};
use super::verify::{Problem, Torn, Walk, Walked};
use crate::types::Timestamp;

/// What opening found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovery {
    /// Entries that stood behind the last checkpoint, and were sealed now.
    pub resealed: u64,
    /// Bytes of an entry or a checkpoint whose writing was interrupted, which were put into a file `torn-*`.
    pub torn_bytes: usize,
    /// Whether another key took over.
    pub rotated: bool,
}

/// Opens a log for writing.
pub(crate) fn open(config: &AuditConfig, disk: Box<dyn Disk>) -> Result<(Store, Recovery), AuditError> {
    let folder = &config.folder;
    make_folder(folder).map_err(|error| AuditError::unwritable(folder, error))?;
    let lock = files::lock(folder).map_err(|error| AuditError::unwritable(folder, error))?;
    let lock = lock.ok_or_else(|| AuditError::InUse { path: folder.clone() })?;
    let key = if may_be_new(config) { config.key.load_or_make(&config.name)? } else { config.key.load_of(folder)? };

    let mut given = vec![key.public().clone()];
    let mut walked = walk(config, &given)?;
    // Comes before whose key it is: who signs behind the bad place was not seen.
    if let Some(finding) = walked.finding.take_if(|finding| !matches!(finding.problem, Problem::KeyNotGiven { .. })) {
        return Err(AuditError::Refused { finding });
    }
    let mut previous = None;
    // The log signs by another key, or is in the middle of handing over: now the previous key is needed.
    if walked.chain.key().is_some_and(|now| now != key.public()) {
        let loaded = previous_key(config, &walked, &key)?;
        given.push(loaded.public().clone());
        previous = Some(loaded);
        walked = walk(config, &given)?;
    } else if let Some(next) = walked.chain.unsealed_rotation() {
        // Sealed by the key before alone, the log would never verify again.
        return Err(AuditError::HandingOver { to: next.to_string(), ours: key.public().to_string() });
    }
    if let Some(finding) = walked.finding {
        return Err(AuditError::Refused { finding });
    }

    let mut recovery = Recovery::default();
    repair(config, walked.torn.take(), walked.edge.size(), &mut recovery)?;
    repair(config, walked.torn_checkpoint.take(), walked.edge.size(), &mut recovery)?;
    let unsealed = walked.edge.size() - walked.sealed;
    let start = Start {
        folder: folder.clone(),
        key,
        max_file_bytes: config.max_file_bytes,
        edge: walked.edge,
        last: walked.last,
        sealed: walked.sealed,
        segment: walked.segment,
        last_checkpoint: walked.last_checkpoint,
        lock,
    };
    let is_handing_over = walked.chain.unsealed_rotation().is_some();
    let mut store = Store::new(start, disk);
    if store.size() == 0 {
        let own = Own::opened(now(), store.key().public());
        store.push_own(&own);
    } else {
        recovery.resealed = unsealed;
    }
    if let Some(old) = previous {
        recovery.rotated = true;
        if !is_handing_over {
            // What the old key has not sealed, it seals before it hands over.
            let own = Own::key_rotated(now(), old.public(), store.key().public());
            tell(config.on_checkpoint.as_ref(), store.seal_as(&old)?.as_ref());
            store.push_own(&own);
        }
        store.sign_with_old(old);
    }
    tell(config.on_checkpoint.as_ref(), store.seal()?.as_ref());
    Ok((store, recovery))
}

/// Looks at the key without making anything.
pub(super) fn check_key(config: &AuditConfig) -> Result<(), AuditError> {
    let may_be_new = may_be_new(config);
    match &config.key {
        KeySource::File(path) if !path.exists() && may_be_new => Ok(()),
        source => source.load_of(&config.folder).map(drop),
    }
}

/// Whether a key that is made now could sign the log: it begins it, or is handed over to.
fn may_be_new(config: &AuditConfig) -> bool {
    config.previous_key.is_some() || !files::checkpoints(&config.folder).exists()
}

/// Makes the folder if it is not there, such that it survives a power failure.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    files::sync_folder(folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

fn walk(config: &AuditConfig, given: &[super::PublicKey]) -> Result<Walked, AuditError> {
    Walk { folder: &config.folder, expected: &[], given, see: &mut |_, _, _| {} }.run()
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
fn repair(config: &AuditConfig, torn: Option<Torn>, index: u64, recovery: &mut Recovery) -> Result<(), AuditError> {
    let Some(torn) = torn else { return Ok(()) };
    let keep = files::torn(&config.folder, index, now().timestamp_micros());
    files::cut_off(&torn.path, torn.len, &torn.bytes, &keep)
        .map_err(|error| AuditError::unwritable(&torn.path, error))?;
    recovery.torn_bytes += torn.bytes.len();
    let (file, kept) = (torn.path.display(), keep.display());
    tracing::warn!(%file, %kept, bytes = torn.bytes.len(), "the audit log had a torn end; it was cut off and kept");
    Ok(())
}

fn now() -> Timestamp {
    chrono::Utc::now()
}
