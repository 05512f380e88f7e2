//! PauseAgentUseCase: takes an agent out of service.

use std::sync::Arc;

use aegis_events::bus::Publisher;
use aegis_events::domain::agent_lifecycle::AgentPaused;
use aegis_events::domain::{AgentId, publishers};
use chrono::Utc;

use super::registry::{AgentError, Agents, Status};

/// The use case.
pub(crate) struct PauseAgentUseCase {
    event_bus: Publisher<publishers::PauseAgentUseCase>,
    agents: Arc<Agents>,
}

impl PauseAgentUseCase {
    pub(crate) fn new(event_bus: Publisher<publishers::PauseAgentUseCase>, agents: Arc<Agents>) -> Self {
        Self { event_bus, agents }
    }

    pub(crate) async fn run(&self, agent_id: AgentId) -> Result<(), AgentError> {
        self.agents.set_status(agent_id, Status::Paused)?;
        self.event_bus.publish_wait(AgentPaused { agent_id, paused_at: Utc::now() }).await?;
        Ok(())
    }
}
