//! AttestationService: attests agents and keeps their SMCP sessions.
//!
//! It opens a session for a deployed agent that runs the deployed manifest and requests a granted security context. Sessions end with their
//! execution, reported by an event, or when they expire.

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

/// The claim of a workload.
pub(crate) struct Claim<'a> {
    pub(crate) run: Run,
    pub(crate) manifest_digest: [u8; 32],
    pub(crate) context: &'a str,
    pub(crate) key: VerifyingKey,
    pub(crate) mounts: Option<Mounts>,
    /// The lifetime of the session.
    pub(crate) ttl: Duration,
}

/// A new session, as the agent receives it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) session_id: SessionId,
    pub(crate) token: String,
    pub(crate) cause: Cause,
}

/// Why no session was opened.
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

    /// Subscribes: the sessions of an execution end with it.
    pub(crate) fn listen(self: &Arc<Self>, bus: &EventBus<DomainEvent>) {
        let service = Arc::clone(self);
        // Lossless: a session would stay open if the end of its execution got lost.
        let executions = bus.subscription::<ExecutionEvent>().named("AttestationService").lossless().subscribe();
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

    /// Attests a workload and opens its session, or returns the reason why not.
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
            return Err(rejected("the manifest differs from the deployed one".to_owned()));
        }
        let context = SecurityContext::by_name(claim.context)
            .filter(|context| agent.contexts.contains(&context.name))
            .ok_or_else(|| rejected(format!("the context `{}` is not granted to the agent", claim.context)))?;
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

    /// Ends expired sessions.
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

/// Why a claim is rejected, and the agent, if it is known.
struct Rejection {
    agent_id: Option<AgentId>,
    reason: String,
}
