//! CancelExecutionUseCase: cancels an execution on request.

use std::sync::Arc;

use aegis_events::bus::{Cause, Publisher};
use aegis_events::domain::execution::ExecutionCancelled;
use aegis_events::domain::{ExecutionId, publishers};
use chrono::Utc;
use thiserror::Error;

use super::repo::{ExecutionRepo, SaveError, State};
use super::table::{Executions, Outcome};

/// The use case.
pub(crate) struct CancelExecutionUseCase {
    event_bus: Publisher<publishers::CancelExecutionUseCase>,
    pub(super) executions: Arc<Executions>,
    execution_repo: ExecutionRepo,
}

/// Nothing was cancelled.
#[derive(Debug, Error)]
pub(crate) enum CancelError {
    #[error("the execution {0} is not running")]
    NotRunning(ExecutionId),
    #[error("the cancellation was not saved")]
    Save(#[from] SaveError),
}

impl CancelExecutionUseCase {
    pub(crate) fn new(
        event_bus: Publisher<publishers::CancelExecutionUseCase>,
        executions: Arc<Executions>,
        execution_repo: ExecutionRepo,
    ) -> Self {
        Self { event_bus, executions, execution_repo }
    }

    /// Cancels a running execution: state and event in one transaction. Its swarm and its sessions react to the event. The cancellation
    /// completes even if the future is dropped.
    pub(crate) async fn run(&self, execution_id: ExecutionId, reason: Option<String>) -> Result<Cause, CancelError> {
        let cancelling = self.executions.cancel(execution_id).ok_or(CancelError::NotRunning(execution_id))?;
        let agent_id = cancelling.run.agent_id;
        let event = ExecutionCancelled { execution_id, agent_id, reason, cancelled_at: Utc::now() };
        let state = State { run: cancelling.run, outcome: Some(Outcome::Cancelled) };
        let (repo, publisher) = (self.execution_repo.clone(), self.event_bus.clone());
        let saved = self.executions.see_through(async move {
            let saved = repo.save_with(state, publisher.caused_by(cancelling.started), event).await;
            cancelling.cancel.cancel();
            saved
        });
        Ok(saved.await?.into())
    }

    /// Cancels all executions that run or are about to, and returns each with its event. Afterwards the database has the final state of every
    /// ended execution.
    pub(crate) async fn run_all(&self, reason: &str) -> Result<Vec<(ExecutionId, Cause)>, CancelError> {
        self.executions.settled().await;
        let (mut cancelled, mut first_error) = (Vec::new(), None);
        for execution_id in self.executions.running() {
            match self.run(execution_id, Some(reason.to_owned())).await {
                Ok(cause) => cancelled.push((execution_id, cause)),
                // It ended in the meantime.
                Err(CancelError::NotRunning(_)) => {}
                // Continue with the others.
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        // Executions that ended on their own may not be in the database yet.
        self.executions.settled().await;
        first_error.map_or(Ok(cancelled), Err)
    }
}
