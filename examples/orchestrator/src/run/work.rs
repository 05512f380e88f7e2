//! The work: the story, once or in rounds.

use std::time::{Duration, Instant};

use anyhow::Error;
use tokio_util::sync::CancellationToken;

use super::open::{Assignment, Orchestrator};
use crate::settings::Work;
use crate::story::ExecutionLine;
use crate::story::Story;

/// The result of the work.
#[derive(Default)]
pub(crate) struct Progress {
    /// The executions of the last round in which one ended.
    pub(crate) executions: Vec<ExecutionLine>,
    /// The number of complete rounds, if the story is repeated.
    pub(crate) rounds: Option<u64>,
    /// Whether the run was stopped.
    pub(crate) stopped: bool,
    /// Whether a server ended before the run.
    pub(crate) server_ended: bool,
    pub(crate) problem: Option<Error>,
}

/// Why work ends early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Stopped,
    ServerEnded,
}

impl Progress {
    fn cut(&mut self, cut: Cut) {
        match cut {
            Cut::Stopped => self.stopped = true,
            Cut::ServerEnded => self.server_ended = true,
        }
    }

    fn is_over(&self) -> bool {
        self.stopped || self.server_ended || self.problem.is_some()
    }
}

/// Runs the story until it is complete, fails or is stopped.
pub(super) async fn work(
    orchestrator: &mut Orchestrator,
    assignment: &Assignment,
    stop: &CancellationToken,
) -> Progress {
    let mut progress = Progress::default();
    match assignment.work {
        Work::Once => run_story(orchestrator, assignment, stop, &mut progress).await,
        Work::Rounds { pause } => repeat(orchestrator, assignment, pause, stop, &mut progress).await,
    }
    progress
}

async fn repeat(
    orchestrator: &mut Orchestrator,
    assignment: &Assignment,
    pause: Duration,
    stop: &CancellationToken,
    progress: &mut Progress,
) {
    progress.rounds = Some(0);
    for round in 1.. {
        let (start, before) = (Instant::now(), orchestrator.bus.sequence().get());
        run_story(orchestrator, assignment, stop, progress).await;
        if progress.is_over() {
            break;
        }
        progress.rounds = Some(round);
        let (events, ms) = (orchestrator.bus.sequence().get() - before, start.elapsed().as_millis());
        orchestrator.screen.say(&format!("round {round}: {events} events in {ms} ms"));
        let rest = tokio::time::sleep(pause);
        if let Err(cut) = unless_cut(rest, stop, orchestrator.standing.server_ended()).await {
            progress.cut(cut);
            break;
        }
    }
    orchestrator.screen.say("stopping");
}

async fn run_story(
    orchestrator: &mut Orchestrator,
    assignment: &Assignment,
    stop: &CancellationToken,
    progress: &mut Progress,
) {
    let Orchestrator { house, bus, database, listeners, standing, .. } = orchestrator;
    let mut story = Story::new(house, bus, &database.history, assignment.max_files);
    let result = unless_cut(story.run(&assignment.folder, listeners), stop, standing.server_ended()).await;
    let executions = story.into_executions();
    if !executions.is_empty() {
        progress.executions = executions;
    }
    match result {
        Err(cut) => progress.cut(cut),
        Ok(result) => progress.problem = result.err(),
    }
}

/// Runs a future until it is done, the run is stopped, or a server ends.
async fn unless_cut<T>(
    work: impl Future<Output = T>,
    stop: &CancellationToken,
    server_ended: impl Future<Output = ()>,
) -> Result<T, Cut> {
    tokio::select! {
        biased;
        () = stop.cancelled() => Err(Cut::Stopped),
        () = server_ended => Err(Cut::ServerEnded),
        done = work => Ok(done),
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;
    use crate::database::{Address, Database};
    use crate::settings::Settings;

    #[tokio::test]
    async fn work_ends_when_a_server_ends_or_the_run_is_stopped() {
        let (go_on, stop) = (CancellationToken::new(), CancellationToken::new());
        stop.cancel();
        assert_eq!(unless_cut(pending::<()>(), &go_on, ready(())).await, Err(Cut::ServerEnded));
        assert_eq!(unless_cut(pending::<()>(), &stop, pending()).await, Err(Cut::Stopped));
        assert_eq!(unless_cut(ready(7), &go_on, pending()).await, Ok(7));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_dead_server_ends_the_run_in_order_with_its_reason() {
        let (folder, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let address = Address::of_file(&store.path().join("events.db")).unwrap();
        let mut settings = Settings::quiet(folder.path(), address, store.path().join("audit")).unwrap();
        settings.work = Work::Rounds { pause: Duration::from_secs(86_400) };
        let database = Database::open(&settings.database, settings.standing.recorder.clone()).await.unwrap();
        let (mut orchestrator, assignment) = Orchestrator::open(database, settings).await.unwrap();

        let stream = orchestrator.standing.stream.as_ref().unwrap();
        let place = stream.address();
        stream.killer().abort();
        orchestrator.standing.server_ended().await;
        let progress = work(&mut orchestrator, &assignment, &CancellationToken::new()).await;
        assert!(progress.server_ended && progress.problem.is_none());
        assert_eq!(progress.rounds, Some(0));

        let closed = orchestrator.close(&progress).await.unwrap();
        let problem = closed.problem.unwrap().to_string();
        assert!(problem.starts_with(&format!("the gRPC server on {place} stopped: task ")), "{problem}");
        assert!(problem.ends_with(" was cancelled"), "{problem}");
        assert_eq!(closed.steps.first().unwrap().what, "broken off, 0 rounds before");
        assert_eq!(closed.steps.last().unwrap().what, "read back");
    }
}
