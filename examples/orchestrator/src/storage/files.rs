//! Whole files for agents: open, read or write, close, for one run.

use std::sync::Arc;

use aegis_events::bus::Cause;
use aegis_events::domain::VolumeId;

use super::disk::{Listing, OpenMode};
use super::error::FsalError;
use super::event::Caller;
use super::fsal::AegisFsal;

/// The files that one run may use.
#[derive(Clone)]
pub(crate) struct Files {
    fsal: Arc<AegisFsal>,
    caller: Caller,
}

/// A file on a volume.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) volume: VolumeId,
    pub(crate) path: String,
}

impl Place {
    pub(crate) fn new(volume: VolumeId, path: impl Into<String>) -> Self {
        Self { volume, path: path.into() }
    }
}

impl Files {
    pub(crate) fn new(fsal: Arc<AegisFsal>, caller: Caller) -> Self {
        Self { fsal, caller }
    }

    /// The same files with another cause.
    pub(crate) fn because(&self, cause: impl Into<Cause>) -> Self {
        let caller = Caller { cause: cause.into(), ..self.caller };
        Self { fsal: Arc::clone(&self.fsal), caller }
    }

    pub(crate) async fn list(&self, folder: &Place) -> Result<Listing, FsalError> {
        self.fsal.list(&self.caller, folder.volume, &folder.path).await
    }

    /// Reads a file, or the first `most` bytes of a larger one.
    pub(crate) async fn read(&self, file: &Place, most: usize) -> Result<Vec<u8>, FsalError> {
        let handle = self.fsal.open(&self.caller, file.volume, &file.path, OpenMode::Read).await?;
        let bytes = self.fsal.read(&self.caller, &handle, 0, most).await;
        self.fsal.close(&self.caller, handle).await?;
        bytes
    }

    /// Creates and writes a file. A partially written file is deleted.
    pub(crate) async fn write_new(&self, file: &Place, bytes: Vec<u8>) -> Result<(), FsalError> {
        let handle = self.fsal.create(&self.caller, file.volume, &file.path).await?;
        let written = self.fsal.write(&self.caller, &handle, 0, bytes).await;
        self.fsal.close(&self.caller, handle).await?;
        if written.is_err() {
            self.delete(file).await?;
        }
        written
    }

    /// Replaces a file.
    pub(crate) async fn write(&self, file: &Place, bytes: Vec<u8>) -> Result<(), FsalError> {
        match self.delete(file).await {
            Ok(()) | Err(FsalError::Missing { .. }) => self.write_new(file, bytes).await,
            Err(error) => Err(error),
        }
    }

    /// Appends to a file, which is created if it is missing.
    pub(crate) async fn append(&self, file: &Place, bytes: Vec<u8>, most: usize) -> Result<(), FsalError> {
        let mut whole = match self.read(file, most).await {
            Ok(before) => before,
            Err(FsalError::Missing { .. }) => return self.write_new(file, bytes).await,
            Err(error) => return Err(error),
        };
        let end = whole.len() as u64;
        whole.clear();
        let handle = self.fsal.open(&self.caller, file.volume, &file.path, OpenMode::Write).await?;
        let written = self.fsal.write(&self.caller, &handle, end, bytes).await;
        self.fsal.close(&self.caller, handle).await?;
        written
    }

    pub(crate) async fn delete(&self, file: &Place) -> Result<(), FsalError> {
        self.fsal.delete(&self.caller, file.volume, &file.path).await
    }
}
