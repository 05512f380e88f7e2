//! Chapter: two runs of workflows. One is answered by a person, the other is not answered.

use aegis_events::domain::{ExecutionId, InstanceId, StorageClass, VolumeId, WorkflowEvent};
use anyhow::{Context, Result};

use super::Story;
use super::waiting::until;
use crate::volume::{AccessMode, AttachSpec, Mounts, VolumeSpec};
use crate::workflow::Workflow;

/// Size limit for a summary.
const WORKSPACE_BYTES: u64 = 16 * 1024;

impl Story<'_> {
    /// Runs both concurrently.
    pub(super) async fn run_workflows(&self, input: VolumeId) -> Result<()> {
        tokio::try_join!(
            self.run_workflow(input, Workflow::attended()),
            self.run_workflow(input, Workflow::unattended())
        )?;
        Ok(())
    }

    async fn run_workflow(&self, input: VolumeId, workflow: Workflow) -> Result<()> {
        let run = ExecutionId::new();
        let mut events =
            self.bus.subscription::<WorkflowEvent>().only(run).named("workflow run").lossless().subscribe();
        let volumes = &self.house.volumes;
        let spec = VolumeSpec {
            execution_id: Some(run),
            storage_class: StorageClass::Persistent,
            ttl_hours: None,
            limit_bytes: WORKSPACE_BYTES,
            link: None,
        };
        let (workspace, created) = volumes.provision(spec).await?;
        let instance_id = InstanceId::from(format!("workflow-{run}"));
        for (volume, mount_point, mode) in
            [(input, "/input", AccessMode::ReadOnly), (workspace, "/workspace", AccessMode::ReadWrite)]
        {
            let spec = AttachSpec { volume, run, instance_id: &instance_id, mount_point, mode };
            volumes.attach(spec, created).await?;
        }
        self.house.start_workflow.run(run, workflow, Mounts { input, workspace }).await?;
        until(&mut events, |event| {
            matches!(event, WorkflowEvent::WorkflowCompleted(_) | WorkflowEvent::WorkflowFailed(_))
        })
        .await
        .context("a workflow did not end")?;
        volumes.detach(workspace, run, created).await?;
        volumes.detach(input, run, created).await?;
        volumes.delete(workspace, created).await?;
        Ok(())
    }
}
