//! AegisFSAL: checks every file operation on a volume.
//!
//! Every operation publishes exactly one event, or two for a write past the quota. The catalog has no event for a missing file or a disk
//! error.

use std::fs::File;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aegis_events::bus::{PublishError, Publisher};
use aegis_events::domain::volume::VolumeQuotaExceeded;
use aegis_events::domain::{VolumeId, publishers};
use chrono::Utc;

use super::disk::{self, Listing, OpenMode};
use super::error::FsalError;
use super::event::{Caller, Operation};
use super::resolve::{RULE_HOST, RULE_READ_ONLY, Refusal};
use crate::volume::{AccessMode, Grant, NoRoom, Volumes};

/// Time limit of one operation: far more than a local disk needs, but an end for a network share that hangs.
const OPERATION_LIMIT: Duration = Duration::from_secs(5);

/// The file system layer.
pub(crate) struct AegisFsal {
    event_bus: Publisher<publishers::AegisFSAL>,
    volumes: Arc<Volumes>,
}

/// An open file on a volume.
pub(crate) struct FileHandle {
    volume: VolumeId,
    path: String,
    mode: OpenMode,
    file: Arc<File>,
}

impl AegisFsal {
    pub(crate) fn new(event_bus: Publisher<publishers::AegisFSAL>, volumes: Arc<Volumes>) -> Self {
        Self { event_bus, volumes }
    }

    pub(crate) async fn list(&self, caller: &Caller, volume: VolumeId, path: &str) -> Result<Listing, FsalError> {
        let root = self.grant(caller, volume).await?.root;
        let text = path.to_owned();
        let (listing, took) = timed("list", path, move || disk::list(&root, &text)).await?;
        let listing = self.or_refuse(listing, caller, volume, "list", path).await?;
        let event = Operation { caller, volume_id: volume, path, took }.listed(listing.entries.len() as u64);
        self.event_bus.caused_by(caller.cause).publish_wait(event).await?;
        Ok(listing)
    }

    pub(crate) async fn open(
        &self,
        caller: &Caller,
        volume: VolumeId,
        path: &str,
        mode: OpenMode,
    ) -> Result<FileHandle, FsalError> {
        let grant = self.grant(caller, volume).await?;
        if mode == OpenMode::Write {
            self.check_writable(&grant, caller, volume, "open for writing", path).await?;
        }
        let text = path.to_owned();
        let (file, took) = timed("open", path, move || disk::open(&grant.root, &text, mode)).await?;
        let file = Arc::new(self.or_refuse(file, caller, volume, "open", path).await?);
        let event = Operation { caller, volume_id: volume, path, took }.opened(mode);
        self.event_bus.caused_by(caller.cause).publish_wait(event).await?;
        Ok(FileHandle { volume, path: path.to_owned(), mode, file })
    }

    /// Creates a file and opens it for writing.
    pub(crate) async fn create(&self, caller: &Caller, volume: VolumeId, path: &str) -> Result<FileHandle, FsalError> {
        let grant = self.grant(caller, volume).await?;
        self.check_writable(&grant, caller, volume, "create", path).await?;
        let text = path.to_owned();
        let (file, took) = timed("create", path, move || disk::create(&grant.root, &text)).await?;
        let file = Arc::new(self.or_refuse(file, caller, volume, "create", path).await?);
        let event = Operation { caller, volume_id: volume, path, took }.created();
        self.event_bus.caused_by(caller.cause).publish_wait(event).await?;
        Ok(FileHandle { volume, path: path.to_owned(), mode: OpenMode::Write, file })
    }

    /// Reads at most `most` bytes from an offset.
    pub(crate) async fn read(
        &self,
        caller: &Caller,
        handle: &FileHandle,
        offset: u64,
        most: usize,
    ) -> Result<Vec<u8>, FsalError> {
        let FileHandle { volume, path, .. } = handle;
        let file = Arc::clone(&handle.file);
        let (bytes, took) = timed("read", path, move || disk::read(&file, offset, most)).await?;
        let bytes = self.or_refuse(bytes, caller, *volume, "read", path).await?;
        let event = Operation { caller, volume_id: *volume, path, took }.read(offset, bytes.len() as u64);
        self.event_bus.caused_by(caller.cause).publish_wait(event).await?;
        Ok(bytes)
    }

    /// Writes at an offset, if the volume has room for the growth.
    pub(crate) async fn write(
        &self,
        caller: &Caller,
        handle: &FileHandle,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<(), FsalError> {
        let FileHandle { volume, path, .. } = handle;
        if handle.mode != OpenMode::Write {
            return Err(self.policy(caller, *volume, "write", path, RULE_READ_ONLY).await);
        }
        let length = bytes.len();
        let growth = disk::growth(&handle.file, offset, length);
        let growth = self.or_refuse(growth, caller, *volume, "write", path).await?;
        if let Err(short) = self.volumes.reserve(*volume, growth) {
            return Err(self.over_quota(caller, *volume, growth, short).await?);
        }
        let file = Arc::clone(&handle.file);
        let (written, took) = timed("write", path, move || disk::write(&file, offset, &bytes)).await?;
        if written.is_err() {
            self.volumes.release(*volume, growth);
        }
        self.or_refuse(written, caller, *volume, "write", path).await?;
        let event = Operation { caller, volume_id: *volume, path, took }.written(offset, length as u64);
        self.event_bus.caused_by(caller.cause).publish_wait(event).await?;
        Ok(())
    }

    pub(crate) async fn close(&self, caller: &Caller, handle: FileHandle) -> Result<(), FsalError> {
        let FileHandle { volume, path, file, .. } = handle;
        let start = Instant::now();
        drop(file);
        let event = Operation { caller, volume_id: volume, path: &path, took: start.elapsed() }.closed();
        self.event_bus.caused_by(caller.cause).publish_wait(event).await?;
        Ok(())
    }

    pub(crate) async fn delete(&self, caller: &Caller, volume: VolumeId, path: &str) -> Result<(), FsalError> {
        let grant = self.grant(caller, volume).await?;
        self.check_writable(&grant, caller, volume, "delete", path).await?;
        let text = path.to_owned();
        let (freed, took) = timed("delete", path, move || disk::delete(&grant.root, &text)).await?;
        let freed = self.or_refuse(freed, caller, volume, "delete", path).await?;
        self.volumes.release(volume, freed);
        let event = Operation { caller, volume_id: volume, path, took }.deleted();
        self.event_bus.caused_by(caller.cause).publish_wait(event).await?;
        Ok(())
    }

    /// The permissions of the run on the volume. None if the volume is not attached to the run.
    async fn grant(&self, caller: &Caller, volume: VolumeId) -> Result<Grant, FsalError> {
        if let Some(grant) = self.volumes.grant(volume, caller.run) {
            return Ok(grant);
        }
        self.event_bus.caused_by(caller.cause).publish_wait(caller.unauthorized(volume)).await?;
        Err(FsalError::Unauthorized)
    }

    async fn check_writable(
        &self,
        grant: &Grant,
        caller: &Caller,
        volume: VolumeId,
        operation: &'static str,
        path: &str,
    ) -> Result<(), FsalError> {
        match grant.mode {
            AccessMode::ReadWrite => Ok(()),
            AccessMode::ReadOnly => Err(self.policy(caller, volume, operation, path, RULE_READ_ONLY).await),
        }
    }

    /// Publishes the event of a refusal, if there is one, and turns it into the agent's error.
    async fn or_refuse<T>(
        &self,
        result: Result<T, Refusal>,
        caller: &Caller,
        volume: VolumeId,
        operation: &'static str,
        path: &str,
    ) -> Result<T, FsalError> {
        let refusal = match result {
            Ok(value) => return Ok(value),
            Err(refusal) => refusal,
        };
        let path_text = path.to_owned();
        Err(match refusal {
            Refusal::Traversal => {
                self.event_bus.caused_by(caller.cause).publish_wait(caller.traversal(volume, path)).await?;
                FsalError::Traversal { path: path_text }
            }
            Refusal::Rule(rule) => self.policy(caller, volume, operation, path, rule).await,
            Refusal::Unreadable(_) => self.policy(caller, volume, operation, path, RULE_HOST).await,
            Refusal::Missing => FsalError::Missing { path: path_text },
            Refusal::Disk(source) => FsalError::Disk { operation, path: path_text, source },
        })
    }

    async fn policy(
        &self,
        caller: &Caller,
        volume: VolumeId,
        operation: &'static str,
        path: &str,
        rule: &'static str,
    ) -> FsalError {
        let event = caller.violation(volume, operation, path, rule);
        match self.event_bus.caused_by(caller.cause).publish_wait(event).await {
            Ok(_) => FsalError::Policy { operation, path: path.to_owned(), rule },
            Err(error) => error.into(),
        }
    }

    /// Publishes the event of the write, and the event of the volume that it causes.
    async fn over_quota(
        &self,
        caller: &Caller,
        volume_id: VolumeId,
        requested: u64,
        short: NoRoom,
    ) -> Result<FsalError, PublishError> {
        let available = short.limit_bytes.saturating_sub(short.used_bytes);
        let event = caller.quota(volume_id, requested, available);
        let refused = self.event_bus.caused_by(caller.cause).publish_wait(event).await?;
        let event = VolumeQuotaExceeded {
            volume_id,
            execution_id: caller.execution_id(),
            size_limit_bytes: short.limit_bytes,
            actual_bytes: short.used_bytes.saturating_add(requested),
            exceeded_at: Utc::now(),
        };
        self.event_bus.caused_by(refused).publish_wait(event).await?;
        Ok(FsalError::Quota { requested, available })
    }
}

/// Runs an operation on the blocking pool and returns its result and duration.
async fn timed<T: Send + 'static>(
    operation: &'static str,
    path: &str,
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<(Result<T, Refusal>, Duration), FsalError> {
    let task = tokio::task::spawn_blocking(move || {
        let start = Instant::now();
        let result = work();
        (result, start.elapsed())
    });
    match tokio::time::timeout(OPERATION_LIMIT, task).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(source)) => Err(FsalError::Disk { operation, path: path.to_owned(), source: source.into() }),
        Err(_) => Err(FsalError::TimedOut {
            operation,
            path: path.to_owned(),
            limit_ms: u64::try_from(OPERATION_LIMIT.as_millis()).unwrap_or(u64::MAX),
        }),
    }
}
