//! The volumes of this node: their folders, used space and mounts.
//!
//! A provisioned volume is a temporary folder that is deleted with its entry. A lent folder of the host is never written to or deleted.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use aegis_events::domain::{ExecutionId, InstanceId, VolumeId};
use tempfile::TempDir;

/// All volumes of this node.
#[derive(Default)]
pub(crate) struct Volumes {
    table: Mutex<HashMap<VolumeId, Volume>>,
}

struct Volume {
    folder: Folder,
    limit_bytes: u64,
    used_bytes: u64,
    mounts: Vec<Mount>,
}

enum Folder {
    Provisioned(TempDir, PathBuf),
    Lent(PathBuf),
}

struct Mount {
    run: ExecutionId,
    instance_id: InstanceId,
    mode: AccessMode,
}

/// The access mode of a mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessMode {
    ReadOnly,
    ReadWrite,
}

impl AccessMode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::ReadWrite => "read-write",
        }
    }
}

/// The permissions of one run on a volume.
pub(crate) struct Grant {
    pub(crate) root: PathBuf,
    pub(crate) mode: AccessMode,
}

/// A volume has no space for a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoRoom {
    pub(crate) limit_bytes: u64,
    pub(crate) used_bytes: u64,
}

/// The two volumes of every execution, by the names that agents use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mounts {
    pub(crate) input: VolumeId,
    pub(crate) workspace: VolumeId,
}

impl Mounts {
    pub(crate) fn by_name(&self, name: &str) -> Option<VolumeId> {
        match name {
            "input" => Some(self.input),
            "workspace" => Some(self.workspace),
            _ => None,
        }
    }
}

impl Volumes {
    /// Enters a temporary folder whose canonical path is `root`.
    pub(super) fn enter_provisioned(&self, id: VolumeId, folder: TempDir, root: PathBuf, limit_bytes: u64) {
        self.enter(id, Folder::Provisioned(folder, root), limit_bytes);
    }

    /// Enters a folder of the host, by its canonical path.
    pub(super) fn enter_lent(&self, id: VolumeId, root: PathBuf) {
        self.enter(id, Folder::Lent(root), 0);
    }

    fn enter(&self, id: VolumeId, folder: Folder, limit_bytes: u64) {
        self.lock().insert(id, Volume { folder, limit_bytes, used_bytes: 0, mounts: Vec::new() });
    }

    /// Attaches a volume to a run. `false` if there is no such volume.
    pub(super) fn attach(&self, id: VolumeId, run: ExecutionId, instance_id: InstanceId, mode: AccessMode) -> bool {
        let mut table = self.lock();
        let Some(volume) = table.get_mut(&id) else { return false };
        volume.mounts.push(Mount { run, instance_id, mode });
        true
    }

    /// Detaches a volume from a run and returns its container.
    pub(super) fn detach(&self, id: VolumeId, run: ExecutionId) -> Option<InstanceId> {
        let mut table = self.lock();
        let mounts = &mut table.get_mut(&id)?.mounts;
        let place = mounts.iter().position(|mount| mount.run == run)?;
        Some(mounts.remove(place).instance_id)
    }

    /// Removes a volume. The temporary folder is deleted when the returned value is dropped.
    pub(super) fn remove(&self, id: VolumeId) -> Option<Option<TempDir>> {
        self.lock().remove(&id).map(|volume| match volume.folder {
            Folder::Provisioned(folder, _) => Some(folder),
            Folder::Lent(_) => None,
        })
    }

    /// The permissions of a run on a volume.
    pub(crate) fn grant(&self, id: VolumeId, run: ExecutionId) -> Option<Grant> {
        let table = self.lock();
        let volume = table.get(&id)?;
        let mode = volume.mounts.iter().find(|mount| mount.run == run)?.mode;
        Some(Grant { root: volume.folder.root().to_owned(), mode })
    }

    /// Reserves space for a write, all or nothing.
    pub(crate) fn reserve(&self, id: VolumeId, bytes: u64) -> Result<(), NoRoom> {
        let mut table = self.lock();
        let Some(volume) = table.get_mut(&id) else { return Err(NoRoom { limit_bytes: 0, used_bytes: 0 }) };
        match volume.used_bytes.checked_add(bytes) {
            Some(used) if used <= volume.limit_bytes => {
                volume.used_bytes = used;
                Ok(())
            }
            _ => Err(NoRoom { limit_bytes: volume.limit_bytes, used_bytes: volume.used_bytes }),
        }
    }

    /// Releases space.
    pub(crate) fn release(&self, id: VolumeId, bytes: u64) {
        if let Some(volume) = self.lock().get_mut(&id) {
            volume.used_bytes = volume.used_bytes.saturating_sub(bytes);
        }
    }

    /// The table. No code panics under its lock, and the table would be consistent after a panic.
    fn lock(&self) -> MutexGuard<'_, HashMap<VolumeId, Volume>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Folder {
    fn root(&self) -> &Path {
        match self {
            Self::Provisioned(_, root) | Self::Lent(root) => root,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_is_reserved_up_to_the_limit_and_released() {
        let volumes = Volumes::default();
        let id = VolumeId::new();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        volumes.enter_provisioned(id, folder, root, 10);
        assert_eq!(volumes.reserve(id, 7), Ok(()));
        assert_eq!(volumes.reserve(id, 4), Err(NoRoom { limit_bytes: 10, used_bytes: 7 }));
        assert_eq!(volumes.reserve(id, 3), Ok(()));
        volumes.release(id, 5);
        assert_eq!(volumes.reserve(id, 5), Ok(()));
        assert_eq!(volumes.reserve(id, u64::MAX), Err(NoRoom { limit_bytes: 10, used_bytes: 10 }));
    }

    #[test]
    fn a_run_uses_only_attached_volumes() {
        let volumes = Volumes::default();
        let (id, owner) = (VolumeId::new(), ExecutionId::new());
        volumes.enter_lent(id, PathBuf::from("/"));
        assert!(volumes.attach(id, owner, InstanceId::from("c1"), AccessMode::ReadOnly));
        assert!(volumes.grant(id, owner).is_some_and(|grant| grant.mode == AccessMode::ReadOnly));
        assert!(volumes.grant(id, ExecutionId::new()).is_none());
        assert_eq!(volumes.detach(id, owner), Some(InstanceId::from("c1")));
        assert!(volumes.grant(id, owner).is_none());
    }

    #[test]
    fn a_lent_folder_is_kept_and_a_provisioned_one_deleted() {
        let volumes = Volumes::default();
        let host = tempfile::tempdir().unwrap();
        let (lent, provisioned) = (VolumeId::new(), VolumeId::new());
        volumes.enter_lent(lent, host.path().to_owned());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        volumes.enter_provisioned(provisioned, folder, path.clone(), 1);
        drop(volumes.remove(lent));
        drop(volumes.remove(provisioned));
        assert!(host.path().exists());
        assert!(!path.exists());
        assert!(volumes.remove(provisioned).is_none());
    }
}
