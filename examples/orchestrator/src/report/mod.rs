//! The end of a run: what was published, who got it, how the executions ended, and what the history says of it.

mod history;
mod standing;
mod subscriber;
mod tables;

use std::time::Duration;

use aegis_events::bus::BusStats;
use aegis_events::domain::ExecutionId;

use crate::listeners::{Account, Followed};
use crate::run::{Closed, Step, Told};
use crate::standing::{AuditReport, Scrape, StreamReport, VolumesReport};

pub use history::{ExecutionStates, FamilyHistory, HistoryReport, Timeline, TimelineLine};
pub(crate) use standing::several;
pub use subscriber::SubscriberLine;

/// What a run came to. Its `Display` is the tables.
#[derive(Debug)]
pub struct Summary {
    /// Events published.
    pub published: u64,
    /// What is in the database now.
    pub history: HistoryReport,
    /// The audit log, verified.
    pub audit: AuditReport,
    /// The last scrape of `/metrics`, or why there is none.
    pub scrape: Result<Scrape, String>,
    /// The gRPC stream; `None` if it is switched off.
    pub stream: Option<StreamReport>,
    /// The volumes that have expired.
    pub volumes: VolumesReport,
    /// How everything ended, in order.
    pub steps: Vec<Step>,
    /// How often the story was told to its end, by a run that tells it again and again.
    pub rounds: Option<u64>,
    /// What was provisioned since the first run.
    pub account: Account,
    /// Each family with its events and the number of its event types that were seen, out of how many.
    pub families: Vec<FamilyLine>,
    /// Each publisher with the number of its events.
    pub publishers: Vec<(&'static str, u64)>,
    /// Each subscriber that stayed to the end.
    pub subscribers: Vec<SubscriberLine>,
    /// Each execution of an agent that has ended, of the last round if there were several.
    pub executions: Vec<ExecutionLine>,
    /// Event types that were not seen: the family and the event.
    pub unseen: Vec<(&'static str, &'static str)>,
    /// What the client of one execution got.
    pub followed: Option<Followed>,
    /// Whether a run was interrupted that would have ended by itself.
    pub interrupted: bool,
    /// What broke, if anything did.
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
    /// Event types that were published.
    pub seen: usize,
    /// Event types that there are.
    pub kinds: usize,
}

/// An execution of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutionLine {
    /// The agent's name.
    pub agent: &'static str,
    /// The execution.
    pub execution_id: ExecutionId,
    /// `completed`, `failed` or `cancelled`.
    pub outcome: &'static str,
    /// How many iterations it took.
    pub iterations: u8,
    /// How long it took.
    pub took: Duration,
    /// The accepted response, or why there is none.
    pub result: String,
}

impl Summary {
    pub(crate) fn new(told: Told, closed: Closed, took: Duration) -> Self {
        let Closed { stats, heard, history, audit, scrape, stream, volumes, steps, problem } = closed;
        let unseen = stats.published().filter(|(_, count)| *count == 0);
        let unseen = unseen.map(|(info, _)| (info.family(), info.event_type())).collect();
        let (lost, backfilled) = (heard.narrator.1.lost, heard.narrator.0.backfilled);
        let remarks = vec![
            format!("{} events in {} ms", stats.total(), took.as_millis()),
            format!("narrator: {} events that its ring dropped, {} of them read from the history", lost, backfilled),
        ];
        Self {
            published: stats.total(),
            history,
            audit,
            scrape,
            stream,
            volumes,
            steps,
            rounds: told.rounds,
            families: families(&stats),
            publishers: stats.published_by_publisher().collect(),
            subscribers: SubscriberLine::all(&heard),
            account: heard.account,
            executions: told.executions,
            unseen,
            followed: heard.client.map(|(followed, _)| followed),
            interrupted: told.stopped && told.rounds.is_none(),
            problem: told.problem.or(problem).map(|problem| format!("{problem:#}")),
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
