//! CancelExecutionUseCase: stops an execution because somebody asked for it.

use std::sync::Arc;

use aegis_events::bus::{PublishError, Publisher};
use aegis_events::domain::execution::ExecutionCancelled;
use aegis_events::domain::{ExecutionId, publishers};
use chrono::Utc;
use thiserror::Error;

use super::table::Executions;

/// The use case.
pub(crate) struct CancelExecutionUseCase {
    event_bus: Publisher<publishers::CancelExecutionUseCase>,
    executions: Arc<Executions>,
}

/// Nothing was cancelled.
#[derive(Debug, Error)]
pub(crate) enum CancelError {
    #[error("the execution {0} is not running")]
    NotRunning(ExecutionId),
    #[error("the cancellation's event was not published")]
    Publish(#[from] PublishError),
}

impl CancelExecutionUseCase {
    pub(crate) fn new(event_bus: Publisher<publishers::CancelExecutionUseCase>, executions: Arc<Executions>) -> Self {
        Self { event_bus, executions }
    }

    /// Cancels a running execution. Its swarm and its sessions learn of it from the event.
    pub(crate) async fn run(&self, execution_id: ExecutionId, reason: Option<String>) -> Result<(), CancelError> {
        let cancelling = self.executions.cancel(execution_id).ok_or(CancelError::NotRunning(execution_id))?;
        let agent_id = cancelling.run.agent_id;
        let event = ExecutionCancelled { execution_id, agent_id, reason, cancelled_at: Utc::now() };
        let published = self.event_bus.caused_by(cancelling.started).publish_wait(event).await;
        cancelling.cancel.cancel();
        published?;
        Ok(())
    }
}
