//! The query: its options, and what does not depend on how its rows are read.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use futures_core::Stream;

use crate::envelope::{EventId, Position};
use crate::history::backend::Backend;
use crate::history::error::HistoryError;
use crate::history::select::{Order, Page, Select, count_rows, paged};
use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::{Timestamp, Uuid};

/// A query of the history, made by [`History::events`](crate::history::History::events) or
/// [`RawHistory::events`](crate::history::RawHistory::events).
///
/// `T` is what the rows are read as: a filter, such as a family's enum, or [`StoredEvent`](super::StoredEvent). Each method narrows the query further. Events
/// come in the order of their positions, or [newest first](Self::newest_first).
///
/// ```
/// # use aegis_events::domain::volume::VolumeDeleted;
/// # use aegis_events::domain::{DomainEvent, VolumeEvent, VolumeId};
/// # use aegis_events::history::{History, HistoryConfig};
/// # use aegis_events::{BusConfig, EventBus};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").with_migrate(true)).await?;
/// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
/// # history.record(&bus);
/// # let volume_id = VolumeId::new();
/// # publishers.volume_manager.publish_recorded(VolumeDeleted { volume_id, deleted_at: chrono::Utc::now() }).await?;
/// let last_ten = history.events::<VolumeEvent>().only(volume_id).newest_first().limit(10).fetch_all().await?;
/// assert_eq!(last_ten.len(), 1);
///
/// for count in history.events::<DomainEvent>().count_by_event().await? {
///     println!("{}.{}: {}", count.event.family(), count.event.event_type(), count.events);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a query does nothing until it is fetched, counted or streamed"]
pub struct Query<T> {
    pub(super) backend: Arc<dyn Backend>,
    pub(super) select: Select,
    pub(super) limit: Option<u64>,
    read_as: PhantomData<fn() -> T>,
}

impl<T> Query<T> {
    pub(super) fn new(backend: &Arc<dyn Backend>, select: Select) -> Self {
        Self { backend: Arc::clone(backend), select, limit: None, read_as: PhantomData }
    }

    pub(super) fn narrowed(mut self, narrow: impl FnOnce(&mut Select)) -> Self {
        narrow(&mut self.select);
        self
    }

    /// Only the event with this id.
    pub fn with_id(self, id: EventId) -> Self {
        self.narrowed(|select| select.event_id = Some(id.as_uuid()))
    }

    /// Only events of one correlation: the first event, and all that it led to.
    pub fn with_correlation_id(self, correlation_id: EventId) -> Self {
        self.narrowed(|select| select.correlation_id = Some(correlation_id.as_uuid()))
    }

    /// Only events that one bus delivered, by its [`bus_id`](crate::EventBus::bus_id): for example those of one run of a process.
    pub fn with_bus_id(self, bus_id: Uuid) -> Self {
        self.narrowed(|select| select.bus_id = Some(bus_id))
    }

    /// Only events that occurred at this time or later, in whole microseconds.
    pub fn occurred_since(self, time: Timestamp) -> Self {
        self.narrowed(|select| select.occurred_since = Some(SqlTimestamp::from(time)))
    }

    /// Only events that occurred before this time, in whole microseconds.
    pub fn occurred_before(self, time: Timestamp) -> Self {
        self.narrowed(|select| select.occurred_before = Some(SqlTimestamp::from(time)))
    }

    /// Only events at greater positions.
    pub fn after_position(self, position: impl Into<Position>) -> Self {
        self.narrowed(|select| select.after_position = Some(position.into().get()))
    }

    /// Only events at this position or smaller ones.
    pub fn through_position(self, position: impl Into<Position>) -> Self {
        self.narrowed(|select| select.through_position = Some(position.into().get()))
    }

    /// In descending order of positions.
    pub fn newest_first(self) -> Self {
        self.narrowed(|select| select.order = Order::PositionDescending)
    }

    /// At most this many events. Counts ignore the limit.
    pub fn limit(mut self, events: u64) -> Self {
        self.limit = Some(events);
        self
    }

    /// The number of events. Ignores the [`limit`](Self::limit).
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn count(self) -> Result<u64, HistoryError> {
        Ok(count_rows(&*self.backend, &self.select).await?.iter().map(|count| count.events).sum())
    }

    pub(super) fn pages<R, F>(
        self,
        read: impl Fn(Arc<dyn Backend>, Select, u64) -> F + Send,
    ) -> impl Stream<Item = Result<R, HistoryError>> + Send
    where
        R: Send,
        F: Future<Output = Result<Page<R>, HistoryError>> + Send,
    {
        let Self { backend, select, limit, .. } = self;
        paged(select, limit, move |select, size| read(Arc::clone(&backend), select, size))
    }
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        Self { limit: self.limit, ..Self::new(&self.backend, self.select.clone()) }
    }
}

impl<T> fmt::Debug for Query<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("read_as", &type_name::<T>())
            .field("select", &self.select)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
