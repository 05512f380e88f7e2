//! VolumeManager: provisions, mounts and deletes volumes.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aegis_events::bus::{Cause, PublishError, Publisher, Receipt};
use aegis_events::domain::volume::{VolumeAttached, VolumeCreated, VolumeDeleted, VolumeDetached};
use aegis_events::domain::{ExecutionId, InstanceId, StorageClass, VolumeId, publishers};
use chrono::Utc;
use thiserror::Error;

use super::table::{AccessMode, Volumes};

/// Prefix of the names of volume folders.
pub(super) const FOLDER_PREFIX: &str = "aegis-volume-";

/// The component.
pub(crate) struct VolumeManager {
    event_bus: Publisher<publishers::VolumeManager>,
    volumes: Arc<Volumes>,
}

/// A volume to create.
pub(crate) struct VolumeSpec {
    pub(crate) execution_id: Option<ExecutionId>,
    pub(crate) storage_class: StorageClass,
    pub(crate) ttl_hours: Option<u32>,
    pub(crate) limit_bytes: u64,
    /// A link in the agent's image: its name and target.
    pub(crate) link: Option<(&'static str, &'static str)>,
}

/// A mount to attach.
pub(crate) struct AttachSpec<'a> {
    pub(crate) volume: VolumeId,
    pub(crate) run: ExecutionId,
    pub(crate) instance_id: &'a InstanceId,
    pub(crate) mount_point: &'a str,
    pub(crate) mode: AccessMode,
}

/// An error of a volume operation.
#[derive(Debug, Error)]
pub(crate) enum VolumeError {
    #[error("cannot create the folder of a volume in {}", .folder.display())]
    Provision { folder: PathBuf, source: io::Error },
    #[error("cannot delete the folder of a volume")]
    Delete { source: io::Error },
    #[error("the volume {0} does not exist")]
    Gone(VolumeId),
    #[error("the volume's event was not published")]
    Publish(#[from] PublishError),
}

impl VolumeManager {
    pub(crate) fn new(event_bus: Publisher<publishers::VolumeManager>, volumes: Arc<Volumes>) -> Self {
        Self { event_bus, volumes }
    }

    /// Creates a volume: a temporary folder.
    pub(crate) async fn provision(&self, spec: VolumeSpec) -> Result<(VolumeId, Receipt), VolumeError> {
        let failed = |source| VolumeError::Provision { folder: std::env::temp_dir(), source };
        let parent = folder_of_volumes().map_err(failed)?;
        let folder = tempfile::Builder::new().prefix(FOLDER_PREFIX).tempdir_in(parent).map_err(failed)?;
        let root = folder.path().canonicalize().map_err(failed)?;
        if let Some((name, target)) = spec.link {
            plant_link(&root.join(name), Path::new(target)).map_err(failed)?;
        }
        let volume_id = VolumeId::new();
        let event = VolumeCreated {
            volume_id,
            execution_id: spec.execution_id,
            storage_class: spec.storage_class,
            ttl_hours: spec.ttl_hours,
            remote_path: root.display().to_string(),
            size_limit_bytes: spec.limit_bytes,
            created_at: Utc::now(),
        };
        self.volumes.enter_provisioned(volume_id, folder, root, spec.limit_bytes);
        Ok((volume_id, self.event_bus.publish_wait(event).await?))
    }

    /// Lends a folder of the host as a volume without free space.
    pub(crate) async fn lend(&self, folder: &Path) -> Result<(VolumeId, Receipt), VolumeError> {
        let failed = |source| VolumeError::Provision { folder: folder.to_owned(), source };
        let root = folder.canonicalize().map_err(failed)?;
        let volume_id = VolumeId::new();
        let event = VolumeCreated {
            volume_id,
            execution_id: None,
            storage_class: StorageClass::Persistent,
            ttl_hours: None,
            remote_path: root.display().to_string(),
            size_limit_bytes: 0,
            created_at: Utc::now(),
        };
        self.volumes.enter_lent(volume_id, root);
        Ok((volume_id, self.event_bus.publish_wait(event).await?))
    }

    pub(crate) async fn attach(&self, spec: AttachSpec<'_>, cause: impl Into<Cause>) -> Result<Receipt, VolumeError> {
        let AttachSpec { volume, run, instance_id, mount_point, mode } = spec;
        if !self.volumes.attach(volume, run, instance_id.clone(), mode) {
            return Err(VolumeError::Gone(volume));
        }
        let event = VolumeAttached {
            volume_id: volume,
            execution_id: Some(run),
            instance_id: instance_id.clone(),
            mount_point: mount_point.to_owned(),
            access_mode: mode.as_str().to_owned(),
            attached_at: Utc::now(),
        };
        Ok(self.event_bus.caused_by(cause).publish_wait(event).await?)
    }

    /// Releases a run's mount, if it has one.
    pub(crate) async fn detach(
        &self,
        volume_id: VolumeId,
        run: ExecutionId,
        cause: impl Into<Cause>,
    ) -> Result<(), VolumeError> {
        let Some(instance_id) = self.volumes.detach(volume_id, run) else { return Ok(()) };
        let event = VolumeDetached { volume_id, execution_id: Some(run), instance_id, detached_at: Utc::now() };
        self.event_bus.caused_by(cause).publish_wait(event).await?;
        Ok(())
    }

    /// Removes an expired volume whose folder was deleted by the reaper of another node.
    pub(crate) fn forget(&self, volume_id: VolumeId) {
        drop(self.volumes.remove(volume_id));
    }

    /// Deletes a volume and its contents. A lent folder is not changed.
    pub(crate) async fn delete(&self, volume_id: VolumeId, cause: impl Into<Cause>) -> Result<(), VolumeError> {
        let folder = self.volumes.remove(volume_id).ok_or(VolumeError::Gone(volume_id))?;
        if let Some(folder) = folder {
            let deleted = tokio::task::spawn_blocking(move || folder.close()).await.map_err(io::Error::from);
            deleted.and_then(|deleted| deleted).map_err(|source| VolumeError::Delete { source })?;
        }
        let event = VolumeDeleted { volume_id, deleted_at: Utc::now() };
        self.event_bus.caused_by(cause).publish_wait(event).await?;
        Ok(())
    }
}

/// The folder of all volumes.
pub(super) fn folder_of_volumes() -> io::Result<PathBuf> {
    std::env::temp_dir().canonicalize()
}

#[cfg(unix)]
fn plant_link(link: &Path, target: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

/// On other systems links need special permissions, so the image has none.
#[cfg(not(unix))]
fn plant_link(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}
