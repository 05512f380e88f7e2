//! The registry of agents.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aegis_events::bus::PublishError;
use aegis_events::domain::{AgentId, AgentManifest, ExecutionId, TenantId};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// One run of one agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) agent_id: AgentId,
    pub(crate) execution_id: ExecutionId,
}

/// A deployed agent.
#[derive(Debug, Clone)]
pub(crate) struct Agent {
    pub(crate) tenant_id: TenantId,
    pub(crate) manifest: AgentManifest,
    /// The security contexts that its sessions may request.
    pub(crate) contexts: Vec<&'static str>,
    pub(crate) status: Status,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Deployed,
    Paused,
}

/// All deployed agents.
#[derive(Debug, Default)]
pub(crate) struct Agents {
    by_id: Mutex<BTreeMap<AgentId, Agent>>,
}

/// An agent could not be deployed or changed.
#[derive(Debug, Error)]
pub(crate) enum AgentError {
    #[error("invalid manifest: {0}")]
    Manifest(&'static str),
    #[error("there is no agent {0}")]
    Unknown(AgentId),
    #[error("the agent is already {now:?}")]
    NoChange { now: Status },
    #[error("the agent's event was not published")]
    Publish(#[from] PublishError),
}

impl Agents {
    pub(super) fn insert(&self, id: AgentId, agent: Agent) {
        self.lock().insert(id, agent);
    }

    pub(super) fn remove(&self, id: AgentId) -> Option<Agent> {
        self.lock().remove(&id)
    }

    pub(crate) fn get(&self, id: AgentId) -> Option<Agent> {
        self.lock().get(&id).cloned()
    }

    /// The ids of all agents, oldest first.
    pub(crate) fn ids(&self) -> Vec<AgentId> {
        self.lock().keys().copied().collect()
    }

    pub(super) fn update<T>(&self, id: AgentId, change: impl FnOnce(&mut Agent) -> T) -> Option<T> {
        self.lock().get_mut(&id).map(change)
    }

    pub(super) fn set_status(&self, id: AgentId, status: Status) -> Result<(), AgentError> {
        let before = self.update(id, |agent| std::mem::replace(&mut agent.status, status));
        match before {
            None => Err(AgentError::Unknown(id)),
            Some(before) if before == status => Err(AgentError::NoChange { now: status }),
            Some(_) => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<AgentId, Agent>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The digest of the manifest that an agent was started from. It identifies the agent in an attestation.
pub(crate) fn manifest_digest(manifest: &AgentManifest) -> [u8; 32] {
    // Each text is preceded by its length, so that no two manifests have the same bytes.
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text);
    };
    [&manifest.name, &manifest.version, &manifest.runtime].into_iter().for_each(|text| add(text));
    manifest.tools.iter().for_each(|tool| add(tool));
    manifest.labels.iter().for_each(|(name, value)| [name, value].into_iter().for_each(|text| add(text)));
    digest.finalize().into()
}
