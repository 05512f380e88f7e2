//! The timeline of one execution, by its key: main events, and sums of the small ones in between.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use aegis_events::bus::Event;
use aegis_events::domain::{DomainEvent, ExecutionId};
use aegis_events::history::History;
use aegis_events::types::Timestamp;
use anyhow::Result;

use crate::listeners::{Description, describe};

/// The events of one execution, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The execution.
    pub execution_id: ExecutionId,
    /// Events with its id.
    pub events: u64,
    /// The lines.
    pub lines: Vec<TimelineLine>,
}

/// One event, or the sum of several small ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineLine {
    /// The positions of the first and the last event.
    pub positions: (u64, u64),
    /// Milliseconds since the execution's first event.
    pub offset_ms: i64,
    /// The event type.
    pub event_type: &'static str,
    /// The publisher.
    pub publisher: &'static str,
    /// The details.
    pub about: String,
}

/// In place of what small events do not have in common.
const SEVERAL: &str = "…";

/// Turns events into lines.
struct Reader {
    timeline: Timeline,
    start: Option<Timestamp>,
    /// Small events since the last line: positions, time, and the number per family.
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

/// Whether an event is small: files, tools and commands.
fn is_work(event: &DomainEvent) -> bool {
    matches!(event, DomainEvent::Storage(_) | DomainEvent::McpTool(_) | DomainEvent::Command(_) | DomainEvent::Smcp(_))
}
