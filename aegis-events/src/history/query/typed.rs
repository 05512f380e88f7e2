//! Typed queries: rows decoded as events of a filter.

use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream::TryStreamExt;

use super::builder::Query;
use crate::bus::Event;
use crate::catalog::{EventInfo, KindSet};
use crate::event::{Domain, Filter, KeyOf};
use crate::history::backend::Backend;
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::history::select::{Select, count_rows, read_page};

/// The number of events of one type, from [`Query::count_by_event`].
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct EventCount {
    /// The event.
    pub event: &'static EventInfo,
    /// The number of events.
    pub events: u64,
}

impl<D: Domain> History<D> {
    /// A query of the events of a filter: the domain's enum (all events), a family's enum, an event's struct, or a declared subscriber.
    pub fn events<F: Filter<Domain = D>>(&self) -> Query<F> {
        Query::new(&self.shared.backend, Select::of(D::catalog(), &kinds_of::<F>()))
    }
}

fn kinds_of<F: Filter>() -> KindSet {
    KindSet::of(F::KINDS, F::Domain::catalog().events().len())
}

impl<F: Filter> Query<F> {
    /// Only events with this value of a key.
    pub fn only<K: KeyOf<F>>(self, key: K) -> Self {
        self.narrowed(|select| select.keys.push((K::INDEX, key.as_key().to_value())))
    }

    /// Only events for whose key the history has no event of the filter `G`: for example volumes that were created and not deleted.
    ///
    /// ```
    /// # use aegis_events::domain::volume::{VolumeCreated, VolumeDeleted};
    /// # use aegis_events::domain::{DomainEvent, VolumeId};
    /// # use aegis_events::history::{History, HistoryError};
    /// # async fn example(history: History<DomainEvent>) -> Result<(), HistoryError> {
    /// let existing = history.events::<VolumeCreated>().without::<VolumeDeleted, VolumeId>().fetch_all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn without<G: Filter<Domain = F::Domain>, K: KeyOf<F> + KeyOf<G>>(self) -> Self {
        self.narrowed(|select| select.leave_out(K::INDEX, &kinds_of::<G>()))
    }

    /// Reads all events.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`]. [`HistoryError::Decode`] or [`HistoryError::UnknownEvent`] for the first row that is not an event of the
    /// catalog; use [`stream`](Self::stream) to skip such rows.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn fetch_all(self) -> Result<Vec<Event<F>>, HistoryError> {
        self.stream().try_collect().await
    }

    /// Reads the first event, if there is one.
    ///
    /// # Errors
    ///
    /// As [`fetch_all`](Self::fetch_all).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn fetch_first(self) -> Result<Option<Event<F>>, HistoryError> {
        let limit = self.limit.map_or(1, |limit| limit.min(1));
        Ok(self.limit(limit).fetch_all().await?.pop())
    }

    /// Reads one event after the other, a thousand per round trip: memory does not grow with the result.
    ///
    /// A row that is not an event of the catalog is an error item, and the rows after it follow. An error of the database ends the stream.
    /// In ascending order, the stream includes events that are recorded while it is read.
    pub fn stream(self) -> impl Stream<Item = Result<Event<F>, HistoryError>> + Send + use<F> {
        let read = |backend: Arc<dyn Backend>, select, size| async move {
            read_page::<F::Domain>(&*backend, &select, size).await
        };
        self.pages(read).map_ok(Event::new)
    }

    /// The number of events of each type, in the order of the catalog and without zeros. Ignores the [`limit`](Self::limit).
    ///
    /// Rows with a former name count for the current one. Rows of events that the catalog no longer has are not counted.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn count_by_event(self) -> Result<Vec<EventCount>, HistoryError> {
        let catalog = F::Domain::catalog();
        let mut counts: Vec<_> = catalog.events().iter().map(|event| EventCount { event, events: 0 }).collect();
        for count in count_rows(&*self.backend, &self.select).await? {
            if let Some(kind) = catalog.find(&count.family, &count.event_type) {
                counts[kind.index()].events += count.events;
            }
        }
        counts.retain(|count| count.events > 0);
        Ok(counts)
    }
}
