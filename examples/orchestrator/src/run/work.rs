//! The middle: the story, once or in rounds.

use std::time::{Duration, Instant};

use anyhow::{Error, Result};
use tokio_util::sync::CancellationToken;

use super::open::{Assignment, Orchestrator};
use crate::report::ExecutionLine;
use crate::settings::Work;
use crate::story::Story;

/// What came of it.
#[derive(Default)]
pub(crate) struct Told {
    /// The executions that have ended in the last round in which any did.
    pub(crate) executions: Vec<ExecutionLine>,
    /// How often the story was told to its end, if it was to be told again and again.
    pub(crate) rounds: Option<u64>,
    /// Whether somebody said stop.
    pub(crate) stopped: bool,
    pub(crate) problem: Option<Error>,
}

/// Tells the story until it is told, broken off or stopped.
pub(super) async fn work(orchestrator: &mut Orchestrator, assignment: &Assignment, stop: &CancellationToken) -> Told {
    let mut told = Told::default();
    match assignment.work {
        Work::Once => tell(orchestrator, assignment, stop, &mut told).await,
        Work::Rounds { pause } => repeat(orchestrator, assignment, pause, stop, &mut told).await,
    }
    told
}

async fn repeat(
    orchestrator: &mut Orchestrator,
    assignment: &Assignment,
    pause: Duration,
    stop: &CancellationToken,
    told: &mut Told,
) {
    told.rounds = Some(0);
    for round in 1.. {
        let (start, before) = (Instant::now(), orchestrator.bus.sequence());
        tell(orchestrator, assignment, stop, told).await;
        if told.stopped || told.problem.is_some() {
            break;
        }
        told.rounds = Some(round);
        let (events, ms) = (orchestrator.bus.sequence() - before, start.elapsed().as_millis());
        orchestrator.screen.say(&format!("round {round}: {events} events in {ms} ms"));
        if orchestrator.standing.has_stopped() {
            // Why, it says at the end.
            break;
        }
        if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            told.stopped = true;
            break;
        }
    }
    orchestrator.screen.say("stopping");
}

async fn tell(orchestrator: &mut Orchestrator, assignment: &Assignment, stop: &CancellationToken, told: &mut Told) {
    let Orchestrator { house, bus, database, listeners, .. } = orchestrator;
    let mut story = Story::new(house, bus, &database.history, assignment.max_files);
    let result: Option<Result<()>> = stop.run_until_cancelled(story.tell(&assignment.folder, listeners)).await;
    let executions = story.into_executions();
    if !executions.is_empty() {
        told.executions = executions;
    }
    match result {
        None => told.stopped = true,
        Some(result) => told.problem = result.err(),
    }
}
