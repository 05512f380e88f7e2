//! BuiltinDispatcher: runs the built-in command tool inside an agent's container.
//!
//! The container is a process without a shell, in the folder of the agent's input volume. A refused command does not start.

use std::path::Path;
use std::time::Duration;

use aegis_events::bus::{Cause, PublishError, Publisher};
use aegis_events::domain::command::{
    CommandExecutionCompleted, CommandExecutionFailed, CommandExecutionStarted, CommandPolicyViolation,
};
use aegis_events::domain::{CommandFailureReason, DispatchId, ExecutionId, publishers};
use chrono::Utc;
use thiserror::Error;

use super::process::{self, Exited, Failure};
use super::rules;

/// Time limit of a command.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// The component.
pub(crate) struct BuiltinDispatcher {
    event_bus: Publisher<publishers::BuiltinDispatcher>,
}

/// A command that an agent wants to run.
pub(crate) struct CommandRequest<'a> {
    pub(crate) execution_id: ExecutionId,
    /// The model's id of the call.
    pub(crate) tool_call_id: &'a str,
    pub(crate) command: &'a str,
    pub(crate) args: Vec<String>,
    /// The working directory on the host.
    pub(crate) folder: &'a Path,
    /// The working directory as the agent sees it.
    pub(crate) cwd: &'a str,
}

/// The output of a command that exited, as the agent sees it.
#[derive(Debug)]
pub(crate) struct CommandOutput {
    pub(crate) exit_code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A command without an exit code.
#[derive(Debug, Error)]
pub(crate) enum CommandError {
    #[error("command refused: {0}")]
    Forbidden(String),
    #[error("the command `{0}` is not installed")]
    NotFound(String),
    #[error("the command `{command}` failed: {reason}")]
    Failed { command: String, reason: String },
    #[error("the command's event was not published")]
    Publish(#[from] PublishError),
}

impl BuiltinDispatcher {
    pub(crate) fn new(event_bus: Publisher<publishers::BuiltinDispatcher>) -> Self {
        Self { event_bus }
    }

    pub(crate) async fn run(&self, request: CommandRequest<'_>, cause: Cause) -> Result<CommandOutput, CommandError> {
        let CommandRequest { execution_id, tool_call_id, command, args, folder, cwd } = request;
        let command = command.to_owned();
        if let Err(forbidden) = rules::check(&command, &args, folder) {
            let event = CommandPolicyViolation {
                execution_id,
                tool_call_id: tool_call_id.to_owned(),
                command,
                args,
                violation_type: forbidden.violation,
                blocked_at: Utc::now(),
            };
            self.event_bus.caused_by(cause).publish_wait(event).await?;
            return Err(CommandError::Forbidden(forbidden.details));
        }
        let dispatch_id = DispatchId::new();
        let event = CommandExecutionStarted {
            execution_id,
            dispatch_id,
            command: command.clone(),
            args: args.clone(),
            cwd: cwd.to_owned(),
            timeout_secs: u32::try_from(TIME_LIMIT.as_secs()).unwrap_or(u32::MAX),
            started_at: Utc::now(),
        };
        let started = self.event_bus.caused_by(cause).publish_wait(event).await?.into();
        match process::run(&command, &args, folder, TIME_LIMIT).await {
            Ok(exited) => self.completed(execution_id, dispatch_id, command, exited, started).await,
            Err(failure) => Err(self.failed(execution_id, dispatch_id, command, failure, started).await),
        }
    }

    async fn completed(
        &self,
        execution_id: ExecutionId,
        dispatch_id: DispatchId,
        command: String,
        exited: Exited,
        started: Cause,
    ) -> Result<CommandOutput, CommandError> {
        let event = CommandExecutionCompleted {
            execution_id,
            dispatch_id,
            command,
            exit_code: exited.code,
            stdout_bytes: exited.stdout.total_bytes,
            stderr_bytes: exited.stderr.total_bytes,
            duration_ms: u64::try_from(exited.took.as_millis()).unwrap_or(u64::MAX),
            truncated: exited.stdout.is_truncated() || exited.stderr.is_truncated(),
            completed_at: Utc::now(),
        };
        self.event_bus.caused_by(started).publish_wait(event).await?;
        Ok(CommandOutput {
            exit_code: exited.code,
            stdout: String::from_utf8_lossy(&exited.stdout.kept).into_owned(),
            stderr: String::from_utf8_lossy(&exited.stderr.kept).into_owned(),
        })
    }

    async fn failed(
        &self,
        execution_id: ExecutionId,
        dispatch_id: DispatchId,
        command: String,
        failure: Failure,
        started: Cause,
    ) -> CommandError {
        let (reason, text) = match &failure {
            Failure::NotFound => (CommandFailureReason::NotFound, "it is not installed".to_owned()),
            Failure::PermissionDenied => (CommandFailureReason::PermissionDenied, "permission denied".to_owned()),
            Failure::TimedOut => (CommandFailureReason::TimedOut, format!("it took longer than {TIME_LIMIT:?}")),
            Failure::Killed => (CommandFailureReason::Killed, "killed by a signal".to_owned()),
            Failure::Other(error) => (CommandFailureReason::ContainerGone, error.to_string()),
        };
        let event = CommandExecutionFailed {
            execution_id,
            dispatch_id,
            command: command.clone(),
            reason,
            failed_at: Utc::now(),
        };
        match self.event_bus.caused_by(started).publish_wait(event).await {
            Err(error) => error.into(),
            Ok(_) if matches!(failure, Failure::NotFound) => CommandError::NotFound(command),
            Ok(_) => CommandError::Failed { command, reason: text },
        }
    }
}
