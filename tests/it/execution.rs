//! The execution that the pages on publishing and on the outbox complete: the parts of a reader's program that the pages leave out.

use aegis_events::domain::execution::ExecutionCompleted;
use aegis_events::domain::{AgentId, ExecutionId};
use aegis_events::types::Timestamp;

/// The table of executions. Each page's test adds the method that its block calls.
pub(crate) struct ExecutionRepo;

#[derive(Debug, PartialEq)]
pub(crate) enum ExecutionStatus {
    Running,
    Completed,
}

pub(crate) struct Execution {
    pub(crate) id: ExecutionId,
    pub(crate) agent_id: AgentId,
    pub(crate) status: ExecutionStatus,
    pub(crate) iterations: Vec<()>,
}

impl Execution {
    /// A running execution after two iterations.
    pub(crate) fn new() -> Self {
        let (id, agent_id) = (ExecutionId::new(), AgentId::new());
        Self { id, agent_id, status: ExecutionStatus::Running, iterations: vec![(), ()] }
    }

    /// Its last event.
    pub(crate) fn completed(&self, final_output: String) -> ExecutionCompleted {
        ExecutionCompleted {
            execution_id: self.id,
            agent_id: self.agent_id,
            final_output,
            total_iterations: 2,
            completed_at: Timestamp::UNIX_EPOCH,
        }
    }
}
