//! Volumes: folders with a size limit, an owner and an end.

mod manager;
mod reaper;
mod table;

pub(crate) use manager::{AttachSpec, VolumeManager, VolumeSpec};
pub(crate) use reaper::TtlReaper;
pub(crate) use table::{AccessMode, Grant, Mounts, NoRoom, Volumes};
