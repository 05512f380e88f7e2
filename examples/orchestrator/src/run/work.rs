//! The middle: the story, once or in rounds.

use std::time::{Duration, Instant};

use anyhow::Error;
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
    /// Whether a server has ended before the run.
    pub(crate) server_ended: bool,
    pub(crate) problem: Option<Error>,
}

/// What ends work before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Stopped,
    ServerEnded,
}

impl Told {
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
        let (start, before) = (Instant::now(), orchestrator.bus.sequence().get());
        tell(orchestrator, assignment, stop, told).await;
        if told.is_over() {
            break;
        }
        told.rounds = Some(round);
        let (events, ms) = (orchestrator.bus.sequence().get() - before, start.elapsed().as_millis());
        orchestrator.screen.say(&format!("round {round}: {events} events in {ms} ms"));
        let rest = tokio::time::sleep(pause);
        if let Err(cut) = unless_cut(rest, stop, orchestrator.standing.server_ended()).await {
            told.cut(cut);
            break;
        }
    }
    orchestrator.screen.say("stopping");
}

async fn tell(orchestrator: &mut Orchestrator, assignment: &Assignment, stop: &CancellationToken, told: &mut Told) {
    let Orchestrator { house, bus, database, listeners, standing, .. } = orchestrator;
    let mut story = Story::new(house, bus, &database.history, assignment.max_files);
    let result = unless_cut(story.tell(&assignment.folder, listeners), stop, standing.server_ended()).await;
    let executions = story.into_executions();
    if !executions.is_empty() {
        told.executions = executions;
    }
    match result {
        Err(cut) => told.cut(cut),
        Ok(result) => told.problem = result.err(),
    }
}

/// Works, unless somebody says stop or a server ends before it is done.
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
    async fn work_that_never_ends_is_cut_when_a_server_ends_or_somebody_says_stop() {
        let (go_on, stop) = (CancellationToken::new(), CancellationToken::new());
        stop.cancel();
        assert_eq!(unless_cut(pending::<()>(), &go_on, ready(())).await, Err(Cut::ServerEnded));
        assert_eq!(unless_cut(pending::<()>(), &stop, pending()).await, Err(Cut::Stopped));
        assert_eq!(unless_cut(ready(7), &go_on, pending()).await, Ok(7));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_server_that_dies_ends_the_run_with_its_reason_and_everything_else_in_order() {
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
        let told = work(&mut orchestrator, &assignment, &CancellationToken::new()).await;
        assert!(told.server_ended && told.problem.is_none());
        assert_eq!(told.rounds, Some(0));

        let closed = orchestrator.close(&told).await.unwrap();
        let problem = closed.problem.unwrap().to_string();
        assert!(problem.starts_with(&format!("the gRPC server on {place} stopped: task ")), "{problem}");
        assert!(problem.ends_with(" was cancelled"), "{problem}");
        assert_eq!(closed.steps.first().unwrap().what, "broken off, 0 rounds before");
        assert_eq!(closed.steps.last().unwrap().what, "read back");
    }
}
