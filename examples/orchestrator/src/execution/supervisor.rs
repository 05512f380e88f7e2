//! ExecutionSupervisor: drives the iteration loop of one execution.
//!
//! `started → (iteration → validators → refinement)* → completed | failed`. An execution that is cancelled stops where it is;
//! the event of that belongs to who cancelled it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aegis_events::bus::{Cause, PublishError, Publisher};
use aegis_events::domain::execution::{
    ExecutionCompleted, ExecutionFailed, ExecutionStarted, IterationCompleted, IterationFailed, IterationStarted,
    RefinementApplied,
};
use aegis_events::domain::{CodeDiff, IterationError, publishers};
use chrono::Utc;
use similar::TextDiff;
use tokio_util::sync::CancellationToken;

use super::mind::{Feedback, Mind};
use super::table::{Executions, Outcome};
use super::toolbox::Toolbox;
use super::validator::ReportValidator;
use crate::agent::Run;

/// The component.
pub(crate) struct ExecutionSupervisor {
    event_bus: Publisher<publishers::ExecutionSupervisor>,
    executions: Arc<Executions>,
    /// How long an agent rests before it tries again.
    back_off: Duration,
}

/// An execution that has ended.
pub(crate) struct Finished {
    pub(crate) outcome: Outcome,
    pub(crate) iterations: u8,
    /// The accepted response, or why there is none.
    pub(crate) result: String,
    pub(crate) took: Duration,
    /// The supervisor's last event.
    pub(crate) cause: Cause,
}

/// What an iteration gave.
enum Step {
    Accepted(String),
    /// Not accepted; whether the agent changed its plan.
    Again { refined: bool },
}

impl ExecutionSupervisor {
    pub(crate) fn new(
        event_bus: Publisher<publishers::ExecutionSupervisor>,
        executions: Arc<Executions>,
        back_off: Duration,
    ) -> Self {
        Self { event_bus, executions, back_off }
    }

    /// Runs an agent until its response is accepted, its iterations are used up, or somebody cancels it.
    pub(crate) async fn run(
        &self,
        mut mind: impl Mind,
        toolbox: &Toolbox,
        validator: Option<&ReportValidator>,
        most_iterations: u8,
    ) -> Result<Finished, PublishError> {
        let (start, run) = (Instant::now(), toolbox.run);
        let Run { agent_id, execution_id } = run;
        let event = ExecutionStarted { execution_id, agent_id, started_at: Utc::now() };
        let started = Cause::from(self.event_bus.caused_by(toolbox.cause).publish_wait(event).await?);
        let cancel = self.executions.begin(run, started);

        let mut iterations = 0;
        let outcome = cancelled_or(&cancel, self.iterate(&mut mind, toolbox, validator, most_iterations, &mut iterations, started)).await;
        let result = match outcome {
            None => None,
            Some(result) => result?.map_or(
                Some(Err(format!("{most_iterations} iterations without an accepted response"))),
                |output| Some(Ok(output)),
            ),
        };
        let ended = |outcome, result, cause| Finished { outcome, iterations, result, took: start.elapsed(), cause };
        let Some(result) = result else {
            return Ok(ended(Outcome::Cancelled, "cancelled".to_owned(), started));
        };
        let outcome = if result.is_ok() { Outcome::Completed } else { Outcome::Failed };
        if !self.executions.finish(execution_id, outcome) {
            return Ok(ended(Outcome::Cancelled, "cancelled".to_owned(), started));
        }
        let publisher = self.event_bus.caused_by(started);
        let (result, receipt) = match result {
            Ok(output) => {
                let (final_output, completed_at) = (output.clone(), Utc::now());
                let event = ExecutionCompleted { execution_id, agent_id, final_output, total_iterations: iterations, completed_at };
                (output, publisher.publish_wait(event).await?)
            }
            Err(reason) => {
                let (text, failed_at) = (reason.clone(), Utc::now());
                let event = ExecutionFailed { execution_id, agent_id, reason, total_iterations: iterations, failed_at };
                (text, publisher.publish_wait(event).await?)
            }
        };
        Ok(ended(outcome, result, receipt.into()))
    }

    /// The accepted response, if there is one.
    async fn iterate(
        &self,
        mind: &mut impl Mind,
        toolbox: &Toolbox,
        validator: Option<&ReportValidator>,
        most: u8,
        iterations: &mut u8,
        started: Cause,
    ) -> Result<Option<String>, PublishError> {
        for number in 1..=most {
            *iterations = number;
            match self.step(mind, toolbox, validator, number, number < most, started).await? {
                Step::Accepted(output) => return Ok(Some(output)),
                Step::Again { refined: true } => tokio::time::sleep(self.back_off).await,
                Step::Again { refined: false } => break,
            }
        }
        Ok(None)
    }

    async fn step(
        &self,
        mind: &mut impl Mind,
        toolbox: &Toolbox,
        validator: Option<&ReportValidator>,
        iteration_number: u8,
        may_refine: bool,
        started: Cause,
    ) -> Result<Step, PublishError> {
        let Run { agent_id, execution_id } = toolbox.run;
        let event = IterationStarted { execution_id, agent_id, iteration_number, action: mind.action(), started_at: Utc::now() };
        let begun = self.event_bus.caused_by(started).publish_wait(event).await?;
        let publisher = self.event_bus.caused_by(begun);
        let before = mind.plan();
        let (refined, ended) = match mind.iterate(&toolbox.because(begun)).await {
            Ok(output) => {
                let (text, completed_at) = (output.clone(), Utc::now());
                let event = IterationCompleted { execution_id, agent_id, iteration_number, output: text, completed_at };
                let ended = publisher.publish_wait(event).await?;
                match validator.map_or(Ok(()), |validator| validator.check(&output)) {
                    Ok(()) => return Ok(Step::Accepted(output)),
                    Err(rejection) => (may_refine && mind.refine(&Feedback::Rejected(&rejection)), ended),
                }
            }
            Err(stuck) => {
                let error = IterationError { message: stuck.to_string(), details: stuck.details() };
                let event = IterationFailed { execution_id, agent_id, iteration_number, error, failed_at: Utc::now() };
                let ended = publisher.publish_wait(event).await?;
                (may_refine && mind.refine(&Feedback::Stuck(&stuck)), ended)
            }
        };
        if refined {
            let event = refinement(toolbox.run, iteration_number, &before, &mind.plan());
            self.event_bus.caused_by(ended).publish_wait(event).await?;
        }
        Ok(Step::Again { refined })
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

/// The work's result, or `None` if it was cancelled before it was done.
async fn cancelled_or<T>(cancel: &CancellationToken, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        () = cancel.cancelled() => None,
        result = work => Some(result),
    }
}
