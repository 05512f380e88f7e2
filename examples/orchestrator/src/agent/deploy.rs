//! DeployAgentUseCase: deploys an agent, or updates its manifest.

use std::sync::Arc;

use aegis_events::bus::Publisher;
use aegis_events::domain::agent_lifecycle::{AgentDeployed, AgentUpdated};
use aegis_events::domain::{AgentId, AgentManifest, TenantId, publishers};
use chrono::Utc;

use super::registry::{Agent, AgentError, Agents, Status};

/// The use case.
pub(crate) struct DeployAgentUseCase {
    event_bus: Publisher<publishers::DeployAgentUseCase>,
    agents: Arc<Agents>,
}

impl DeployAgentUseCase {
    pub(crate) fn new(event_bus: Publisher<publishers::DeployAgentUseCase>, agents: Arc<Agents>) -> Self {
        Self { event_bus, agents }
    }

    /// Deploys a new agent.
    pub(crate) async fn deploy(
        &self,
        tenant_id: TenantId,
        manifest: AgentManifest,
        contexts: Vec<&'static str>,
    ) -> Result<AgentId, AgentError> {
        check(&manifest)?;
        let agent_id = AgentId::new();
        let event = AgentDeployed { agent_id, tenant_id, manifest: manifest.clone(), deployed_at: Utc::now() };
        self.agents.insert(agent_id, Agent { tenant_id, manifest, contexts, status: Status::Deployed });
        self.event_bus.publish_wait(event).await?;
        Ok(agent_id)
    }

    /// Replaces an agent's manifest.
    pub(crate) async fn update(&self, agent_id: AgentId, manifest: AgentManifest) -> Result<(), AgentError> {
        check(&manifest)?;
        let new_version = manifest.version.clone();
        let changed = self.agents.update(agent_id, |agent| {
            let before = std::mem::replace(&mut agent.manifest, manifest);
            (agent.tenant_id, before.version)
        });
        let (tenant_id, old_version) = changed.ok_or(AgentError::Unknown(agent_id))?;
        let event = AgentUpdated { agent_id, tenant_id, old_version, new_version, updated_at: Utc::now() };
        self.event_bus.publish_wait(event).await?;
        Ok(())
    }
}

fn check(manifest: &AgentManifest) -> Result<(), AgentError> {
    if manifest.name.trim().is_empty() {
        return Err(AgentError::Manifest("`name` is empty"));
    }
    let version: Vec<_> = manifest.version.split('.').collect();
    if version.len() != 3 || version.iter().any(|part| part.parse::<u32>().is_err()) {
        return Err(AgentError::Manifest("`version` is not of the form 1.2.3"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(name: &str, version: &str) -> AgentManifest {
        AgentManifest {
            name: name.to_owned(),
            version: version.to_owned(),
            description: None,
            runtime: "native:1".to_owned(),
            tools: Vec::new(),
            labels: Default::default(),
        }
    }

    #[test]
    fn a_manifest_needs_a_name_and_a_version_of_three_numbers() {
        assert!(check(&manifest("a", "1.2.3")).is_ok());
        for (name, version) in [(" ", "1.2.3"), ("a", "1.2"), ("a", "1.x.3"), ("a", "")] {
            assert!(check(&manifest(name, version)).is_err(), "{name:?} {version:?}");
        }
    }
}
