//! SmcpMiddleware: verifies each signed tool call and checks it with the policy engine.
//!
//! `signature → token → policy → router`. A call that fails at one step does not reach the next.

use std::sync::Arc;

use aegis_events::bus::{Cause, PublishError, Publisher};
use aegis_events::domain::mcp_tool::InvocationRequested;
use aegis_events::domain::smcp::{
    PolicyViolationBlocked, SecurityTokenExpired, SecurityTokenRefreshed, SignatureVerificationFailed,
    ToolCallAuthorized,
};
use aegis_events::domain::{MCPError, SessionId, ToolInvocationId, ViolationType, publishers};
use aegis_events::types::Json;
use chrono::Utc;
use thiserror::Error;
use tokio::time::Instant;

use super::session::{Session, Sessions, TOKEN_TTL};
use super::signed::{SignedCall, SignedRenewal};
use crate::tools::{Invocation, RouteError, ToolRouter};

/// The component.
pub(crate) struct SmcpMiddleware {
    event_bus: Publisher<publishers::SmcpMiddleware>,
    sessions: Arc<Sessions>,
    router: Arc<ToolRouter>,
}

/// A call without a result.
#[derive(Debug, Error)]
pub(crate) enum CallError {
    #[error("signature rejected: {0}")]
    Signature(&'static str),
    #[error("the session's token has expired")]
    TokenExpired,
    #[error("call refused: {0}")]
    Denied(String),
    #[error("the tool failed: {} ({})", .0.message, .0.code)]
    Tool(MCPError),
    #[error("the call's event was not published")]
    Publish(#[from] PublishError),
}

impl SmcpMiddleware {
    pub(crate) fn new(
        event_bus: Publisher<publishers::SmcpMiddleware>,
        sessions: Arc<Sessions>,
        router: Arc<ToolRouter>,
    ) -> Arc<Self> {
        Arc::new(Self { event_bus, sessions, router })
    }

    /// Verifies a call, checks it, and passes it to the router.
    pub(super) async fn call(&self, call: SignedCall, cause: Cause) -> Result<Json, CallError> {
        let session = self.verify(&call, cause).await?;
        let (invocation_id, run) = (ToolInvocationId::new(), session.run);
        let event = InvocationRequested {
            invocation_id,
            execution_id: run.execution_id,
            agent_id: run.agent_id,
            tool_name: call.tool.clone(),
            arguments: call.arguments.clone(),
            requested_at: Utc::now(),
        };
        let requested = self.event_bus.caused_by(cause).publish_wait(event).await?.into();
        let authorized = self.authorize(&call, &session, requested).await?;
        let invocation = Invocation {
            id: invocation_id,
            run,
            tool: call.tool,
            arguments: call.arguments,
            context: session.context,
            mounts: session.mounts,
            cause: authorized,
        };
        self.router.route(invocation).await.map_err(|error| match error {
            RouteError::Refused(details) => CallError::Denied(details),
            RouteError::Failed(error) => CallError::Tool(error),
            RouteError::Publish(error) => error.into(),
        })
    }

    /// Issues a new token for a signature over the old one.
    pub(super) async fn renew(&self, renewal: &SignedRenewal, cause: Cause) -> Result<String, CallError> {
        let Some(session) = self.sessions.get(&renewal.session_id) else {
            return Err(self.unsigned(&renewal.session_id, None, "the session is unknown", cause).await?);
        };
        if renewal.token != session.token || !renewal.is_signed_by(&session.key) {
            let reason = "the renewal is not signed by the session's key";
            return Err(self.unsigned(&renewal.session_id, Some(&session), reason, cause).await?);
        }
        let Some(token) = self.sessions.renew(&renewal.session_id) else {
            return Err(self.unsigned(&renewal.session_id, Some(&session), "the session has ended", cause).await?);
        };
        let refreshed_at = Utc::now();
        let event = SecurityTokenRefreshed {
            session_id: renewal.session_id.clone(),
            agent_id: session.run.agent_id,
            execution_id: session.run.execution_id,
            expires_at: refreshed_at + TOKEN_TTL,
            refreshed_at,
        };
        self.event_bus.caused_by(cause).publish_wait(event).await?;
        Ok(token)
    }

    /// The session of a call, if the call is authentic and its token was valid when the call arrived.
    async fn verify(&self, call: &SignedCall, cause: Cause) -> Result<Session, CallError> {
        // Verifying can take long on a slow machine, which must not count against the agent.
        let arrived = Instant::now();
        let Some(session) = self.sessions.get(&call.session_id) else {
            return Err(self.unsigned(&call.session_id, None, "the session is unknown", cause).await?);
        };
        let problem = if !call.is_signed_by(&session.key) {
            Some("the signature is not the session's")
        } else if call.token != session.token {
            Some("the token is not the session's")
        } else if !self.sessions.count_call(&call.session_id, call.number) {
            Some("the call was sent before")
        } else {
            None
        };
        if let Some(reason) = problem {
            return Err(self.unsigned(&call.session_id, Some(&session), reason, cause).await?);
        }
        if session.token_ends <= arrived {
            let event = SecurityTokenExpired {
                session_id: call.session_id.clone(),
                agent_id: session.run.agent_id,
                execution_id: session.run.execution_id,
                expired_at: Utc::now(),
            };
            self.event_bus.caused_by(cause).publish_wait(event).await?;
            return Err(CallError::TokenExpired);
        }
        Ok(session)
    }

    async fn unsigned(
        &self,
        session_id: &SessionId,
        session: Option<&Session>,
        reason: &'static str,
        cause: Cause,
    ) -> Result<CallError, PublishError> {
        let event = SignatureVerificationFailed {
            session_id: Some(session_id.clone()),
            agent_id: session.map(|session| session.run.agent_id),
            execution_id: session.map(|session| session.run.execution_id),
            reason: reason.to_owned(),
            failed_at: Utc::now(),
        };
        self.event_bus.caused_by(cause).publish_wait(event).await?;
        Ok(CallError::Signature(reason))
    }

    /// The answer of the policy engine. The event that authorizes the call is the cause of what follows.
    async fn authorize(&self, call: &SignedCall, session: &Session, requested: Cause) -> Result<Cause, CallError> {
        let (run, context) = (session.run, session.context);
        if context.allows_tool(&call.tool) {
            let event = ToolCallAuthorized {
                session_id: call.session_id.clone(),
                agent_id: run.agent_id,
                execution_id: run.execution_id,
                tool_name: call.tool.clone(),
                authorized_at: Utc::now(),
            };
            return Ok(self.event_bus.caused_by(requested).publish_wait(event).await?.into());
        }
        let details = format!("the context `{}` has no tool `{}`", context.name, call.tool);
        let event = PolicyViolationBlocked {
            session_id: call.session_id.clone(),
            agent_id: run.agent_id,
            execution_id: run.execution_id,
            tool_name: call.tool.clone(),
            violation_type: ViolationType::ToolNotAllowed,
            details: details.clone(),
            blocked_at: Utc::now(),
        };
        self.event_bus.caused_by(requested).publish_wait(event).await?;
        Err(CallError::Denied(details))
    }
}
