//! WorkflowEngine: moves the run of a workflow from state to state.
//!
//! An event announces each new run. Each run has its own task, so a run that waits for a person does not block others. A state that fails or
//! exceeds its time limit fails its run.

use std::sync::Arc;

use aegis_events::bus::{Cause, EventBus, PublishError, Publisher};
use aegis_events::domain::workflow::{
    WorkflowCompleted, WorkflowFailed, WorkflowSignalReceived, WorkflowStarted, WorkflowStateCompleted,
    WorkflowStateEntered, WorkflowStateFailed,
};
use aegis_events::domain::{DomainEvent, ExecutionId, WorkflowId, publishers};
use aegis_events::types::Json;
use chrono::Utc;
use serde_json::json;
use tokio_util::task::TaskTracker;

use super::definition::{Activity, State};
use super::runs::{Runs, StartedRun};
use crate::storage::{AegisFsal, Caller, Files, Place};
use crate::volume::Mounts;

/// The component.
pub(crate) struct WorkflowEngine {
    event_bus: Publisher<publishers::WorkflowEngine>,
    runs: Arc<Runs>,
    fsal: Arc<AegisFsal>,
    tasks: TaskTracker,
}

/// A run in progress.
struct Journey {
    execution_id: ExecutionId,
    workflow_id: WorkflowId,
    mounts: Mounts,
    started: Cause,
    /// Data shared by the states.
    blackboard: serde_json::Map<String, Json>,
}

impl WorkflowEngine {
    pub(crate) fn new(
        event_bus: Publisher<publishers::WorkflowEngine>,
        runs: Arc<Runs>,
        fsal: Arc<AegisFsal>,
    ) -> Arc<Self> {
        Arc::new(Self { event_bus, runs, fsal, tasks: TaskTracker::new() })
    }

    /// Subscribes to new runs.
    pub(crate) fn listen(self: &Arc<Self>, bus: &EventBus<DomainEvent>) {
        let engine = Arc::clone(self);
        // Lossless: a run would never start if its event got lost.
        let starts = bus.subscription::<WorkflowStarted>().named("WorkflowEngine").lossless().subscribe();
        starts.run(move |event| {
            if let Some(run) = engine.runs.take(event.execution_id) {
                let (id, cause) = (event.execution_id, Cause::from(&event));
                let mover = Arc::clone(&engine);
                engine.tasks.spawn(async move { mover.drive(id, run, cause).await });
            }
            async {}
        });
    }

    /// Moves a run to its end.
    async fn drive(&self, execution_id: ExecutionId, run: StartedRun, started: Cause) -> Result<(), PublishError> {
        let StartedRun { workflow, mounts } = run;
        let workflow_id = workflow.id;
        let mut journey = Journey { execution_id, workflow_id, mounts, started, blackboard: Default::default() };
        for state in &workflow.states {
            if let Some(reason) = self.pass(&mut journey, state).await? {
                let event = WorkflowFailed { execution_id, workflow_id, reason, failed_at: Utc::now() };
                self.event_bus.caused_by(started).publish_wait(event).await?;
                return Ok(());
            }
        }
        let event = WorkflowCompleted {
            execution_id,
            workflow_id,
            final_blackboard: Json::Object(journey.blackboard),
            artifacts: Some(json!(["workspace/summary.txt"])),
            completed_at: Utc::now(),
        };
        self.event_bus.caused_by(started).publish_wait(event).await?;
        Ok(())
    }

    /// Passes through one state. Returns the reason if the run cannot continue.
    async fn pass(&self, journey: &mut Journey, state: &State) -> Result<Option<String>, PublishError> {
        let Journey { execution_id, workflow_id, started, .. } = *journey;
        let state_name = state.name.to_owned();
        // The run waits before the event is published, so no signal comes too early.
        let signal = (state.activity == Activity::Human).then(|| self.runs.wait_for_signal(execution_id, state.name));
        let event =
            WorkflowStateEntered { execution_id, workflow_id, state_name: state_name.clone(), entered_at: Utc::now() };
        let entered = Cause::from(self.event_bus.caused_by(started).publish_wait(event).await?);
        let work = async {
            match signal {
                Some(signal) => {
                    let signal = signal.await.map_err(|_| "no answer is possible any more".to_owned())?;
                    self.signalled(journey, state, entered, signal).await.map_err(|error| error.to_string())
                }
                None => self.act(journey, state.activity, entered).await,
            }
        };
        let result = tokio::time::timeout(state.limit, work).await;
        self.runs.stop_waiting(execution_id);
        let (reason, timed_out) = match result {
            Ok(Ok(output)) => {
                journey.blackboard.insert(state_name.clone(), output.clone());
                let event =
                    WorkflowStateCompleted { execution_id, workflow_id, state_name, output, exited_at: Utc::now() };
                self.event_bus.caused_by(entered).publish_wait(event).await?;
                return Ok(None);
            }
            Ok(Err(reason)) => (reason, false),
            Err(_) => (format!("no answer within {:?}", state.limit), true),
        };
        let why = format!("state `{state_name}`: {reason}");
        let event =
            WorkflowStateFailed { execution_id, workflow_id, state_name, reason, timed_out, failed_at: Utc::now() };
        self.event_bus.caused_by(entered).publish_wait(event).await?;
        Ok(Some(why))
    }

    async fn signalled(
        &self,
        journey: &Journey,
        state: &State,
        entered: Cause,
        signal: super::runs::Signal,
    ) -> Result<Json, PublishError> {
        let event = WorkflowSignalReceived {
            execution_id: journey.execution_id,
            workflow_id: journey.workflow_id,
            state_name: state.name.to_owned(),
            signal_name: signal.name.to_owned(),
            payload: signal.payload,
            received_at: Utc::now(),
        };
        self.event_bus.caused_by(entered).publish_wait(event).await?;
        Ok(json!(signal.name))
    }

    /// Performs the activity of a state on the run's volumes.
    async fn act(&self, journey: &Journey, activity: Activity, cause: Cause) -> Result<Json, String> {
        let caller = Caller { run: journey.execution_id, is_workflow: true, cause };
        let files = Files::new(Arc::clone(&self.fsal), caller);
        match activity {
            Activity::Collect => {
                let listing =
                    files.list(&Place::new(journey.mounts.input, "")).await.map_err(|error| error.to_string())?;
                Ok(json!({ "entries": listing.entries.len(), "left_out": listing.left_out }))
            }
            Activity::File => {
                let text = Json::Object(journey.blackboard.clone()).to_string().into_bytes();
                let (place, length) = (Place::new(journey.mounts.workspace, "summary.txt"), text.len());
                files.write(&place, text).await.map_err(|error| error.to_string())?;
                Ok(json!({ "bytes": length }))
            }
            Activity::Human => Ok(Json::Null),
        }
    }
}
