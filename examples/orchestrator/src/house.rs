//! The composition root: creates every component with its own publisher handle.

use std::sync::Arc;
use std::time::Duration;

use aegis_events::bus::{EventBus, PublishError};
use aegis_events::domain::{DomainEvent, Publishers};
use aegis_events::reaper::TtlReaper;
use anyhow::Result;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::agent::{Agents, DeleteAgentUseCase, DeployAgentUseCase, PauseAgentUseCase, ResumeAgentUseCase};
use crate::command::BuiltinDispatcher;
use crate::database::Pool;
use crate::execution::{CancelExecutionUseCase, ExecutionRepo, ExecutionSupervisor, Executions, Launcher, Parts};
use crate::policy::PolicyEnforcer;
use crate::smcp::{AttestationService, Sessions, SmcpMiddleware};
use crate::storage::AegisFsal;
use crate::swarm::StandardSwarmService;
use crate::tools::ToolRouter;
use crate::volume::{VolumeManager, Volumes, reclaim};
use crate::workflow::{Reviewer, Runs, StartWorkflowUseCase, WorkflowEngine};

/// Pause of an agent between two iterations: longer than the lifetime of a token, so that long runs renew theirs.
const BACK_OFF: Duration = Duration::from_millis(300);

/// Interval of the search for expired sessions and locks.
const SWEEP_PERIOD: Duration = Duration::from_millis(25);

/// All components that the story calls.
pub(crate) struct House {
    pub(crate) agents: Arc<Agents>,
    pub(crate) deploy: DeployAgentUseCase,
    pub(crate) pause: PauseAgentUseCase,
    pub(crate) resume: ResumeAgentUseCase,
    pub(crate) delete: DeleteAgentUseCase,
    pub(crate) cancel: CancelExecutionUseCase,
    pub(crate) launcher: Launcher,
    pub(crate) volumes: Arc<VolumeManager>,
    pub(crate) attestation: Arc<AttestationService>,
    pub(crate) swarms: Arc<StandardSwarmService>,
    pub(crate) start_workflow: StartWorkflowUseCase,
    engine: Arc<WorkflowEngine>,
    runs: Arc<Runs>,
}

impl House {
    /// Creates the components. The reaper is part of the library and starts when it is run on a history.
    pub(crate) fn build(publishers: Publishers, pool: Pool) -> (Self, TtlReaper) {
        let agents = Arc::new(Agents::default());
        let table = Arc::new(Volumes::default());
        let sessions = Arc::new(Sessions::default());
        let executions = Arc::new(Executions::default());
        let execution_repo = ExecutionRepo::new(pool);
        let runs = Arc::new(Runs::default());

        let fsal = Arc::new(AegisFsal::new(publishers.aegis_fsal, Arc::clone(&table)));
        let volumes = Arc::new(VolumeManager::new(publishers.volume_manager, Arc::clone(&table)));
        let due = Arc::clone(&table);
        let reaper = TtlReaper::new(publishers.ttl_reaper).on_expired(move |volume| reclaim(Arc::clone(&due), volume));
        let enforcer = Arc::new(PolicyEnforcer::new(publishers.policy_enforcer));
        let dispatcher = BuiltinDispatcher::new(publishers.builtin_dispatcher);
        let router =
            ToolRouter::new(publishers.tool_router, Arc::clone(&fsal), dispatcher, Arc::clone(&enforcer), table);
        let middleware = SmcpMiddleware::new(publishers.smcp_middleware, Arc::clone(&sessions), router);
        let attestation = AttestationService::new(publishers.attestation_service, Arc::clone(&agents), sessions);
        let swarms = StandardSwarmService::new(publishers.standard_swarm_service, Arc::clone(&volumes));
        let supervisor = ExecutionSupervisor::new(
            publishers.execution_supervisor,
            Arc::clone(&executions),
            execution_repo.clone(),
            BACK_OFF,
        );
        let engine = WorkflowEngine::new(publishers.workflow_engine, Arc::clone(&runs), Arc::clone(&fsal));
        let launcher = Launcher::new(Parts {
            agents: Arc::clone(&agents),
            volumes: Arc::clone(&volumes),
            attestation: Arc::clone(&attestation),
            middleware,
            fsal,
            swarms: Arc::clone(&swarms),
            enforcer,
            supervisor,
        });
        let house = Self {
            deploy: DeployAgentUseCase::new(publishers.deploy_agent_use_case, Arc::clone(&agents)),
            pause: PauseAgentUseCase::new(publishers.pause_agent_use_case, Arc::clone(&agents)),
            resume: ResumeAgentUseCase::new(publishers.resume_agent_use_case, Arc::clone(&agents)),
            delete: DeleteAgentUseCase::new(publishers.delete_agent_use_case, Arc::clone(&agents)),
            cancel: CancelExecutionUseCase::new(publishers.cancel_execution_use_case, executions, execution_repo),
            start_workflow: StartWorkflowUseCase::new(publishers.start_workflow_use_case, Arc::clone(&runs)),
            agents,
            launcher,
            volumes,
            attestation,
            swarms,
            engine,
            runs,
        };
        (house, reaper)
    }

    /// Subscribes the components that react to events.
    pub(crate) fn listen(&self, bus: &EventBus<DomainEvent>) {
        self.attestation.listen(bus);
        self.swarms.listen(bus);
        self.engine.listen(bus);
        Reviewer::listen(bus, Arc::clone(&self.runs));
    }

    /// Ends expired sessions and locks, until `stop`.
    pub(crate) fn sweep(&self, stop: CancellationToken) -> JoinHandle<Result<(), PublishError>> {
        let (attestation, swarms) = (Arc::clone(&self.attestation), Arc::clone(&self.swarms));
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(SWEEP_PERIOD);
            while stop.run_until_cancelled(ticks.tick()).await.is_some() {
                attestation.sweep().await?;
                swarms.sweep().await?;
            }
            Ok(())
        })
    }

    /// Ends what was running when the story stopped: executions with their sessions, and swarms. Returns the number of executions.
    pub(crate) async fn end(&self) -> Result<u64> {
        const REASON: &str = "the orchestrator was stopped";
        let cancelled = self.cancel.run_all(REASON).await?;
        for &(execution_id, cause) in &cancelled {
            self.attestation.revoke(execution_id, REASON, cause).await?;
        }
        self.swarms.dissolve_all(REASON).await?;
        Ok(cancelled.len() as u64)
    }
}
