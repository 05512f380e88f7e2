//! AttestationService: attests agents and keeps their SMCP sessions.
//!
//! It opens a session for an agent that is deployed, runs the manifest that was deployed, and asks for a security context
//! that it was granted. Sessions end with their execution, of which it hears on the bus, or at their own end.

use std::sync::Arc;
use std::time::Duration;

use aegis_events::bus::{Cause, EventBus, PublishError, Publisher};
use aegis_events::domain::smcp::{
    AttestationFailed, AttestationSucceeded, SessionCreated, SessionExpired, SessionRevoked,
};
use aegis_events::domain::{AgentId, DomainEvent, ExecutionEvent, ExecutionId, SessionId, publishers};
use aegis_events::types::Uuid;
use chrono::Utc;
use ed25519_dalek::VerifyingKey;
use thiserror::Error;
use tokio::time::Instant;

use super::session::{Session, Sessions, TOKEN_TTL, new_token};
use crate::agent::{Agents, Run, Status, manifest_digest};
use crate::policy::SecurityContext;
use crate::volume::Mounts;

/// The component.
pub(crate) struct AttestationService {
    event_bus: Publisher<publishers::AttestationService>,
    agents: Arc<Agents>,
    sessions: Arc<Sessions>,
}

/// What a workload says of itself.
pub(crate) struct Claim<'a> {
    pub(crate) run: Run,
    pub(crate) manifest_digest: [u8; 32],
    pub(crate) context: &'a str,
    pub(crate) key: VerifyingKey,
    pub(crate) mounts: Option<Mounts>,
    /// How long the session may last.
    pub(crate) ttl: Duration,
}

/// A new session, as the agent gets it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) session_id: SessionId,
    pub(crate) token: String,
    pub(crate) cause: Cause,
}

/// No session.
#[derive(Debug, Error)]
pub(crate) enum AttestationError {
    #[error("the attestation failed: {0}")]
    Rejected(String),
    #[error("the attestation's event was not published")]
    Publish(#[from] PublishError),
}

impl AttestationService {
    pub(crate) fn new(
        event_bus: Publisher<publishers::AttestationService>,
        agents: Arc<Agents>,
        sessions: Arc<Sessions>,
    ) -> Arc<Self> {
        Arc::new(Self { event_bus, agents, sessions })
    }

    /// Begins to listen: the sessions of an execution end with it.
    pub(crate) fn listen(self: &Arc<Self>, bus: &EventBus<DomainEvent>) {
        let service = Arc::clone(self);
        // Lossless: a session whose execution's end got lost would stay open.
        let executions = bus.subscribe_to::<ExecutionEvent>().named("AttestationService").lossless();
        executions.run(move |event| {
            let service = Arc::clone(&service);
            async move {
                let cause = Cause::from(&event);
                match &*event {
                    ExecutionEvent::ExecutionCompleted(e) => {
                        service.revoke(e.execution_id, "execution completed", cause).await
                    }
                    ExecutionEvent::ExecutionFailed(e) => {
                        service.revoke(e.execution_id, "execution failed", cause).await
                    }
                    ExecutionEvent::ExecutionCancelled(e) => {
                        service.revoke(e.execution_id, "execution cancelled", cause).await
                    }
                    _ => Ok(()),
                }
            }
        });
    }

    /// Attests a workload and opens its session, or says why not.
    pub(crate) async fn attest(&self, claim: Claim<'_>, cause: Cause) -> Result<Opened, AttestationError> {
        let context = match self.check(&claim) {
            Ok(context) => context,
            Err(Rejection { agent_id, reason }) => {
                let event = AttestationFailed {
                    agent_id,
                    execution_id: agent_id.map(|_| claim.run.execution_id),
                    security_context_name: Some(claim.context.to_owned()),
                    reason: reason.clone(),
                    failed_at: Utc::now(),
                };
                self.event_bus.caused_by(cause).publish_wait(event).await?;
                return Err(AttestationError::Rejected(reason));
            }
        };
        let session_id = SessionId::from(format!("session-{}", Uuid::now_v7()));
        let Run { agent_id, execution_id } = claim.run;
        let event = AttestationSucceeded {
            session_id: session_id.clone(),
            agent_id,
            execution_id,
            security_context_name: context.name.to_owned(),
            attested_at: Utc::now(),
        };
        let attested = self.event_bus.caused_by(cause).publish_wait(event).await?;
        let created_at = Utc::now();
        let event = SessionCreated {
            session_id: session_id.clone(),
            agent_id,
            execution_id,
            security_context_name: context.name.to_owned(),
            expires_at: created_at + claim.ttl,
            created_at,
        };
        let opened = Cause::from(self.event_bus.caused_by(attested).publish_wait(event).await?);
        let (now, token) = (Instant::now(), new_token());
        let session = Session {
            run: claim.run,
            context,
            mounts: claim.mounts,
            key: claim.key,
            token: token.clone(),
            token_ends: now + TOKEN_TTL,
            ends: now + claim.ttl,
            last_call: 0,
            opened,
        };
        self.sessions.open(session_id.clone(), session);
        Ok(Opened { session_id, token, cause: opened })
    }

    fn check(&self, claim: &Claim<'_>) -> Result<&'static SecurityContext, Rejection> {
        let Some(agent) = self.agents.get(claim.run.agent_id) else {
            return Err(Rejection { agent_id: None, reason: "the workload is unknown".to_owned() });
        };
        let rejected = |reason: String| Rejection { agent_id: Some(claim.run.agent_id), reason };
        if agent.status != Status::Deployed {
            return Err(rejected("the agent is paused".to_owned()));
        }
        if manifest_digest(&agent.manifest) != claim.manifest_digest {
            return Err(rejected("the manifest is not the one that was deployed".to_owned()));
        }
        let context = SecurityContext::by_name(claim.context)
            .filter(|context| agent.contexts.contains(&context.name))
            .ok_or_else(|| rejected(format!("the agent was not granted the context `{}`", claim.context)))?;
        Ok(context)
    }

    /// Ends the sessions of an execution.
    pub(crate) async fn revoke(&self, run: ExecutionId, reason: &str, cause: Cause) -> Result<(), PublishError> {
        for (session_id, session) in self.sessions.close_of(run) {
            let event = SessionRevoked {
                session_id,
                agent_id: session.run.agent_id,
                execution_id: session.run.execution_id,
                reason: reason.to_owned(),
                revoked_at: Utc::now(),
            };
            self.event_bus.caused_by(cause).publish_wait(event).await?;
        }
        Ok(())
    }

    /// Ends the sessions whose time is up.
    pub(crate) async fn sweep(&self) -> Result<(), PublishError> {
        for (session_id, session) in self.sessions.close_ended() {
            let event = SessionExpired {
                session_id,
                agent_id: session.run.agent_id,
                execution_id: session.run.execution_id,
                expired_at: Utc::now(),
            };
            self.event_bus.caused_by(session.opened).publish_wait(event).await?;
        }
        Ok(())
    }
}

/// Why a claim is rejected, and whose it is if that is known.
struct Rejection {
    agent_id: Option<AgentId>,
    reason: String,
}
