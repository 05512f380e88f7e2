//! ExecutionSupervisor: drives the iteration loop of one execution.
//!
//! `started → (iteration → validators → refinement)* → completed | failed`. A cancelled execution stops where it is; the use case that
//! cancelled it publishes the event.
//!
//! The final state of an execution and its event are written in one transaction: both commit, or neither. Start and end complete even if
//! the caller is dropped.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aegis_events::bus::{Cause, PublishError, Publisher};
use aegis_events::domain::execution::{
    ExecutionCompleted, ExecutionFailed, ExecutionStarted, IterationCompleted, IterationFailed, IterationStarted,
    RefinementApplied,
};
use aegis_events::domain::{CodeDiff, IterationError, publishers};
use aegis_events::event::PublishedBy;
use aegis_events::history::Outboxed;
use chrono::Utc;
use similar::TextDiff;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use super::mind::{Feedback, Mind};
use super::repo::{ExecutionRepo, SaveError, State};
use super::table::{Executions, Outcome};
use super::toolbox::Toolbox;
use super::validator::ReportValidator;
use crate::agent::Run;

/// The component.
pub(crate) struct ExecutionSupervisor {
    event_bus: Publisher<publishers::ExecutionSupervisor>,
    executions: Arc<Executions>,
    execution_repo: ExecutionRepo,
    /// Pause of an agent before its next iteration.
    back_off: Duration,
}

/// An execution to supervise.
pub(crate) struct Assignment<'a> {
    pub(crate) toolbox: &'a Toolbox,
    pub(crate) validator: Option<&'a ReportValidator>,
    pub(crate) most_iterations: u8,
}

/// An execution that has ended.
pub(crate) struct Finished {
    pub(crate) outcome: Outcome,
    pub(crate) iterations: u8,
    /// The accepted response, or the reason why there is none.
    pub(crate) result: String,
    pub(crate) took: Duration,
    /// The supervisor's last event.
    pub(crate) cause: Cause,
}

/// The supervision of an execution failed.
#[derive(Debug, Error)]
pub(crate) enum SupervisionError {
    #[error("the execution's event was not published")]
    Publish(#[from] PublishError),
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// The result of an iteration.
enum Step {
    Accepted(String),
    /// Rejected: the reason, and whether the agent changed its plan.
    Again {
        why: String,
        refined: bool,
    },
}

impl ExecutionSupervisor {
    pub(crate) fn new(
        event_bus: Publisher<publishers::ExecutionSupervisor>,
        executions: Arc<Executions>,
        execution_repo: ExecutionRepo,
        back_off: Duration,
    ) -> Self {
        Self { event_bus, executions, execution_repo, back_off }
    }

    /// Runs an agent until its response is accepted, its iterations are used up, or it is cancelled.
    pub(crate) async fn run(
        &self,
        mut mind: impl Mind,
        assignment: &Assignment<'_>,
    ) -> Result<Finished, SupervisionError> {
        let (start, run) = (Instant::now(), assignment.toolbox.run);
        let (started, cancel) = self.begin(run, assignment.toolbox.cause).await?;
        let mut iterations = 0;
        let work = self.iterate(&mut mind, assignment, &mut iterations, started);
        let result = cancel.run_until_cancelled(work).await.transpose()?;

        let outcome = match &result {
            Some(Ok(_)) => Outcome::Completed,
            Some(Err(_)) => Outcome::Failed,
            None => Outcome::Cancelled,
        };
        // A cancellation at the very end may have been faster.
        let (outcome, result) = match result {
            Some(result) if self.executions.finish(run.execution_id) => (outcome, result),
            _ => (Outcome::Cancelled, Err("cancelled".to_owned())),
        };
        let cause = match outcome {
            Outcome::Cancelled => started,
            _ => self.conclude(run, iterations, &result, started).await?.into(),
        };
        let result = result.unwrap_or_else(|reason| reason);
        Ok(Finished { outcome, iterations, result, took: start.elapsed(), cause })
    }

    /// Enters a running execution in the database, on the bus and in the table. Completes even if the caller is dropped.
    async fn begin(&self, run: Run, cause: Cause) -> Result<(Cause, CancellationToken), SupervisionError> {
        let (repo, publisher, executions) =
            (self.execution_repo.clone(), self.event_bus.clone(), Arc::clone(&self.executions));
        let begun = self.executions.see_through(async move {
            repo.save(State { run, outcome: None }).await?;
            let Run { agent_id, execution_id } = run;
            let event = ExecutionStarted { execution_id, agent_id, started_at: Utc::now() };
            let started = Cause::from(publisher.caused_by(cause).publish_wait(event).await?);
            Ok((started, executions.begin(run, started)))
        });
        begun.await
    }

    /// Ends an execution that was not cancelled.
    async fn conclude(
        &self,
        run: Run,
        total_iterations: u8,
        result: &Result<String, String>,
        started: Cause,
    ) -> Result<Outboxed, SaveError> {
        match result.clone() {
            Ok(output) => self.complete_execution(run, total_iterations, output, started).await,
            Err(reason) => self.fail_execution(run, total_iterations, reason, started).await,
        }
    }

    async fn complete_execution(
        &self,
        run: Run,
        total_iterations: u8,
        final_output: String,
        started: Cause,
    ) -> Result<Outboxed, SaveError> {
        let Run { agent_id, execution_id } = run;
        let completed_at = Utc::now();
        let event = ExecutionCompleted { execution_id, agent_id, final_output, total_iterations, completed_at };
        self.end(State { run, outcome: Some(Outcome::Completed) }, event, started).await
    }

    async fn fail_execution(
        &self,
        run: Run,
        total_iterations: u8,
        reason: String,
        started: Cause,
    ) -> Result<Outboxed, SaveError> {
        let Run { agent_id, execution_id } = run;
        let event = ExecutionFailed { execution_id, agent_id, reason, total_iterations, failed_at: Utc::now() };
        self.end(State { run, outcome: Some(Outcome::Failed) }, event, started).await
    }

    /// Saves state and event in one transaction. It starts with the first poll and completes even if the caller is dropped.
    async fn end<E: PublishedBy<publishers::ExecutionSupervisor>>(
        &self,
        state: State,
        event: E,
        started: Cause,
    ) -> Result<Outboxed, SaveError> {
        let (repo, publisher) = (self.execution_repo.clone(), self.event_bus.clone());
        let saved = async move { repo.save_with(state, publisher.caused_by(started), event).await };
        self.executions.see_through(saved).await
    }

    /// The accepted response, or the reason why there is none.
    async fn iterate(
        &self,
        mind: &mut impl Mind,
        assignment: &Assignment<'_>,
        iterations: &mut u8,
        started: Cause,
    ) -> Result<Result<String, String>, PublishError> {
        let mut last = "no iteration is allowed".to_owned();
        for number in 1..=assignment.most_iterations {
            *iterations = number;
            match self.step(mind, assignment, number, started).await? {
                Step::Accepted(output) => return Ok(Ok(output)),
                Step::Again { why, refined } => {
                    last = format!("given up after {number} iterations: {why}");
                    if !refined {
                        break;
                    }
                    tokio::time::sleep(self.back_off).await;
                }
            }
        }
        Ok(Err(last))
    }

    async fn step(
        &self,
        mind: &mut impl Mind,
        assignment: &Assignment<'_>,
        iteration_number: u8,
        started: Cause,
    ) -> Result<Step, PublishError> {
        let Run { agent_id, execution_id } = assignment.toolbox.run;
        let event = IterationStarted {
            execution_id,
            agent_id,
            iteration_number,
            action: mind.action(),
            started_at: Utc::now(),
        };
        let begun = self.event_bus.caused_by(started).publish_wait(event).await?;
        let publisher = self.event_bus.caused_by(begun);
        let before = mind.plan();
        let may_refine = iteration_number < assignment.most_iterations;
        let (why, refined, ended) = match mind.iterate(&assignment.toolbox.because(begun)).await {
            Ok(output) => {
                let (text, completed_at) = (output.clone(), Utc::now());
                let event = IterationCompleted { execution_id, agent_id, iteration_number, output: text, completed_at };
                let ended = publisher.publish_wait(event).await?;
                match assignment.validator.map_or(Ok(()), |validator| validator.check(&output)) {
                    Ok(()) => return Ok(Step::Accepted(output)),
                    Err(rejection) => {
                        let refined = may_refine && mind.refine(&Feedback::Rejected(&rejection));
                        (rejection.to_string(), refined, ended)
                    }
                }
            }
            Err(stuck) => {
                let error = IterationError { message: stuck.to_string(), details: stuck.details() };
                let event = IterationFailed { execution_id, agent_id, iteration_number, error, failed_at: Utc::now() };
                let ended = publisher.publish_wait(event).await?;
                (stuck.to_string(), may_refine && mind.refine(&Feedback::Stuck(&stuck)), ended)
            }
        };
        if refined {
            let event = refinement(assignment.toolbox.run, iteration_number, &before, &mind.plan());
            self.event_bus.caused_by(ended).publish_wait(event).await?;
        }
        Ok(Step::Again { why, refined })
    }
}

fn refinement(run: Run, iteration_number: u8, before: &str, after: &str) -> RefinementApplied {
    let diff = TextDiff::from_lines(before, after).unified_diff().header("a/plan.txt", "b/plan.txt").to_string();
    RefinementApplied {
        execution_id: run.execution_id,
        agent_id: run.agent_id,
        iteration_number,
        code_diff: CodeDiff { file_path: "plan.txt".to_owned(), diff },
        cortex_pattern_id: None,
        cortex_pattern_category: None,
        cortex_success_score: None,
        cortex_solution_approach: None,
        applied_at: Utc::now(),
    }
}
