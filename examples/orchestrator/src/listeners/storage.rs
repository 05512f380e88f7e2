//! Sums of file operations, which are nine of ten events.

use aegis_events::domain::StorageEvent;

/// File operations since the last sum.
#[derive(Debug, Default)]
pub(super) struct StorageTally {
    operations: u64,
    listed: u64,
    read: u64,
    bytes_read: u64,
    written: u64,
    bytes_written: u64,
    slowest_ms: u64,
}

impl StorageTally {
    /// Counts an operation. `false` for a refusal, which is shown on its own line.
    pub(super) fn add(&mut self, event: &StorageEvent) -> bool {
        let took_ms = match event {
            StorageEvent::FileOpened(e) => e.duration_ms,
            StorageEvent::FileRead(e) => {
                self.read += 1;
                self.bytes_read += e.bytes_read;
                e.duration_ms
            }
            StorageEvent::FileWritten(e) => {
                self.written += 1;
                self.bytes_written += e.bytes_written;
                e.duration_ms
            }
            StorageEvent::FileClosed(e) => e.duration_ms,
            StorageEvent::DirectoryListed(e) => {
                self.listed += 1;
                e.duration_ms
            }
            StorageEvent::FileCreated(e) => e.duration_ms,
            StorageEvent::FileDeleted(e) => e.duration_ms,
            StorageEvent::PathTraversalBlocked(_)
            | StorageEvent::FilesystemPolicyViolation(_)
            | StorageEvent::QuotaExceeded(_)
            | StorageEvent::UnauthorizedVolumeAccess(_) => return false,
        };
        self.operations += 1;
        self.slowest_ms = self.slowest_ms.max(took_ms);
        true
    }

    /// The sum as text, if there is any operation, and starts again.
    pub(super) fn take(&mut self) -> Option<String> {
        let Self { operations, listed, read, bytes_read, written, bytes_written, slowest_ms } = std::mem::take(self);
        (operations > 0).then(|| {
            format!(
                "{operations} file operations: {listed} folders listed, {read} files read ({bytes_read} bytes), \
                 {written} written ({bytes_written} bytes), slowest {slowest_ms} ms"
            )
        })
    }
}
