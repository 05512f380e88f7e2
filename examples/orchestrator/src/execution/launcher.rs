//! Sets up an execution (volume, mounts, attestation), supervises it, and tears everything down.
//!
//! It publishes nothing; the components that it calls do.

use std::sync::Arc;
use std::time::Duration;

use aegis_events::bus::Cause;
use aegis_events::domain::{InstanceId, StorageClass, VolumeId};
use anyhow::{Context, Result};

use super::mind::Mind;
use super::supervisor::{Assignment, ExecutionSupervisor, Finished};
use super::table::Outcome;
use super::toolbox::Toolbox;
use super::validator::ReportValidator;
use crate::agent::{Agents, Run, manifest_digest};
use crate::policy::PolicyEnforcer;
use crate::smcp::{AgentKey, AttestationError, AttestationService, Claim, SmcpMiddleware, ToolClient};
use crate::storage::{AegisFsal, Caller, Files};
use crate::swarm::StandardSwarmService;
use crate::volume::{AccessMode, AttachSpec, Mounts, VolumeManager, VolumeSpec};

/// Lifetime of a session: longer than any execution here.
const SESSION_TTL: Duration = Duration::from_secs(3_600);

/// Starts executions.
pub(crate) struct Launcher {
    parts: Parts,
}

/// The components of an execution.
pub(crate) struct Parts {
    pub(crate) agents: Arc<Agents>,
    pub(crate) volumes: Arc<VolumeManager>,
    pub(crate) attestation: Arc<AttestationService>,
    pub(crate) middleware: Arc<SmcpMiddleware>,
    pub(crate) fsal: Arc<AegisFsal>,
    pub(crate) swarms: Arc<StandardSwarmService>,
    pub(crate) enforcer: Arc<PolicyEnforcer>,
    pub(crate) supervisor: ExecutionSupervisor,
}

/// An execution to launch.
pub(crate) struct Job {
    pub(crate) run: Run,
    /// The volume that the agent reads.
    pub(crate) input: VolumeId,
    /// The security contexts that the agent requests, until one is granted.
    pub(crate) contexts: &'static [&'static str],
    pub(crate) workspace_bytes: u64,
    /// A link in the workspace, part of the agent's image.
    pub(crate) link: Option<(&'static str, &'static str)>,
    pub(crate) validator: Option<ReportValidator>,
    pub(crate) most_iterations: u8,
}

impl Launcher {
    pub(crate) fn new(parts: Parts) -> Self {
        Self { parts }
    }

    /// Executes an agent from the first mount to the last.
    pub(crate) async fn execute(&self, job: Job, mind: impl Mind) -> Result<Finished> {
        let Parts { volumes, supervisor, .. } = &self.parts;
        let (run, input) = (job.run, job.input);
        let spec = VolumeSpec {
            execution_id: Some(run.execution_id),
            storage_class: StorageClass::Persistent,
            ttl_hours: None,
            limit_bytes: job.workspace_bytes,
            link: job.link,
        };
        let (workspace, created) = volumes.provision(spec).await.context("cannot create the workspace")?;
        let mounts = Mounts { input, workspace };
        let attached = self.attach(run, mounts, created.into()).await?;
        let finished = match self.toolbox(&job, mounts, attached).await {
            Ok(toolbox) => {
                let assignment = Assignment {
                    toolbox: &toolbox,
                    validator: job.validator.as_ref(),
                    most_iterations: job.most_iterations,
                };
                supervisor.run(mind, &assignment).await.context("the execution broke off")
            }
            Err(error) => Err(error),
        };
        let cause = finished.as_ref().map_or(attached, |finished| finished.cause);
        // The children's mounts end before the parent's. Children of a cancelled parent react to the event on the bus.
        if finished.as_ref().is_ok_and(|finished| finished.outcome == Outcome::Cancelled) {
            self.parts.swarms.settle(run.execution_id).await?;
        } else {
            self.parts.swarms.abandon(run.execution_id, cause).await?;
        }
        volumes.detach(workspace, run.execution_id, cause).await?;
        volumes.detach(input, run.execution_id, cause).await?;
        volumes.delete(workspace, cause).await.context("cannot delete the workspace")?;
        finished
    }

    async fn attach(&self, run: Run, mounts: Mounts, created: Cause) -> Result<Cause> {
        let instance_id = InstanceId::from(format!("container-{}", run.execution_id));
        let mount = |volume, mount_point, mode| AttachSpec {
            volume,
            run: run.execution_id,
            instance_id: &instance_id,
            mount_point,
            mode,
        };
        let volumes = &self.parts.volumes;
        volumes.attach(mount(mounts.input, "/input", AccessMode::ReadOnly), created).await?;
        let attached = volumes.attach(mount(mounts.workspace, "/workspace", AccessMode::ReadWrite), created).await?;
        Ok(attached.into())
    }

    async fn toolbox(&self, job: &Job, mounts: Mounts, attached: Cause) -> Result<Toolbox> {
        let Parts { fsal, swarms, enforcer, .. } = &self.parts;
        let (run, tools) = (job.run, self.attest(job, mounts, attached).await?);
        let caller = Caller { run: run.execution_id, is_workflow: false, cause: attached };
        Ok(Toolbox {
            run,
            mounts,
            files: Files::new(Arc::clone(fsal), caller),
            tools,
            fsal: Arc::clone(fsal),
            swarms: Arc::clone(swarms),
            enforcer: Arc::clone(enforcer),
            cause: attached,
        })
    }

    /// Opens the agent's session with the first requested context that is granted.
    async fn attest(&self, job: &Job, mounts: Mounts, attached: Cause) -> Result<ToolClient> {
        let Parts { agents, attestation, middleware, .. } = &self.parts;
        let agent = agents.get(job.run.agent_id).context("the agent is not deployed")?;
        let key = AgentKey::random().context("cannot generate the agent's key")?;
        let mut rejected = None;
        for &context in job.contexts {
            let claim = Claim {
                run: job.run,
                manifest_digest: manifest_digest(&agent.manifest),
                context,
                key: key.public(),
                mounts: Some(mounts),
                ttl: SESSION_TTL,
            };
            match attestation.attest(claim, attached).await {
                Ok(opened) => return Ok(ToolClient::new(Arc::clone(middleware), key, opened)),
                Err(error @ AttestationError::Rejected(_)) => rejected = Some(error),
                Err(error) => return Err(error.into()),
            }
        }
        let rejected = rejected.map_or_else(|| anyhow::anyhow!("it requests no context"), anyhow::Error::from);
        Err(rejected.context("the agent got no session"))
    }
}
