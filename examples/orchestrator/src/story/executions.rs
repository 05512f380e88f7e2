//! Chapters: three executions. One succeeds at the third attempt, one fails, and one is cancelled.

use std::time::Duration;

use aegis_events::bus::Subscription;
use aegis_events::domain::smcp::SessionRevoked;
use aegis_events::domain::storage::DirectoryListed;
use aegis_events::domain::swarm::LockExpired;
use aegis_events::domain::volume::VolumeExpired;
use aegis_events::domain::{AgentId, ExecutionId, StorageClass, SwarmEvent, SwarmId, VolumeId};
use anyhow::{Context, Result};

use super::Story;
use super::agents::Cast;
use super::line::ExecutionLine;
use super::waiting::until;
use crate::agent::Run;
use crate::execution::{Finished, Job, Mind, ReportValidator};
use crate::listeners::Listeners;
use crate::minds::{Limits, PryingMind, SurveyMind, WatchingMind};
use crate::volume::VolumeSpec;

const SURVEY_BYTES: u64 = 64 * 1024;
/// Smaller than what the prying agent wants to write.
const PRYING_BYTES: u64 = 16 * 1024;
const SCRATCH_BYTES: u64 = 1024 * 1024;

/// Interval of queries for events that another node may have recorded.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// The link in the prying agent's image, and its target.
const LINK: (&str, &str) = ("outside", "/");

/// An ephemeral volume.
pub(super) struct Scratch {
    pub(super) volume_id: VolumeId,
    expiry: Subscription<VolumeExpired>,
}

impl Story<'_> {
    /// Creates a volume that lives for one hour.
    pub(super) async fn make_scratch_volume(&self) -> Result<Scratch> {
        let expiry = self.bus.subscription::<VolumeExpired>().named("scratch volume").lossless().subscribe();
        let spec = VolumeSpec {
            execution_id: None,
            storage_class: StorageClass::Ephemeral,
            ttl_hours: Some(1),
            limit_bytes: SCRATCH_BYTES,
            link: None,
        };
        let (volume_id, _) = self.house.volumes.provision(spec).await?;
        Ok(Scratch { volume_id, expiry })
    }

    /// Waits until it has expired, here or on another node of the same history. This bus does not receive the events of that node.
    pub(super) async fn scratch_expired(&self, mut scratch: Scratch) -> Result<()> {
        let volume_id = scratch.volume_id;
        let recorded = async {
            while self.history.events::<VolumeExpired>().only(volume_id).count().await? == 0 {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            anyhow::Ok(())
        };
        let expired = tokio::select! {
            here = until(&mut scratch.expiry, |expired| expired.volume_id == volume_id) => here,
            anywhere = recorded => anywhere,
        };
        expired.context("the ephemeral volume did not expire")?;
        self.house.volumes.forget(volume_id);
        Ok(())
    }

    /// The surveyor: refused once, rejected once, then accepted.
    pub(super) async fn survey(&mut self, cast: &Cast, input: VolumeId, listeners: &mut Listeners) -> Result<()> {
        let run = run_of(cast.surveyor);
        listeners.follow(self.bus, run.execution_id);
        let mut job = job(run, input, &["reader"], SURVEY_BYTES, 4);
        job.validator = Some(ReportValidator { sections: &["files", "lines", "words"] });
        self.execute("surveyor", job, SurveyMind::new(Limits::of_files(self.max_files))).await
    }

    /// The prying agent: every attempt is refused.
    pub(super) async fn pry(&mut self, cast: &Cast, input: VolumeId, foreign: VolumeId) -> Result<()> {
        let mut job = job(run_of(cast.prying), input, &["operator", "restricted"], PRYING_BYTES, 2);
        job.link = Some(LINK);
        self.execute("prying", job, PryingMind::new(foreign, LINK.0)).await
    }

    /// The watcher: cancelled with its children as soon as they all work.
    pub(super) async fn watch_and_cancel(&mut self, cast: &Cast, input: VolumeId) -> Result<()> {
        let run = run_of(cast.watcher);
        let swarms = self.bus.subscription::<SwarmEvent>().named("operator").lossless().subscribe();
        let mut expiry = self.bus.subscription::<LockExpired>().named("lock expiry").lossless().subscribe();
        let job = job(run, input, &["reader"], SURVEY_BYTES, 1);
        let (finished, swarm_id) =
            tokio::try_join!(self.finish("watcher", job, WatchingMind), self.cancel_when_busy(run, swarms))?;
        self.executions.push(finished);
        until(&mut expiry, |expired| expired.swarm_id == swarm_id).await.context("the lock did not expire")?;
        self.house.swarms.dissolve(swarm_id, "parent cancelled").await?;
        Ok(())
    }

    /// Waits until a child of the run's swarm holds the lock and the run has listed the folder, then cancels the run.
    async fn cancel_when_busy(&self, run: Run, mut swarms: Subscription<SwarmEvent>) -> Result<SwarmId> {
        let mut looks =
            self.bus.subscription::<DirectoryListed>().only(run.execution_id).named("operator").lossless().subscribe();
        let mut mine = None;
        until(&mut swarms, |event| match event {
            SwarmEvent::SwarmCreated(created) if created.parent_execution_id == run.execution_id => {
                mine = Some(created.swarm_id);
                false
            }
            SwarmEvent::LockAcquired(acquired) => mine == Some(acquired.swarm_id),
            _ => false,
        })
        .await?;
        until(&mut looks, |_| true).await?;
        let reason = Some("cancelled by the operator".to_owned());
        self.house.cancel.run(run.execution_id, reason).await?;
        mine.context("the lock belongs to no swarm")
    }

    async fn execute(&mut self, name: &'static str, job: Job, mind: impl Mind) -> Result<()> {
        let line = self.finish(name, job, mind).await?;
        self.executions.push(line);
        Ok(())
    }

    /// Executes an agent, and waits until its session is revoked.
    async fn finish(&self, name: &'static str, job: Job, mind: impl Mind) -> Result<ExecutionLine> {
        let execution_id = job.run.execution_id;
        let mut revoked =
            self.bus.subscription::<SessionRevoked>().only(execution_id).named("session end").lossless().subscribe();
        let Finished { outcome, iterations, result, took, .. } = self.house.launcher.execute(job, mind).await?;
        until(&mut revoked, |_| true).await?;
        Ok(ExecutionLine { agent: name, execution_id, outcome: outcome.as_str(), iterations, took, result })
    }
}

fn run_of(agent_id: AgentId) -> Run {
    Run { agent_id, execution_id: ExecutionId::new() }
}

fn job(run: Run, input: VolumeId, contexts: &'static [&'static str], workspace_bytes: u64, most_iterations: u8) -> Job {
    Job { run, input, contexts, workspace_bytes, link: None, validator: None, most_iterations }
}
