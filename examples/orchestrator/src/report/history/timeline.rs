//! The timeline of one execution, by its key: what happened to it, and how much work lay between.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use aegis_events::bus::Event;
use aegis_events::domain::{DomainEvent, ExecutionId};
use aegis_events::history::History;
use aegis_events::types::Timestamp;
use anyhow::Result;

use crate::listeners::{Description, describe};

/// What happened in one execution, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The execution.
    pub execution_id: ExecutionId,
    /// Events that carry its id.
    pub events: u64,
    /// What is worth a line.
    pub lines: Vec<TimelineLine>,
}

/// One event, or many small ones in sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineLine {
    /// Its place in the history, or those of the first and the last one.
    pub positions: (u64, u64),
    /// How long after the execution's first event it occurred, in milliseconds.
    pub offset_ms: i64,
    /// What happened.
    pub event_type: &'static str,
    /// Who said so.
    pub publisher: &'static str,
    /// What it was about.
    pub about: String,
}

/// Stands for what small events do not have in common.
const SEVERAL: &str = "…";

/// Reads events one by one and makes lines of them.
struct Reader {
    timeline: Timeline,
    start: Option<Timestamp>,
    /// Small events since the last line: where and when, and how many of each family.
    small: Option<(TimelineLine, BTreeMap<&'static str, u64>)>,
}

impl Timeline {
    pub(super) async fn read(history: &History<DomainEvent>, execution_id: ExecutionId) -> Result<Self> {
        let timeline = Self { execution_id, events: 0, lines: Vec::new() };
        let mut reader = Reader { timeline, start: None, small: None };
        for event in history.events::<DomainEvent>().only(execution_id).fetch_all().await? {
            reader.read(&event);
        }
        reader.end_small();
        Ok(reader.timeline)
    }
}

impl Reader {
    fn read(&mut self, event: &Event<DomainEvent>) {
        self.timeline.events += 1;
        let start = *self.start.get_or_insert(event.occurred_at());
        let position = event.position().map(u64::from).unwrap_or_default();
        let Description { text, main, .. } = describe(event);
        let line = TimelineLine {
            positions: (position, position),
            offset_ms: (event.occurred_at() - start).num_milliseconds(),
            event_type: event.event_type(),
            publisher: event.publisher_name(),
            about: text,
        };
        if main && !is_work(event) {
            self.end_small();
            self.timeline.lines.push(line);
            return;
        }
        let several = TimelineLine { event_type: SEVERAL, publisher: SEVERAL, ..line };
        let (small, families) = self.small.get_or_insert_with(|| (several, BTreeMap::new()));
        small.positions.1 = position;
        *families.entry(event.info().family()).or_default() += 1;
    }

    fn end_small(&mut self) {
        if let Some((line, families)) = self.small.take() {
            let mut families: Vec<_> = families.into_iter().collect();
            families.sort_by_key(|(_, events)| Reverse(*events));
            let families: Vec<_> = families.iter().map(|(family, events)| format!("{events} {family}")).collect();
            self.timeline.lines.push(TimelineLine { about: families.join(", "), ..line });
        }
    }
}

/// Files, tools and commands: what an execution does all the time.
fn is_work(event: &DomainEvent) -> bool {
    matches!(event, DomainEvent::Storage(_) | DomainEvent::McpTool(_) | DomainEvent::Command(_) | DomainEvent::Smcp(_))
}
