//! The report of a run: published events, subscribers, executions, and the history.

mod history;
mod standing;
mod subscriber;
mod tables;

use std::time::Duration;

use aegis_events::bus::BusStats;

use crate::explain::explain;
use crate::listeners::{Account, Followed};
use crate::run::{Closed, Progress, Step};
use crate::standing::{AuditReport, Scrape, StreamReport, VolumesReport};
pub use crate::story::ExecutionLine;

pub use history::{ExecutionStates, FamilyHistory, HistoryReport, Timeline, TimelineLine};
pub use subscriber::SubscriberLine;

/// The result of a run. Its `Display` prints the tables.
#[derive(Debug)]
pub struct Summary {
    /// Events published.
    pub published: u64,
    /// The contents of the database.
    pub history: HistoryReport,
    /// The audit log, verified.
    pub audit: AuditReport,
    /// The last scrape of `/metrics`, or the reason why there is none.
    pub scrape: Result<Scrape, String>,
    /// The gRPC stream; `None` if it is switched off.
    pub stream: Option<StreamReport>,
    /// The expired volumes.
    pub volumes: VolumesReport,
    /// The steps of the shutdown, in order.
    pub steps: Vec<Step>,
    /// The number of complete rounds, if the run repeats the story.
    pub rounds: Option<u64>,
    /// The volumes provisioned since the first run.
    pub account: Account,
    /// Each family with its events, and the number of its event types that occurred.
    pub families: Vec<FamilyLine>,
    /// Each publisher with the number of its events.
    pub publishers: Vec<(&'static str, u64)>,
    /// Each subscriber that existed at the end.
    pub subscribers: Vec<SubscriberLine>,
    /// Each ended execution of an agent, of the last round if there were several.
    pub executions: Vec<ExecutionLine>,
    /// Event types that did not occur: family and event.
    pub unseen: Vec<(&'static str, &'static str)>,
    /// What the client of one execution received.
    pub followed: Option<Followed>,
    /// Whether a single run was interrupted.
    pub interrupted: bool,
    /// The first error, if there was one.
    pub problem: Option<String>,
    pub(crate) remarks: Vec<String>,
}

/// A family of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyLine {
    /// Its name.
    pub name: &'static str,
    /// Events published.
    pub published: u64,
    /// Event types that occurred.
    pub seen: usize,
    /// Event types of the catalog.
    pub kinds: usize,
}

impl Summary {
    pub(crate) fn new(progress: Progress, closed: Closed, took: Duration) -> Self {
        let Closed { stats, listener_results, history, audit, scrape, stream, volumes, steps, problem } = closed;
        let unseen = stats.published().filter(|(_, count)| *count == 0);
        let unseen = unseen.map(|(info, _)| (info.family(), info.event_type())).collect();
        let (lost, backfilled) = (listener_results.narrator.1.lost, listener_results.narrator.0.backfilled);
        let remarks = vec![
            format!("{} events in {} ms", stats.total(), took.as_millis()),
            format!("narrator: {} events dropped by its ring, {} of them read from the history", lost, backfilled),
        ];
        Self {
            published: stats.total(),
            history,
            audit,
            scrape,
            stream,
            volumes,
            steps,
            rounds: progress.rounds,
            families: families(&stats),
            publishers: stats.published_by_publisher().collect(),
            subscribers: SubscriberLine::all(&listener_results),
            account: listener_results.account,
            executions: progress.executions,
            unseen,
            followed: listener_results.client.map(|(followed, _)| followed),
            interrupted: progress.stopped && progress.rounds.is_none(),
            problem: progress.problem.or(problem).map(|problem| explain(&problem)),
            remarks,
        }
    }

    /// One subscriber.
    pub fn subscriber(&self, name: &str) -> Option<&SubscriberLine> {
        self.subscribers.iter().find(|subscriber| subscriber.name == name)
    }
}

fn families(stats: &BusStats) -> Vec<FamilyLine> {
    let of_family = |name| stats.published().filter(move |(info, _)| info.family() == name);
    let line = |(name, published)| FamilyLine {
        name,
        published,
        seen: of_family(name).filter(|(_, count)| *count > 0).count(),
        kinds: of_family(name).count(),
    };
    stats.published_by_family().map(line).collect()
}
