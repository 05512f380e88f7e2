//! Files on volumes. Every component accesses the disk through [`AegisFsal`].
//!
//! `path → resolve → disk`, and an event for each operation. Reading and writing run on the blocking pool. Paths never leave their volume,
//! only regular files are opened, and reads are limited.

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
