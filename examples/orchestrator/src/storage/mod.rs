//! Files on volumes: what every component sees of the disk goes through [`AegisFsal`].
//!
//! `path → resolve → disk`, and an event for each operation. Reading and writing happen on the blocking pool; nothing here
//! follows a path out of its volume, opens anything but regular files, or reads more than it was asked for.

mod disk;
mod error;
mod event;
mod files;
mod fsal;
mod resolve;
#[cfg(test)]
mod tests;

pub(crate) use disk::{EntryKind, Listing};
pub(crate) use error::FsalError;
pub(crate) use event::Caller;
pub(crate) use files::{Files, Place};
pub(crate) use fsal::AegisFsal;
pub(crate) use resolve::Refusal;
pub(crate) use resolve::existing;
