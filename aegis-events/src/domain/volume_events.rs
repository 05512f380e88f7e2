//! The structs of the family `Volume`, written by hand.

use aegis_events_macros::domain_event;

use super::{ExecutionId, InstanceId, StorageClass, VolumeId};
use crate::types::Timestamp;

/// A volume was provisioned. What the TTL reaper needs to know of it is here.
#[domain_event]
pub struct VolumeCreated {
    /// The volume.
    pub volume_id: VolumeId,
    /// The run it was created for, if there is one.
    pub execution_id: Option<ExecutionId>,
    /// Whether it outlives its run.
    pub storage_class: StorageClass,
    /// Hours from `created_at` until it expires; ephemeral volumes only.
    pub ttl_hours: Option<u32>,
    /// Its path in SeaweedFS.
    pub remote_path: String,
    /// The most it may hold, in bytes.
    pub size_limit_bytes: u64,
    /// When.
    pub created_at: Timestamp,
}

impl VolumeCreated {
    /// When the volume expires: an ephemeral volume's creation plus its TTL, if it has one.
    pub fn expires_at(&self) -> Option<Timestamp> {
        let ttl = self.ttl_hours.filter(|_| self.storage_class == StorageClass::Ephemeral)?;
        self.created_at.checked_add_signed(chrono::TimeDelta::try_hours(ttl.into())?)
    }
}

/// A volume's mount became active in a container.
#[domain_event]
pub struct VolumeAttached {
    /// The volume.
    pub volume_id: VolumeId,
    /// The run that the container belongs to.
    pub execution_id: Option<ExecutionId>,
    /// The container.
    pub instance_id: InstanceId,
    /// Path inside the container.
    pub mount_point: String,
    /// Such as `read-only`.
    pub access_mode: String,
    /// When.
    pub attached_at: Timestamp,
}

/// A container stopped and released its mount of a volume.
#[domain_event]
pub struct VolumeDetached {
    /// The volume.
    pub volume_id: VolumeId,
    /// The run that the container belonged to.
    pub execution_id: Option<ExecutionId>,
    /// The container.
    pub instance_id: InstanceId,
    /// When.
    pub detached_at: Timestamp,
}

/// A volume was deleted.
#[domain_event]
pub struct VolumeDeleted {
    /// The volume.
    pub volume_id: VolumeId,
    /// When.
    pub deleted_at: Timestamp,
}

/// An ephemeral volume's time to live is over.
#[domain_event]
pub struct VolumeExpired {
    /// The volume.
    pub volume_id: VolumeId,
    /// When.
    pub expired_at: Timestamp,
}

/// A write was rejected, since the volume would have grown past its limit.
#[domain_event]
pub struct VolumeQuotaExceeded {
    /// The volume.
    pub volume_id: VolumeId,
    /// The run whose write was rejected.
    pub execution_id: Option<ExecutionId>,
    /// The most the volume may hold, in bytes.
    pub size_limit_bytes: u64,
    /// The size that the write would have led to, in bytes.
    pub actual_bytes: u64,
    /// When.
    pub exceeded_at: Timestamp,
}
