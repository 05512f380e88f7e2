//! DeleteAgentUseCase: archives an agent.

use std::sync::Arc;

use aegis_events::bus::Publisher;
use aegis_events::domain::agent_lifecycle::AgentDeleted;
use aegis_events::domain::{AgentId, publishers};
use chrono::Utc;

use super::registry::{AgentError, Agents};

/// The use case.
pub(crate) struct DeleteAgentUseCase {
    event_bus: Publisher<publishers::DeleteAgentUseCase>,
    agents: Arc<Agents>,
}

impl DeleteAgentUseCase {
    pub(crate) fn new(event_bus: Publisher<publishers::DeleteAgentUseCase>, agents: Arc<Agents>) -> Self {
        Self { event_bus, agents }
    }

    pub(crate) async fn run(&self, agent_id: AgentId) -> Result<(), AgentError> {
        let agent = self.agents.remove(agent_id).ok_or(AgentError::Unknown(agent_id))?;
        let event = AgentDeleted { agent_id, tenant_id: agent.tenant_id, removed_at: Utc::now() };
        self.event_bus.publish_wait(event).await?;
        Ok(())
    }
}
