//! Children: spawned with their parent's mounts, each in a separate task, until they finish or their swarm ends them.

use std::future::Future;
use std::sync::Arc;

use aegis_events::bus::Cause;
use aegis_events::domain::swarm::{ChildAgentCompleted, ChildAgentSpawned, ChildCancelled, SpawnRejected};
use aegis_events::domain::{AgentId, ChildCancelReason, ChildOutcome, ExecutionId, InstanceId, SwarmId};
use chrono::Utc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::error::SwarmError;
use super::service::{Mailbox, StandardSwarmService};
use crate::agent::Run;
use crate::volume::{AccessMode, AttachSpec, Mounts};

/// What a child can use.
pub(crate) struct Child {
    pub(crate) swarm_id: SwarmId,
    pub(crate) run: Run,
    pub(crate) parent: Run,
    pub(crate) mounts: Mounts,
    pub(crate) mailbox: Mailbox,
    pub(crate) cause: Cause,
    pub(crate) service: Arc<StandardSwarmService>,
}

/// A reserved place in a swarm.
struct Admission {
    parent: Run,
    mounts: Mounts,
    created: Cause,
    mailbox: Mailbox,
    cancel: CancellationToken,
}

impl StandardSwarmService {
    /// Starts a child, if the swarm is below its limit.
    pub(crate) async fn spawn<W, Fut>(self: &Arc<Self>, swarm_id: SwarmId, work: W) -> Result<Run, SwarmError>
    where
        W: FnOnce(Child) -> Fut,
        Fut: Future<Output = Result<(), SwarmError>> + Send + 'static,
    {
        let run = Run { agent_id: AgentId::new(), execution_id: ExecutionId::new() };
        let Admission { parent, mounts, created, mailbox, cancel } = self.admit(swarm_id, run).await?;
        let event = ChildAgentSpawned {
            swarm_id,
            agent_id: run.agent_id,
            execution_id: run.execution_id,
            spawned_at: Utc::now(),
        };
        let spawned = Cause::from(self.event_bus.caused_by(created).publish_wait(event).await?);
        self.share_mounts(run, mounts, spawned).await?;
        let child = Child { swarm_id, run, parent, mounts, mailbox, cause: spawned, service: Arc::clone(self) };
        let (work, service) = (work(child), Arc::clone(self));
        let task = tokio::spawn(async move {
            let result = tokio::select! {
                biased;
                () = cancel.cancelled() => None,
                result = work => Some(result),
            };
            service.end(swarm_id, run, mounts, result, spawned).await
        });
        self.swarms.with(swarm_id, |swarm| swarm.children.push(task))?;
        Ok(run)
    }

    /// Reserves a place in the swarm for a child, or publishes the rejection.
    async fn admit(&self, swarm_id: SwarmId, run: Run) -> Result<Admission, SwarmError> {
        let admitted = self.swarms.with(swarm_id, |swarm| {
            if swarm.running >= swarm.most_children {
                let reason = format!("the swarm has reached its limit of {} children", swarm.running);
                return Err((swarm.parent, swarm.created, reason));
            }
            let (sender, mailbox) = mpsc::unbounded_channel();
            swarm.running += 1;
            swarm.members.insert(run.agent_id, sender);
            let cancel = swarm.cancel.child_token();
            Ok(Admission { parent: swarm.parent, mounts: swarm.mounts, created: swarm.created, mailbox, cancel })
        })?;
        match admitted {
            Ok(admission) => Ok(admission),
            Err((parent, created, reason)) => {
                let event = SpawnRejected {
                    swarm_id,
                    parent_execution_id: parent.execution_id,
                    agent_id: run.agent_id,
                    reason: reason.clone(),
                    rejected_at: Utc::now(),
                };
                self.event_bus.caused_by(created).publish_wait(event).await?;
                Err(SwarmError::SpawnRejected(reason))
            }
        }
    }

    async fn share_mounts(&self, run: Run, mounts: Mounts, cause: Cause) -> Result<(), SwarmError> {
        let instance_id = InstanceId::from(format!("container-{}", run.execution_id));
        let shares =
            [(mounts.input, "/input", AccessMode::ReadOnly), (mounts.workspace, "/workspace", AccessMode::ReadWrite)];
        for (volume, mount_point, mode) in shares {
            let spec = AttachSpec { volume, run: run.execution_id, instance_id: &instance_id, mount_point, mode };
            self.volumes.attach(spec, cause).await.map_err(|error| SwarmError::Volume(error.to_string()))?;
        }
        Ok(())
    }

    /// Releases the child's mounts and publishes its outcome. `None` means that it was cancelled.
    async fn end(
        &self,
        swarm_id: SwarmId,
        run: Run,
        mounts: Mounts,
        result: Option<Result<(), SwarmError>>,
        spawned: Cause,
    ) -> Result<(), SwarmError> {
        for volume in [mounts.workspace, mounts.input] {
            let detached = self.volumes.detach(volume, run.execution_id, spawned).await;
            detached.map_err(|error| SwarmError::Volume(error.to_string()))?;
        }
        let cancelled = self.swarms.with(swarm_id, |swarm| {
            swarm.running -= 1;
            swarm.members.remove(&run.agent_id);
            swarm.cancelled
        })?;
        let Run { agent_id, execution_id } = run;
        match &result {
            Some(result) => {
                let outcome = if result.is_ok() { ChildOutcome::Completed } else { ChildOutcome::Failed };
                let event = ChildAgentCompleted { swarm_id, agent_id, execution_id, outcome, completed_at: Utc::now() };
                self.event_bus.caused_by(spawned).publish_wait(event).await?;
            }
            None => {
                let (reason, cause) = cancelled.unwrap_or((ChildCancelReason::Manual, spawned));
                let event = ChildCancelled { swarm_id, agent_id, execution_id, reason, cancelled_at: Utc::now() };
                self.event_bus.caused_by(cause).publish_wait(event).await?;
            }
        }
        result.unwrap_or(Ok(()))
    }
}
