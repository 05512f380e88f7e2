//! PolicyEnforcer: enforces the resource, network and file rules of the manifest of running agents.
//!
//! No manifest here allows the network, so every host is refused: one event for the attempt, one for the refusal. A file that is larger
//! than the manifest allows is only reported, because the reader truncates it.

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

/// A refused connection.
#[derive(Debug, Error)]
pub(crate) enum NetworkRefused {
    #[error("the manifest allows no connection to `{0}`")]
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

    /// Reports that a file is larger than the agent may read.
    pub(crate) async fn note_large_file(
        &self,
        run: Run,
        path: &str,
        limit_bytes: usize,
        cause: Cause,
    ) -> Result<(), PublishError> {
        let details = format!("`{path}` is larger than the limit of {limit_bytes} bytes per file");
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
