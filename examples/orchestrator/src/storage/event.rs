//! The events of file operations. On a single node caller and host are the same, so their node ids are left out.

use std::time::Duration;

use aegis_events::bus::Cause;
use aegis_events::domain::storage::{
    DirectoryListed, FileClosed, FileCreated, FileDeleted, FileOpened, FileRead, FileWritten,
    FilesystemPolicyViolation, PathTraversalBlocked, QuotaExceeded, UnauthorizedVolumeAccess,
};
use aegis_events::domain::{ExecutionId, VolumeId};
use aegis_events::types::Uuid;
use chrono::Utc;

use super::disk::OpenMode;

/// The caller of a file operation, and its cause.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    /// The run that owns the mount.
    pub(crate) run: ExecutionId,
    /// Whether it is the run of a workflow, not of an agent.
    pub(crate) is_workflow: bool,
    pub(crate) cause: Cause,
}

/// One operation: caller, place, duration.
pub(super) struct Operation<'a> {
    pub(super) caller: &'a Caller,
    pub(super) volume_id: VolumeId,
    pub(super) path: &'a str,
    pub(super) took: Duration,
}

impl Caller {
    pub(super) fn execution_id(&self) -> Option<ExecutionId> {
        (!self.is_workflow).then_some(self.run)
    }

    fn workflow_execution_id(&self) -> Option<Uuid> {
        self.is_workflow.then_some(self.run.0)
    }

    pub(super) fn traversal(&self, volume_id: VolumeId, path: &str) -> PathTraversalBlocked {
        PathTraversalBlocked {
            execution_id: self.execution_id(),
            workflow_execution_id: self.workflow_execution_id(),
            volume_id,
            attempted_path: path.to_owned(),
            blocked_at: Utc::now(),
        }
    }

    pub(super) fn violation(
        &self,
        volume_id: VolumeId,
        operation: &str,
        path: &str,
        rule: &str,
    ) -> FilesystemPolicyViolation {
        FilesystemPolicyViolation {
            execution_id: self.execution_id(),
            workflow_execution_id: self.workflow_execution_id(),
            volume_id,
            caller_node_id: None,
            host_node_id: None,
            operation: operation.to_owned(),
            path: path.to_owned(),
            policy_rule: rule.to_owned(),
            violated_at: Utc::now(),
        }
    }

    pub(super) fn quota(&self, volume_id: VolumeId, requested_bytes: u64, available_bytes: u64) -> QuotaExceeded {
        QuotaExceeded {
            execution_id: self.execution_id(),
            workflow_execution_id: self.workflow_execution_id(),
            volume_id,
            caller_node_id: None,
            host_node_id: None,
            requested_bytes,
            available_bytes,
            exceeded_at: Utc::now(),
        }
    }

    pub(super) fn unauthorized(&self, volume_id: VolumeId) -> UnauthorizedVolumeAccess {
        UnauthorizedVolumeAccess {
            execution_id: self.execution_id(),
            workflow_execution_id: self.workflow_execution_id(),
            volume_id,
            caller_node_id: None,
            host_node_id: None,
            attempted_at: Utc::now(),
        }
    }
}

/// Fills in the common fields of all events of finished operations.
macro_rules! event {
    ($operation:expr, $event:ident { $($field:ident: $value:expr),* } at $time:ident) => {
        $event {
            execution_id: $operation.caller.execution_id(),
            workflow_execution_id: $operation.caller.workflow_execution_id(),
            volume_id: $operation.volume_id,
            caller_node_id: None,
            host_node_id: None,
            path: $operation.path.to_owned(),
            duration_ms: u64::try_from($operation.took.as_millis()).unwrap_or(u64::MAX),
            $($field: $value,)*
            $time: Utc::now(),
        }
    };
}

impl Operation<'_> {
    pub(super) fn opened(&self, mode: OpenMode) -> FileOpened {
        event!(self, FileOpened { open_mode: mode.as_str().to_owned() } at opened_at)
    }

    pub(super) fn read(&self, offset: u64, bytes_read: u64) -> FileRead {
        event!(self, FileRead { offset: offset, bytes_read: bytes_read } at read_at)
    }

    pub(super) fn written(&self, offset: u64, bytes_written: u64) -> FileWritten {
        event!(self, FileWritten { offset: offset, bytes_written: bytes_written } at written_at)
    }

    pub(super) fn closed(&self) -> FileClosed {
        event!(self, FileClosed {} at closed_at)
    }

    pub(super) fn listed(&self, entry_count: u64) -> DirectoryListed {
        event!(self, DirectoryListed { entry_count: entry_count } at listed_at)
    }

    pub(super) fn created(&self) -> FileCreated {
        event!(self, FileCreated {} at created_at)
    }

    pub(super) fn deleted(&self) -> FileDeleted {
        event!(self, FileDeleted {} at deleted_at)
    }
}
