//! The end, in the order in which nothing gets lost: whoever acts, before the bus, but for the reaper, which ends with it; the recorder,
//! before whoever reads what it records; who is watched, before who watches.
//!
//! `story → components → bus → EventRecorder → TtlReaper → AuditLogger → MetricsCollector → GrpcStream → the other handlers → durable
//! subscriptions → history`

use std::time::Duration;

use aegis_events::bus::{BusStats, Ending, ShutdownReport};
use aegis_events::domain::DomainEvent;
use aegis_events::history::{Recorder, RecorderState};
use anyhow::{Context, Error, Result, anyhow};
use tokio::time::Instant;

use super::open::{Orchestrator, Sweeper};
use super::work::Told;
use crate::house::House;
use crate::listeners::Heard;
use crate::report::{HistoryReport, several};
use crate::standing::{Audit, AuditReport, Scrape, Standing, StreamReport, VolumesReport};

/// How long it all may take to work off what is waiting.
const DRAIN_LIMIT: Duration = Duration::from_secs(10);

/// A step of the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Who ended.
    pub who: &'static str,
    /// What it came to.
    pub what: String,
    /// How long that took.
    pub took: Duration,
}

/// What is left when everything is closed.
pub(crate) struct Closed {
    pub(crate) stats: BusStats,
    pub(crate) heard: Heard,
    pub(crate) history: HistoryReport,
    pub(crate) audit: AuditReport,
    /// Or why there is none.
    pub(crate) scrape: Result<Scrape, String>,
    pub(crate) stream: Option<StreamReport>,
    pub(crate) volumes: VolumesReport,
    pub(crate) steps: Vec<Step>,
    /// What went wrong on the way.
    pub(crate) problem: Option<Error>,
}

/// The steps so far.
struct Steps {
    steps: Vec<Step>,
    since: Instant,
    deadline: Instant,
}

impl Orchestrator {
    /// Ends everything, and reads back what came of it.
    pub(super) async fn close(self, told: &Told) -> Result<Closed> {
        let Self { database, before, bus, house, sweeper, listeners, recorder, standing, reaper, .. } = self;
        let mut steps = Steps::begin();
        steps.done("story", story(told));
        let acting = end_components(&house, sweeper, &recorder, &mut steps).await;
        bus.close();
        steps.done("bus", format!("closed after {} events", bus.sequence().get()));

        let _ = steps.wait(recorder.ended()).await;
        steps.done("EventRecorder", recorded(&recorder.state()));
        let _ = steps.wait(reaper.ended()).await;
        let reaped = reaper.state();
        let expired = several(reaped.expired, "volume", "volumes");
        steps.done("TtlReaper", format!("{expired} expired, {} pending", reaped.pending));
        let (audit, scrape, stream) = end_watchers(standing, &mut steps).await?;
        let drained = bus.shutdown(steps.left()).await;
        let late = late_ones(&drained);
        steps.done("other handlers", handlers(&drained, late.len()));
        let late = (!late.is_empty()).then(|| anyhow!("not done within {DRAIN_LIMIT:?}: {}", late.join(", ")));

        let last = database.history.last_position().await?;
        let heard = listeners.end(drained, last).await?;
        steps.done("durable subscriptions", format!("at position {} of {last}", heard.account.state.position));
        let audit = audit.report().await?;
        let volumes = VolumesReport::read(&database.history, reaped).await?;
        let shown = told.executions.first().map(|line| line.execution_id);
        let history = HistoryReport::read(&database, before, shown, recorder.state()).await;
        let history = history.context("the history cannot be read back")?;
        steps.done("history", "read back".to_owned());

        let stopped = stream.as_ref().and_then(|stream| stream.problem.as_ref()).map(|problem| anyhow!("{problem}"));
        let tampered = audit.verified.finding.as_ref().map(|finding| anyhow!("the audit log is not good: {finding}"));
        let (scrape, unread) = match scrape {
            Ok(scrape) => (scrape.ok_or_else(|| "they are not served".to_owned()), None),
            Err(error) => (Err(format!("{error:#}")), Some(error)),
        };
        let ended = told.server_ended.then(|| anyhow!("a server has ended before the run"));
        let problem = acting.or(late).or(stopped).or(tampered).or(unread).or(ended);
        Ok(Closed { stats: bus.stats(), heard, history, audit, scrape, stream, volumes, steps: steps.steps, problem })
    }
}

/// Ends whoever acts by itself, and lets what was committed last come to its live subscribers before they end; if the database is away, that
/// happens in the next run. Gives what went wrong.
async fn end_components(
    house: &House,
    sweeper: Sweeper,
    recorder: &Recorder<DomainEvent>,
    steps: &mut Steps,
) -> Option<Error> {
    sweeper.stop.cancel();
    let late = || anyhow!("the components did not end within {DRAIN_LIMIT:?}");
    let swept = steps.wait(sweeper.task).await.map_or_else(|| Err(late()), |task| Ok(task??));
    let ended = steps.wait(house.end()).await.unwrap_or_else(|| Err(late()));
    let relayed = steps.wait(recorder.outbox_relayed()).await;
    let cancelled = several(*ended.as_ref().unwrap_or(&0), "execution", "executions");
    let outbox = if relayed == Some(true) { "the outbox relayed" } else { "the outbox left to the next run" };
    steps.done("components", format!("{cancelled} cancelled, {outbox}"));
    swept.err().or(ended.err())
}

/// Ends those who write down, count and pass on what others do, each when it has everything.
async fn end_watchers(
    Standing { audit, metrics, stream }: Standing,
    steps: &mut Steps,
) -> Result<(Audit, Result<Option<Scrape>>, Option<StreamReport>)> {
    let _ = steps.wait(audit.ended()).await;
    let written = audit.state();
    steps.done("AuditLogger", format!("{} entries, {} of them sealed", written.entries, written.sealed));
    let _ = steps.wait(metrics.ended()).await;
    let counted = metrics.stats();
    steps.done("MetricsCollector", format!("{} events counted, {} left", counted.delivered, counted.lag));
    let scrape = metrics.end().await;
    steps.done(
        "/metrics",
        if matches!(scrape, Ok(Some(_))) { "read a last time, and closed" } else { "closed" }.to_owned(),
    );
    let stream = match stream {
        Some(stream) => Some(stream.end().await?),
        None => None,
    };
    let served = stream.as_ref().map_or_else(|| "switched off".to_owned(), |stream| stream.served.to_string());
    steps.done("GrpcStream", served);
    Ok((audit, scrape, stream))
}

fn recorded(state: &RecorderState) -> String {
    let RecorderState { recorded, relayed, queue_depth, .. } = state;
    format!("{recorded} events of the bus recorded and {relayed} of the outbox, {queue_depth} left")
}

fn story(told: &Told) -> String {
    let so_far = match told.rounds {
        Some(rounds) => format!(", {} before", several(rounds, "round", "rounds")),
        None => String::new(),
    };
    match told {
        Told { stopped: true, problem: None, .. } => format!("stopped{so_far}"),
        Told { server_ended: false, problem: None, .. } => format!("told{so_far}"),
        _ => format!("broken off{so_far}"),
    }
}

fn handlers(drained: &ShutdownReport, late: usize) -> String {
    let with_handler = drained.subscribers().iter().filter(|one| one.ending != Ending::ByHand).count();
    match late {
        0 => format!("{with_handler} in all, with the above, drained"),
        late => format!("{late} of {with_handler} in all, with the above, were not done"),
    }
}

/// Who was not done in time.
fn late_ones(drained: &ShutdownReport) -> Vec<String> {
    let late = drained.subscribers().iter().filter(|subscriber| subscriber.ending == Ending::Aborted);
    late.map(|subscriber| format!("{} ({} left)", subscriber.stats.name, subscriber.stats.lag)).collect()
}

impl Steps {
    fn begin() -> Self {
        let now = Instant::now();
        Self { steps: Vec::new(), since: now, deadline: now + DRAIN_LIMIT }
    }

    /// Waits for somebody, as long as there is time.
    async fn wait<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout_at(self.deadline, work).await.ok()
    }

    /// How much time is left.
    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    fn done(&mut self, who: &'static str, what: String) {
        let now = Instant::now();
        self.steps.push(Step { who, what, took: now - self.since });
        self.since = now;
    }
}
