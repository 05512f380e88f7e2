//! The shutdown, in an order that loses nothing: components before the bus, except the reaper, which ends with it; the recorder before its
//! readers; the observed before the observers.
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
use super::work::Progress;
use crate::house::House;
use crate::listeners::ListenerResults;
use crate::report::HistoryReport;
use crate::screen::several;
use crate::standing::{Audit, AuditReport, Scrape, Standing, StreamReport, VolumesReport};

/// Time limit for handling all pending events.
const DRAIN_LIMIT: Duration = Duration::from_secs(10);

/// A step of the shutdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What ended.
    pub who: &'static str,
    /// Its result.
    pub what: String,
    /// Its duration.
    pub took: Duration,
}

/// The results after everything is closed.
pub(crate) struct Closed {
    pub(crate) stats: BusStats,
    pub(crate) listener_results: ListenerResults,
    pub(crate) history: HistoryReport,
    pub(crate) audit: AuditReport,
    /// The scrape, or the reason why there is none.
    pub(crate) scrape: Result<Scrape, String>,
    pub(crate) stream: Option<StreamReport>,
    pub(crate) volumes: VolumesReport,
    pub(crate) steps: Vec<Step>,
    /// The first error.
    pub(crate) problem: Option<Error>,
}

/// The steps so far.
struct Steps {
    steps: Vec<Step>,
    since: Instant,
    deadline: Instant,
}

impl Orchestrator {
    /// Ends everything and reads the results back.
    pub(super) async fn close(self, progress: &Progress) -> Result<Closed> {
        let Self { database, before, bus, house, sweeper, listeners, recorder, standing, reaper, .. } = self;
        let mut steps = Steps::begin();
        steps.done("story", story(progress));
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

        let last = database.history.last_position().await?.get();
        let listener_results = listeners.end(drained, last).await?;
        steps.done(
            "durable subscriptions",
            format!("at position {} of {last}", listener_results.account.state.position),
        );
        let audit = audit.report().await?;
        let volumes = VolumesReport::read(&database.history, reaped).await?;
        let shown = progress.executions.first().map(|line| line.execution_id);
        let history = HistoryReport::read(&database, before, shown, recorder.state()).await;
        let history = history.context("cannot read the history")?;
        steps.done("history", "read back".to_owned());

        let stopped = stream.as_ref().and_then(|stream| stream.problem.as_ref()).map(|problem| anyhow!("{problem}"));
        let tampered = audit.verified.finding.as_ref().map(|finding| anyhow!("the audit log is not valid: {finding}"));
        let (scrape, unread) = match scrape {
            Ok(scrape) => (scrape.ok_or_else(|| "not served".to_owned()), None),
            Err(error) => (Err(format!("{error:#}")), Some(error)),
        };
        let ended = progress.server_ended.then(|| anyhow!("a server has ended before the run"));
        let problem = acting.or(late).or(stopped).or(tampered).or(unread).or(ended);
        Ok(Closed {
            stats: bus.stats(),
            listener_results,
            history,
            audit,
            scrape,
            stream,
            volumes,
            steps: steps.steps,
            problem,
        })
    }
}

/// Ends the components, and lets the relay publish the last committed events while their live subscribers still exist. If the database is
/// unavailable, the next run does that. Returns the error, if there was one.
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
    let outbox = if relayed == Some(Ok(())) { "the outbox relayed" } else { "the outbox is left to the next run" };
    steps.done("components", format!("{cancelled} cancelled, {outbox}"));
    swept.err().or(ended.err())
}

/// Ends the observers, each when it has all events.
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
        if matches!(scrape, Ok(Some(_))) { "scraped a last time, closed" } else { "closed" }.to_owned(),
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

fn story(progress: &Progress) -> String {
    let so_far = match progress.rounds {
        Some(rounds) => format!(", {} before", several(rounds, "round", "rounds")),
        None => String::new(),
    };
    match progress {
        Progress { stopped: true, problem: None, .. } => format!("stopped{so_far}"),
        Progress { server_ended: false, problem: None, .. } => format!("complete{so_far}"),
        _ => format!("broken off{so_far}"),
    }
}

fn handlers(drained: &ShutdownReport, late: usize) -> String {
    let with_handler = drained.subscribers().iter().filter(|one| one.ending != Ending::ByHand).count();
    match late {
        0 => format!("{with_handler} in total, including the above, drained"),
        late => format!("{late} of {with_handler} in total, including the above, not drained"),
    }
}

/// The handlers that missed the deadline or ended early.
fn late_ones(drained: &ShutdownReport) -> Vec<String> {
    let late = drained
        .subscribers()
        .iter()
        .filter(|subscriber| matches!(subscriber.ending, Ending::Aborted | Ending::EndedEarly));
    late.map(|subscriber| format!("{} ({} left)", subscriber.stats.name, subscriber.stats.lag)).collect()
}

impl Steps {
    fn begin() -> Self {
        let now = Instant::now();
        Self { steps: Vec::new(), since: now, deadline: now + DRAIN_LIMIT }
    }

    /// Waits for a future until the deadline.
    async fn wait<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout_at(self.deadline, work).await.ok()
    }

    /// The remaining time.
    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    fn done(&mut self, who: &'static str, what: String) {
        let now = Instant::now();
        self.steps.push(Step { who, what, took: now - self.since });
        self.since = now;
    }
}
