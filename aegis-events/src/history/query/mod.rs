//! Queries: typed events out of the history.
//!
//! A query has the filters that subscriptions have. What decodes comes as the same [`Event`] that subscriptions give; a row that does not is an
//! error of its own, with its position, and the rows behind it still come.

mod page;
mod select;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream::TryStreamExt;

pub(crate) use page::{Page, Read, count_rows, paged, read_page};
pub(crate) use select::{Order, Select};

use super::error::HistoryError;
use super::history::History;
use super::shared::Shared;
use super::sql_timestamp::SqlTimestamp;
use crate::bus::Event;
use crate::catalog::{EventInfo, KindSet};
use crate::envelope::EventId;
use crate::event::{Domain, Filter, KeyOf};
use crate::types::{Timestamp, Uuid};

/// A question to the history, made by [`History::events`].
///
/// ```
/// # use aegis_events::domain::volume::VolumeDeleted;
/// # use aegis_events::domain::{DomainEvent, VolumeEvent, VolumeId};
/// # use aegis_events::history::{History, HistoryConfig};
/// # use aegis_events::{BusConfig, EventBus};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").migrate(true)).await?;
/// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
/// # history.record(&bus);
/// # let volume_id = VolumeId::new();
/// # publishers.volume_manager.publish_recorded(VolumeDeleted { volume_id, deleted_at: chrono::Utc::now() }).await?;
/// let last_ten = history.events::<VolumeEvent>().only(volume_id).newest_first().limit(10).fetch_all().await?;
/// assert_eq!(last_ten[0].position(), Some(1));
///
/// for (event, count) in history.events::<DomainEvent>().count_by_event().await? {
///     println!("{}.{}: {count}", event.family(), event.event_type());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a query does nothing until it is fetched, counted or streamed"]
pub struct Query<F: Filter> {
    shared: Arc<Shared>,
    select: Select,
    limit: Option<u64>,
    filter: PhantomData<fn() -> F>,
}

impl<D: Domain> History<D> {
    /// Asks for the events of a filter: the domain's enum (all), a family's enum, an event's struct, or a declared subscriber. In the order of
    /// positions, unless said otherwise.
    pub fn events<F: Filter<Domain = D>>(&self) -> Query<F> {
        let catalog = D::catalog();
        let kinds = KindSet::of(F::KINDS, catalog.events().len());
        let select = Select::of(catalog, &kinds);
        Query { shared: Arc::clone(&self.shared), select, limit: None, filter: PhantomData }
    }
}

impl<F: Filter> Query<F> {
    /// Only events that carry a key's value. Further calls narrow it further.
    pub fn only<K: KeyOf<F>>(mut self, key: K) -> Self {
        self.select.keys.push((K::INDEX, key.as_key().to_value()));
        self
    }

    /// Only the event of an id.
    pub fn with_id(mut self, id: EventId) -> Self {
        self.select.event_id = Some(id.as_uuid());
        self
    }

    /// Only events for whose key there is no event of another filter in the history: what has begun and not ended. Further calls leave out
    /// more.
    ///
    /// ```
    /// # use aegis_events::domain::volume::{VolumeCreated, VolumeDeleted};
    /// # use aegis_events::domain::{DomainEvent, VolumeId};
    /// # use aegis_events::history::{History, HistoryError};
    /// # async fn example(history: History<DomainEvent>) -> Result<(), HistoryError> {
    /// let there = history.events::<VolumeCreated>().without::<VolumeDeleted, VolumeId>().fetch_all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn without<G: Filter<Domain = F::Domain>, K: KeyOf<F> + KeyOf<G>>(mut self) -> Self {
        let kinds = KindSet::of(G::KINDS, F::Domain::catalog().events().len());
        self.select.leave_out(K::INDEX, &kinds);
        self
    }

    /// Only events of one correlation: the first one, and all that it led to.
    pub fn with_correlation_id(mut self, correlation_id: EventId) -> Self {
        self.select.correlation_id = Some(correlation_id.as_uuid());
        self
    }

    /// Only events that one bus delivered, by [`EventBus::bus_id`](crate::EventBus::bus_id): those of this run of this process, say.
    pub fn with_bus_id(mut self, bus_id: Uuid) -> Self {
        self.select.bus_id = Some(bus_id);
        self
    }

    /// Only events that occurred at a time or later, in whole microseconds.
    pub fn occurred_since(mut self, time: Timestamp) -> Self {
        self.select.since = Some(SqlTimestamp::from(time));
        self
    }

    /// Only events that occurred before a time, in whole microseconds.
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

    /// All of them at once.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`]; and for the first row that is not an event of the catalog, [`HistoryError::Decode`] or
    /// [`HistoryError::UnknownEvent`]. To pass over such rows, use [`stream`](Self::stream).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn fetch_all(self) -> Result<Vec<Event<F>>, HistoryError> {
        self.stream().try_collect().await
    }

    /// The first of them, if there is one.
    ///
    /// # Errors
    ///
    /// As [`fetch_all`](Self::fetch_all).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn fetch_first(self) -> Result<Option<Event<F>>, HistoryError> {
        let most = self.limit.map_or(1, |limit| limit.min(1));
        Ok(self.limit(most).fetch_all().await?.pop())
    }

    /// One after the other, a thousand to a round trip: memory does not grow with the result. A row that is not an event of the catalog is
    /// an error of its own, and the rows behind it follow; an error of the database ends the stream.
    ///
    /// Events that are recorded while the stream is read are in it, in ascending order.
    pub fn stream(self) -> impl Stream<Item = Result<Event<F>, HistoryError>> + Send + use<F> {
        let Self { shared, select, limit, .. } = self;
        let read = move |select, size| {
            let shared = Arc::clone(&shared);
            async move { read_page::<F::Domain>(&shared, &select, size).await }
        };
        paged(select, limit, read).map_ok(Event::new)
    }

    /// How many there are, [`limit`](Self::limit) and order aside.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn count(self) -> Result<u64, HistoryError> {
        Ok(count_rows(&*self.shared.backend, &self.select).await?.iter().map(|(_, count)| count).sum())
    }

    /// How many there are of each event, in the catalog's order, without those of which there are none. Rows under a former name count for
    /// the present one; rows of events that the catalog no longer has are left out.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn count_by_event(self) -> Result<Vec<(&'static EventInfo, u64)>, HistoryError> {
        let catalog = F::Domain::catalog();
        let mut counts = vec![0; catalog.events().len()];
        for ((family, event_type), count) in count_rows(&*self.shared.backend, &self.select).await? {
            if let Some(kind) = catalog.find(&family, &event_type) {
                counts[kind.index()] += count;
            }
        }
        Ok(catalog.events().iter().zip(counts).filter(|(_, count)| *count > 0).collect())
    }
}

impl<F: Filter> Clone for Query<F> {
    fn clone(&self) -> Self {
        let Self { shared, select, limit, filter } = self;
        Self { shared: Arc::clone(shared), select: select.clone(), limit: *limit, filter: *filter }
    }
}

impl<F: Filter> fmt::Debug for Query<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("filter", &F::NAME)
            .field("select", &self.select)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
