//! StartWorkflowUseCase: starts a run of a workflow. The engine reacts to the event.

use std::sync::Arc;

use aegis_events::bus::{PublishError, Publisher};
use aegis_events::domain::workflow::WorkflowStarted;
use aegis_events::domain::{ExecutionId, publishers};
use chrono::Utc;

use super::definition::Workflow;
use super::runs::{Runs, StartedRun};
use crate::volume::Mounts;

/// The use case.
pub(crate) struct StartWorkflowUseCase {
    event_bus: Publisher<publishers::StartWorkflowUseCase>,
    runs: Arc<Runs>,
}

impl StartWorkflowUseCase {
    pub(crate) fn new(event_bus: Publisher<publishers::StartWorkflowUseCase>, runs: Arc<Runs>) -> Self {
        Self { event_bus, runs }
    }

    /// Starts a run with an id, on mounts that are attached to it.
    pub(crate) async fn run(
        &self,
        execution_id: ExecutionId,
        workflow: Workflow,
        mounts: Mounts,
    ) -> Result<(), PublishError> {
        let event = WorkflowStarted { execution_id, workflow_id: workflow.id, started_at: Utc::now() };
        self.runs.enter(execution_id, StartedRun { workflow, mounts });
        self.event_bus.publish_wait(event).await?;
        Ok(())
    }
}
