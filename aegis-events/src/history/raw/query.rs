//! Questions to a history whose domain is not at hand.

use std::fmt;
use std::sync::Arc;

use futures_core::Stream;

use super::StoredEvent;
use crate::catalog::{CatalogInfo, KindRange, KindSet};
use crate::envelope::EventId;
use crate::event::KeyValue;
use crate::history::backend::Backend;
use crate::history::error::HistoryError;
use crate::history::query::{Order, Page, Select, count_rows, paged};
use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Timestamp;

/// A question to a history, made by [`RawHistory::events`](super::RawHistory::events). What the methods mean is what they mean for a
/// [`Query`](crate::history::Query).
#[derive(Clone)]
#[must_use = "a query does nothing until it is counted or streamed"]
pub struct RawQuery {
    backend: Arc<dyn Backend>,
    catalog: &'static CatalogInfo,
    select: Select,
    limit: Option<u64>,
}

impl RawQuery {
    pub(super) fn new(backend: Arc<dyn Backend>, catalog: &'static CatalogInfo) -> Self {
        let kinds = catalog.events().len();
        let last = u32::try_from(kinds.saturating_sub(1)).unwrap_or(u32::MAX);
        let select = Select::of(catalog, &KindSet::of(&[KindRange::new(0, last)], kinds));
        Self { backend, catalog, select, limit: None }
    }

    /// Only events of some kinds of the catalog, under former names too. A second call stands instead of the first.
    pub fn of(mut self, kinds: &KindSet) -> Self {
        self.select.set_kinds(kinds);
        self
    }

    /// Only events that carry a value of a key, by the key's place in the catalog.
    ///
    /// # Panics
    ///
    /// If the catalog has no key at that place.
    pub fn only(mut self, key: usize, value: KeyValue) -> Self {
        assert!(key < self.catalog.keys().len(), "the catalog has no key at the place {key}");
        self.select.keys.push((key, value));
        self
    }

    /// Only the event of an id.
    pub fn with_id(mut self, id: EventId) -> Self {
        self.select.event_id = Some(id.as_uuid());
        self
    }

    /// Only events of one correlation.
    pub fn with_correlation_id(mut self, correlation_id: EventId) -> Self {
        self.select.correlation_id = Some(correlation_id.as_uuid());
        self
    }

    /// Only events that occurred at a time or later.
    pub fn occurred_since(mut self, time: Timestamp) -> Self {
        self.select.since = Some(SqlTimestamp::from(time));
        self
    }

    /// Only events that occurred before a time.
    pub fn occurred_before(mut self, time: Timestamp) -> Self {
        self.select.before = Some(SqlTimestamp::from(time));
        self
    }

    /// Only events behind a position.
    pub fn after_position(mut self, position: u64) -> Self {
        self.select.after = Some(position);
        self
    }

    /// Only events up to a position, that one included.
    pub fn through_position(mut self, position: u64) -> Self {
        self.select.up_to = Some(position);
        self
    }

    /// The last events first.
    pub fn newest_first(mut self) -> Self {
        self.select.order = Order::PositionDescending;
        self
    }

    /// At most so many events.
    pub fn limit(mut self, events: u64) -> Self {
        self.limit = Some(events);
        self
    }

    /// One after the other, a thousand to a round trip: memory does not grow with the result. A row with something in its columns that history
    /// never writes is an error of its own; an error of the database ends the stream.
    pub fn stream(self) -> impl Stream<Item = Result<StoredEvent, HistoryError>> + Send {
        let Self { backend, select, limit, .. } = self;
        let read = move |select, size| {
            let backend = Arc::clone(&backend);
            async move { read_page(&*backend, &select, size).await }
        };
        paged(select, limit, read)
    }

    /// The position at which the last so many events begin, [`limit`](Self::limit) and order aside; `None` if there are no events.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn start_of_newest(&self, events: u64) -> Result<Option<u64>, HistoryError> {
        let statement = self.select.first_of_last(self.backend.dialect(), events);
        let rows = self.backend.fetch(statement).await;
        let rows = rows.map_err(|error| HistoryError::database(&*self.backend, error))?;
        Ok(rows.first().and_then(|row| row.first()?.as_count()))
    }

    /// How many there are of each family and event type as the rows have them, in the order of names, [`limit`](Self::limit) and order aside.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn counts(&self) -> Result<Vec<((String, String), u64)>, HistoryError> {
        let mut counts = count_rows(&*self.backend, &self.select).await?;
        counts.sort();
        Ok(counts)
    }
}

impl fmt::Debug for RawQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawQuery").field("select", &self.select).field("limit", &self.limit).finish_non_exhaustive()
    }
}

async fn read_page(backend: &dyn Backend, select: &Select, limit: u64) -> Result<Page<StoredEvent>, HistoryError> {
    let rows = backend.fetch(select.whole_rows(backend.dialect(), limit)).await;
    let rows = rows.map_err(|error| HistoryError::database(backend, error))?;
    let is_last = (rows.len() as u64) < limit;
    let last_position = rows.last().and_then(|row| row.first()?.as_count());
    let rows = rows.iter().map(|row| {
        StoredEvent::of(row).map_err(|column| {
            let position = row.first().and_then(|cell| cell.as_count()).unwrap_or(0);
            let message =
                format!("the row at position {position} has in its column `{column}` what history never writes there");
            HistoryError::Database { place: backend.place().to_owned(), message, help: None }
        })
    });
    Ok(Page { rows: rows.collect(), last_position, last_sequence: None, is_last })
}
