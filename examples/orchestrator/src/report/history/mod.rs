//! The report of the history: everything here was committed and read back.

mod tables;
mod timeline;

use std::collections::BTreeMap;

use aegis_events::domain::execution::{ExecutionCancelled, ExecutionCompleted, ExecutionFailed};
use aegis_events::domain::{DomainEvent, ExecutionId};
use aegis_events::history::{EventCount, RecorderState};
use anyhow::{Context, Result};

use crate::database::{Database, Pool};

pub use timeline::{Timeline, TimelineLine};

/// The history, from the first run to this one.
#[derive(Debug)]
pub struct HistoryReport {
    /// The place of the database: a file, or host, port and database.
    pub place: String,
    /// Number of runs, this one included if it has events.
    pub runs: u64,
    /// Events of all runs.
    pub events: u64,
    /// Events since this run started.
    pub events_of_this_run: u64,
    /// The first and last position since this run started.
    pub positions: Option<(u64, u64)>,
    /// Each family with events.
    pub families: Vec<FamilyHistory>,
    /// Each final state of an execution.
    pub executions: Vec<ExecutionStates>,
    /// The timeline of one execution of this run.
    pub timeline: Option<Timeline>,
    /// The answer to the query of the specification: event type, volume, time.
    pub last_volume_events: Vec<Vec<String>>,
    /// The recorder of this run.
    pub recorder: RecorderState,
    /// Committed events that an interrupted run has not moved to the history. The next run moves them.
    pub outboxed: u64,
}

/// A family in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyHistory {
    /// Its name.
    pub name: &'static str,
    /// Its events of all runs.
    pub events: u64,
    /// Its events since this run started.
    pub events_of_this_run: u64,
    /// The number of events of each type, of all runs.
    pub event_types: Vec<(&'static str, u64)>,
}

/// The number of ended executions: by their states, and by the events that were committed with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutionStates {
    /// The state.
    pub status: &'static str,
    /// Rows of the table `executions` in this state.
    pub rows: u64,
    /// Events of this state in the history.
    pub events: u64,
}

/// The query of the AEGIS documentation, verbatim.
const VOLUME_QUESTION: &str = "\
SELECT event_type, event_data->>'volume_id', created_at FROM domain_events
WHERE event_type LIKE 'Volume%' ORDER BY created_at DESC LIMIT 10;";

impl HistoryReport {
    /// Reads everything back.
    pub(crate) async fn read(
        database: &Database,
        before: u64,
        shown: Option<ExecutionId>,
        recorder: RecorderState,
    ) -> Result<Self> {
        let Database { history, pool } = database;
        let families = families(database, before).await?;
        let events_of_this_run = families.iter().map(|family| family.events_of_this_run).sum();
        let last = history.last_position().await?.get();
        let timeline = match shown {
            Some(execution_id) => Some(Timeline::read(history, execution_id).await?),
            None => None,
        };
        let volumes = pool.rows(VOLUME_QUESTION).await?;
        let text = |row: Vec<Option<String>>| row.into_iter().map(Option::unwrap_or_default).collect();
        Ok(Self {
            place: history.place().to_owned(),
            runs: number(pool, "SELECT count(DISTINCT bus_id) FROM domain_events").await?,
            events: families.iter().map(|family| family.events).sum(),
            events_of_this_run,
            positions: (last > before).then_some((before + 1, last)),
            families,
            executions: executions(database).await?,
            timeline,
            last_volume_events: volumes.into_iter().map(text).collect(),
            recorder,
            outboxed: number(pool, "SELECT count(*) FROM event_outbox").await?,
        })
    }
}

async fn families(database: &Database, before: u64) -> Result<Vec<FamilyHistory>> {
    let events = || database.history.events::<DomainEvent>();
    let new = events().after_position(before).count_by_event().await?;
    let mut families: Vec<FamilyHistory> = Vec::new();
    for EventCount { event: info, events: count, .. } in events().count_by_event().await? {
        let name = info.family();
        if families.last().is_none_or(|family| family.name != name) {
            let of_this_run = new.iter().filter(|new| new.event.family() == name).map(|new| new.events).sum();
            let family = FamilyHistory { name, events: 0, events_of_this_run: of_this_run, event_types: Vec::new() };
            families.push(family);
        }
        if let Some(family) = families.last_mut() {
            family.events += count;
            family.event_types.push((info.event_type(), count));
        }
    }
    Ok(families)
}

async fn executions(database: &Database) -> Result<Vec<ExecutionStates>> {
    let Database { history, pool } = database;
    let rows = pool.rows("SELECT status, count(*) FROM executions GROUP BY status").await?;
    let rows = rows.iter().filter_map(|row| Some((row.first()?.as_deref()?, row.get(1)?.as_deref()?.parse().ok()?)));
    let rows: BTreeMap<&str, u64> = rows.collect();
    let of = |status, events| ExecutionStates { status, rows: rows.get(status).copied().unwrap_or(0), events };
    Ok(vec![
        of("completed", history.events::<ExecutionCompleted>().count().await?),
        of("failed", history.events::<ExecutionFailed>().count().await?),
        of("cancelled", history.events::<ExecutionCancelled>().count().await?),
    ])
}

/// The single number that a query returns.
async fn number(pool: &Pool, sql: &'static str) -> Result<u64> {
    let rows = pool.rows(sql).await?;
    let text = rows.first().and_then(|row| row.first()?.as_deref()).context("the database returned no number")?;
    text.parse().with_context(|| format!("the database returned `{text}`, which is not a number"))
}
