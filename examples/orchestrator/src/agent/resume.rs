//! ResumeAgentUseCase: puts a paused agent back into service.

use std::sync::Arc;

use aegis_events::bus::Publisher;
use aegis_events::domain::agent_lifecycle::AgentResumed;
use aegis_events::domain::{AgentId, publishers};
use chrono::Utc;

use super::registry::{AgentError, Agents, Status};

/// The use case.
pub(crate) struct ResumeAgentUseCase {
    event_bus: Publisher<publishers::ResumeAgentUseCase>,
    agents: Arc<Agents>,
}

impl ResumeAgentUseCase {
    pub(crate) fn new(event_bus: Publisher<publishers::ResumeAgentUseCase>, agents: Arc<Agents>) -> Self {
        Self { event_bus, agents }
    }

    pub(crate) async fn run(&self, agent_id: AgentId) -> Result<(), AgentError> {
        self.agents.set_status(agent_id, Status::Deployed)?;
        self.event_bus.publish_wait(AgentResumed { agent_id, resumed_at: Utc::now() }).await?;
        Ok(())
    }
}
