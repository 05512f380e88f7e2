//! Volumes: folders with a size limit, an owner and a lifetime.

mod manager;
mod reclaim;
mod table;

pub(crate) use manager::{AttachSpec, VolumeManager, VolumeSpec};
pub(crate) use reclaim::reclaim;
pub(crate) use table::{AccessMode, Grant, Mounts, NoRoom, Volumes};
