//! ToolRouter: passes an authorized call to its tool server.
//!
//! Tools are named `server.tool`. The router restricts calls to the mounts of their security context, measures them, and publishes their
//! outcome.

use std::sync::Arc;
use std::time::Instant;

use aegis_events::bus::{Cause, PublishError, Publisher};
use aegis_events::domain::mcp_tool::{InvocationCompleted, InvocationFailed, InvocationStarted, ToolPolicyViolation};
use aegis_events::domain::{MCPError, ToolServerId, ViolationType, publishers};
use aegis_events::types::Json;
use chrono::Utc;

use super::command::CommandTools;
use super::invocation::{Invocation, METHOD_NOT_FOUND, RouteError, ToolError};
use super::network::NetworkTools;
use super::text::TextTools;
use crate::command::BuiltinDispatcher;
use crate::policy::PolicyEnforcer;
use crate::storage::AegisFsal;
use crate::volume::Volumes;

/// The component.
pub(crate) struct ToolRouter {
    event_bus: Publisher<publishers::ToolRouter>,
    text: (ToolServerId, TextTools),
    command: (ToolServerId, CommandTools),
    network: (ToolServerId, NetworkTools),
}

impl ToolRouter {
    pub(crate) fn new(
        event_bus: Publisher<publishers::ToolRouter>,
        fsal: Arc<AegisFsal>,
        dispatcher: BuiltinDispatcher,
        enforcer: Arc<PolicyEnforcer>,
        volumes: Arc<Volumes>,
    ) -> Arc<Self> {
        Arc::new(Self {
            event_bus,
            text: (ToolServerId::new(), TextTools::new(fsal)),
            command: (ToolServerId::new(), CommandTools::new(dispatcher, volumes)),
            network: (ToolServerId::new(), NetworkTools::new(enforcer)),
        })
    }

    /// Executes a call.
    pub(crate) async fn route(&self, invocation: Invocation) -> Result<Json, RouteError> {
        self.check_mount(&invocation).await?;
        let Some(server_id) = self.server_of(&invocation.tool) else {
            let error = ToolError::answer(METHOD_NOT_FOUND, format!("there is no tool `{}`", invocation.tool));
            return Err(self.failed(&invocation, error, invocation.cause).await?);
        };
        let event = InvocationStarted {
            invocation_id: invocation.id,
            execution_id: invocation.run.execution_id,
            agent_id: invocation.run.agent_id,
            server_id,
            tool_name: invocation.tool.clone(),
            started_at: Utc::now(),
        };
        let started = Cause::from(self.event_bus.caused_by(invocation.cause).publish_wait(event).await?);
        let start = Instant::now();
        match self.answer(&invocation, started).await {
            Ok(result) => {
                let event = InvocationCompleted {
                    invocation_id: invocation.id,
                    execution_id: invocation.run.execution_id,
                    agent_id: invocation.run.agent_id,
                    result: result.clone(),
                    duration_ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
                    completed_at: Utc::now(),
                };
                self.event_bus.caused_by(started).publish_wait(event).await?;
                Ok(result)
            }
            Err(error) => Err(self.failed(&invocation, error, started).await?),
        }
    }

    fn server_of(&self, tool: &str) -> Option<ToolServerId> {
        match tool.split_once('.') {
            Some(("text", _)) => Some(self.text.0),
            Some(("cmd", _)) => Some(self.command.0),
            Some(("net", _)) => Some(self.network.0),
            _ => None,
        }
    }

    async fn answer(&self, invocation: &Invocation, started: Cause) -> Result<Json, ToolError> {
        match invocation.tool.as_str() {
            "text.count_words" => self.text.1.count_words(invocation, started).await,
            "text.search" => self.text.1.search(invocation, started).await,
            "text.longest_line" => self.text.1.longest_line(invocation, started).await,
            "cmd.run" => self.command.1.run(invocation, started).await,
            "net.fetch" => self.network.1.fetch(invocation, started).await,
            tool => Err(ToolError::answer(METHOD_NOT_FOUND, format!("the server has no tool `{tool}`"))),
        }
    }

    /// Refuses a call to a mount outside its security context.
    async fn check_mount(&self, invocation: &Invocation) -> Result<(), RouteError> {
        let Some(mount) = invocation.arguments.get("volume").and_then(Json::as_str) else { return Ok(()) };
        if invocation.context.allows_mount(mount) {
            return Ok(());
        }
        let details = format!("the context `{}` may not use the mount `{mount}`", invocation.context.name);
        let event = ToolPolicyViolation {
            invocation_id: Some(invocation.id),
            execution_id: invocation.run.execution_id,
            agent_id: invocation.run.agent_id,
            tool_name: invocation.tool.clone(),
            violation_type: ViolationType::PathNotAllowed,
            details: details.clone(),
            blocked_at: Utc::now(),
        };
        self.event_bus.caused_by(invocation.cause).publish_wait(event).await?;
        Err(RouteError::Refused(details))
    }

    async fn failed(
        &self,
        invocation: &Invocation,
        error: ToolError,
        cause: Cause,
    ) -> Result<RouteError, PublishError> {
        let error: MCPError = match error {
            ToolError::Answer(error) => error,
            ToolError::Publish(error) => return Err(error),
        };
        let event = InvocationFailed {
            invocation_id: invocation.id,
            execution_id: invocation.run.execution_id,
            agent_id: invocation.run.agent_id,
            error: error.clone(),
            failed_at: Utc::now(),
        };
        self.event_bus.caused_by(cause).publish_wait(event).await?;
        Ok(RouteError::Failed(error))
    }
}
