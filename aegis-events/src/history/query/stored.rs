//! Raw queries: rows as they are stored, under any catalog.

use std::sync::Arc;

use futures_core::Stream;

use super::builder::Query;
use crate::catalog::{CatalogInfo, KindRange, KindSet};
use crate::envelope::{EventId, Position, Sequence};
use crate::event::KeyValue;
use crate::history::backend::column::stored;
use crate::history::backend::{Backend, Cell};
use crate::history::error::HistoryError;
use crate::history::escape;
use crate::history::select::{Page, Select, StoredEventCount, count_rows};
use crate::types::{Timestamp, Uuid};

/// A query without a compiled domain, made by [`RawHistory::events`](crate::history::RawHistory::events).
pub type RawQuery = Query<StoredEvent>;

/// A row of `domain_events`, under any catalog.
///
/// Times before the year 1 or after 9999 are clamped to the range of [`Timestamp`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredEvent {
    /// The position in the history.
    pub position: Position,
    /// The event's id.
    pub event_id: EventId,
    /// The family's name when the event was recorded.
    pub family: String,
    /// The event's name when it was recorded.
    pub event_type: String,
    /// The component that published the event.
    pub publisher: String,
    /// The version of the payload, from 1.
    pub version: u32,
    /// When it happened, in whole microseconds.
    pub occurred_at: Timestamp,
    /// When the event was published, in whole microseconds.
    pub published_at: Timestamp,
    /// The id of the first event in the chain of causes; the event's own id if it has no cause.
    pub correlation_id: EventId,
    /// The id of the event that caused this one.
    pub causation_id: Option<EventId>,
    /// The node that the event was published on.
    pub node_id: String,
    /// The bus that the event was published on.
    pub bus_id: Uuid,
    /// The sequence on that bus; `None` for an event of the outbox that no bus has delivered.
    pub sequence: Option<Sequence>,
    /// The payload: JSON text as it was published, sensitive fields included.
    pub event_data: Vec<u8>,
}

impl Query<StoredEvent> {
    pub(crate) fn of_all(backend: &Arc<dyn Backend>, catalog: &'static CatalogInfo) -> Self {
        let kinds = catalog.events().len();
        let last = u32::try_from(kinds.saturating_sub(1)).unwrap_or(u32::MAX);
        Self::new(backend, Select::of(catalog, &KindSet::of(&[KindRange::new(0, last)], kinds)))
    }

    /// Only events of these kinds of the catalog, including rows with former names. A second call replaces the first.
    pub fn of(self, kinds: &KindSet) -> Self {
        self.narrowed(|select| select.set_kinds(kinds))
    }

    /// Only events with this value of a key, by the key's index in the catalog.
    ///
    /// # Panics
    ///
    /// If the catalog has no key with this index.
    pub fn only(self, key: usize, value: KeyValue) -> Self {
        assert!(key < self.select.catalog.keys().len(), "the catalog has no key with the index {key}");
        self.narrowed(|select| select.keys.push((key, value)))
    }

    /// Reads one row after the other, a thousand per round trip: memory does not grow with the result.
    ///
    /// A row with a value that the history never writes is an error item, and the rows after it follow. An error of the database ends the
    /// stream.
    pub fn stream(self) -> impl Stream<Item = Result<StoredEvent, HistoryError>> + Send {
        self.pages(|backend, select, size| async move { read_page(&*backend, &select, size).await })
    }

    /// The position of the first of the last `events` events; `None` if there are no events. Ignores [`limit`](Self::limit) and order.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn start_of_newest(&self, events: u64) -> Result<Option<Position>, HistoryError> {
        let statement = self.select.start_of_newest(self.backend.dialect(), events);
        let rows = HistoryError::fetch(&*self.backend, statement).await?;
        Ok(rows.first().and_then(|row| row.first()?.as_count()).map(Position::new))
    }

    /// The number of events by the family and event type in their rows, in the order of these names. Ignores the [`limit`](Self::limit).
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn count_by_event(&self) -> Result<Vec<StoredEventCount>, HistoryError> {
        count_rows(&*self.backend, &self.select).await
    }
}

async fn read_page(backend: &dyn Backend, select: &Select, limit: u64) -> Result<Page<StoredEvent>, HistoryError> {
    let rows = HistoryError::fetch(backend, select.columns(&stored(), backend.dialect(), limit)).await?;
    let is_last = (rows.len() as u64) < limit;
    let position = |row: &Vec<Cell>| row.first().and_then(Cell::as_count);
    let last_position = rows.last().and_then(position);
    let rows = rows.iter().map(|row| {
        StoredEvent::of(row).map_err(|column| {
            let position = position(row).unwrap_or(0);
            let message = format!("the row at position {position} has an invalid value in the column `{column}`");
            HistoryError::Database { place: backend.place().to_owned(), message, help: None }
        })
    });
    Ok(Page { rows: rows.collect(), last_position, is_last })
}

impl StoredEvent {
    /// From the columns of [`stored`]. The error is the first column with an invalid value.
    fn of(row: &[Cell]) -> Result<Self, &'static str> {
        let mut cells = row.iter();
        let mut next = |name| cells.next().ok_or(name);
        let text = |cell: &Cell| cell.as_text().map(str::to_owned);
        let id = |cell: &Cell| cell.as_uuid().map(EventId::from);
        let time = |cell: &Cell| cell.as_sql_timestamp().map(|moment| moment.to_time());
        Ok(Self {
            position: next("position")?.as_count().ok_or("position")?.into(),
            event_id: id(next("event_id")?).ok_or("event_id")?,
            event_type: text(next("event_type")?).ok_or("event_type")?,
            family: text(next("family")?).ok_or("family")?,
            publisher: text(next("publisher")?).ok_or("publisher")?,
            version: next("version")?.as_count().and_then(|version| version.try_into().ok()).ok_or("version")?,
            occurred_at: time(next("occurred_at")?).ok_or("occurred_at")?,
            published_at: time(next("created_at")?).ok_or("created_at")?,
            correlation_id: id(next("correlation_id")?).ok_or("correlation_id")?,
            causation_id: optional(next("causation_id")?, id).ok_or("causation_id")?,
            node_id: text(next("node_id")?).ok_or("node_id")?,
            bus_id: next("bus_id")?.as_uuid().ok_or("bus_id")?,
            sequence: optional(next("sequence")?, Cell::as_count).ok_or("sequence")?.map(Sequence::new),
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
