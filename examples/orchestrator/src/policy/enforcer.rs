//! PolicyEnforcer: holds running agents to the resource, network and file rules of their manifest.
//!
//! No manifest here opens the network, so every host is refused: the attempt is one event, its end another. Reading more of
//! a file than the manifest grants is only noted, since the reader cuts the file off by itself.

use aegis_events::bus::{Cause, PublishError, Publisher};
use aegis_events::domain::policy::{PolicyViolationAttempted, PolicyViolationBlocked};
use aegis_events::domain::publishers;
use chrono::Utc;
use thiserror::Error;

use crate::agent::Run;

/// The component.
pub(crate) struct PolicyEnforcer {
    event_bus: Publisher<publishers::PolicyEnforcer>,
}

/// The network stays closed.
#[derive(Debug, Error)]
pub(crate) enum NetworkRefused {
    #[error("the manifest lets the agent reach no host, so not `{0}` either")]
    Host(String),
    #[error("the attempt's event was not published")]
    Publish(#[from] PublishError),
}

impl PolicyEnforcer {
    pub(crate) fn new(event_bus: Publisher<publishers::PolicyEnforcer>) -> Self {
        Self { event_bus }
    }

    /// Refuses a connection.
    pub(crate) async fn refuse_host(&self, run: Run, host: &str, cause: Cause) -> NetworkRefused {
        match self.block(run, "network.hosts", format!("connection to `{host}`"), cause).await {
            Ok(()) => NetworkRefused::Host(host.to_owned()),
            Err(error) => error.into(),
        }
    }

    /// Notes that a file is larger than what the agent may read of one file.
    pub(crate) async fn note_large_file(
        &self,
        run: Run,
        path: &str,
        limit_bytes: usize,
        cause: Cause,
    ) -> Result<(), PublishError> {
        let details = format!("`{path}` is larger than the {limit_bytes} bytes that are read of one file");
        self.attempt(run, "resources.file_bytes", details, cause).await?;
        Ok(())
    }

    async fn block(&self, run: Run, rule: &str, details: String, cause: Cause) -> Result<(), PublishError> {
        let attempted = self.attempt(run, rule, details.clone(), cause).await?;
        let event = PolicyViolationBlocked {
            agent_id: run.agent_id,
            execution_id: Some(run.execution_id),
            violation_type: rule.to_owned(),
            details,
            blocked_at: Utc::now(),
        };
        self.event_bus.caused_by(attempted).publish_wait(event).await?;
        Ok(())
    }

    async fn attempt(&self, run: Run, rule: &str, details: String, cause: Cause) -> Result<Cause, PublishError> {
        let event = PolicyViolationAttempted {
            agent_id: run.agent_id,
            execution_id: Some(run.execution_id),
            violation_type: rule.to_owned(),
            details,
            attempted_at: Utc::now(),
        };
        Ok(self.event_bus.caused_by(cause).publish_wait(event).await?.into())
    }
}
