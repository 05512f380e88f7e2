//! An event as it is stored.

use crate::envelope::EventId;
use crate::history::backend::Cell;
use crate::history::escape;
use crate::types::{Timestamp, Uuid};

/// A row of `domain_events`, whatever the catalog.
///
/// Times before the year 1 and after 9999 are the ends of what a [`Timestamp`] can be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is the column of its name, which docs/history.md describes")]
pub struct StoredEvent {
    pub position: u64,
    pub event_id: EventId,
    pub family: String,
    pub event_type: String,
    pub publisher: String,
    pub version: u32,
    pub occurred_at: Timestamp,
    pub created_at: Timestamp,
    pub correlation_id: EventId,
    pub causation_id: Option<EventId>,
    pub node_id: String,
    pub bus_id: Uuid,
    pub sequence: Option<u64>,
    /// The payload: JSON text as it was published, sensitive fields included.
    pub event_data: Vec<u8>,
}

impl StoredEvent {
    /// From the columns of [`Select::whole_rows`](crate::history::query::Select::whole_rows); the name of the first that is not what it
    /// should be, where one is not.
    pub(super) fn of(row: &[Cell]) -> Result<Self, &'static str> {
        let mut cells = row.iter();
        let mut next = |name| cells.next().ok_or(name);
        let text = |cell: &Cell| cell.as_text().map(str::to_owned);
        let id = |cell: &Cell| cell.as_uuid().map(EventId::from);
        let time = |cell: &Cell| cell.as_sql_timestamp().map(|moment| moment.to_time());
        Ok(Self {
            position: next("position")?.as_count().ok_or("position")?,
            event_id: id(next("event_id")?).ok_or("event_id")?,
            event_type: text(next("event_type")?).ok_or("event_type")?,
            family: text(next("family")?).ok_or("family")?,
            publisher: text(next("publisher")?).ok_or("publisher")?,
            version: next("version")?.as_count().and_then(|version| version.try_into().ok()).ok_or("version")?,
            occurred_at: time(next("occurred_at")?).ok_or("occurred_at")?,
            created_at: time(next("created_at")?).ok_or("created_at")?,
            correlation_id: id(next("correlation_id")?).ok_or("correlation_id")?,
            causation_id: optional(next("causation_id")?, id).ok_or("causation_id")?,
            node_id: text(next("node_id")?).ok_or("node_id")?,
            bus_id: next("bus_id")?.as_uuid().ok_or("bus_id")?,
            sequence: optional(next("sequence")?, Cell::as_count).ok_or("sequence")?,
            event_data: next("event_data")?.as_text().map(unescaped).ok_or("event_data")?,
        })
    }
}

fn optional<T>(cell: &Cell, read: impl FnOnce(&Cell) -> Option<T>) -> Option<Option<T>> {
    match cell {
        Cell::Null => Some(None),
        cell => read(cell).map(Some),
    }
}

fn unescaped(json: &str) -> Vec<u8> {
    escape::unescape_json(json.as_bytes()).into_owned()
}
