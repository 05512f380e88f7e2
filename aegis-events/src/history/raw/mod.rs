//! The history for tools that have no compiled domain: rows as they are stored, under whatever catalog.
//!
//! What enters is the address of a database and a catalog as data; what leaves are rows whose payloads are JSON text. Nothing here writes:
//! no file is made, no table, and no row, unless a history that was [opened to be changed](RawHistory::open_to_change) is told to
//! [try again](RawHistory::retry_dead_letters) what was set aside.
//!
//! Payloads come as they were published, sensitive fields included: whoever shows them has to redact them.

mod query;
mod stored;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use query::RawQuery;
pub use stored::StoredEvent;

use super::backend::{self, Backend, Dialect, Statement};
use super::error::HistoryError;
use super::schema::{self, Inventory, MigrationPlan};
use super::settings::Synchronous;
use crate::catalog::CatalogInfo;

/// How soon to listen again after the connection broke, or where the database tells nothing.
const AGAIN: Duration = Duration::from_millis(500);

/// A history that is read without its domain.
///
/// ```
/// # use aegis_events::domain::volume::VolumeDeleted;
/// # use aegis_events::domain::{DomainEvent, VolumeId};
/// # use aegis_events::history::{History, HistoryConfig};
/// # use aegis_events::{BusConfig, EventBus};
/// use aegis_events::event::Domain;
/// use aegis_events::history::RawHistory;
/// use futures_util::TryStreamExt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let url = format!("sqlite:{}", folder.path().join("events.db").display());
/// # let history = History::<DomainEvent>::open(HistoryConfig::new(&*url).migrate(true)).await?;
/// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
/// # history.record(&bus);
/// # publishers.volume_manager.publish_recorded(VolumeDeleted { volume_id: VolumeId::new(), deleted_at: chrono::Utc::now() }).await?;
/// let history = RawHistory::open(&url).await?;
/// let events: Vec<_> = history.events(DomainEvent::catalog()).stream().try_collect().await?;
/// assert_eq!((events[0].position, &*events[0].event_type), (1, "VolumeDeleted"));
/// # Ok(())
/// # }
/// ```
pub struct RawHistory {
    backend: Arc<dyn Backend>,
    inventory: Inventory,
}

impl RawHistory {
    /// Opens a database that holds a history, for reading.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`] if it cannot be opened, an SQLite file that is missing included; [`HistoryError::Schema`] if it holds
    /// something else, or if a newer version of this crate has made it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its timer and I/O enabled.
    pub async fn open(url: &str) -> Result<Self, HistoryError> {
        let backend = backend::open_to_read(url).await.map_err(HistoryError::not_opened)?;
        let inventory = schema::inventory(&*backend).await?;
        Ok(Self { backend, inventory })
    }

    /// Opens a database that holds a history for what [`retry_dead_letters`](Self::retry_dead_letters) changes in it. Nothing is made.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its timer and I/O enabled.
    pub async fn open_to_change(url: &str) -> Result<Self, HistoryError> {
        // Otherwise a file that is missing would be made, and one of somebody else would get a write-ahead log.
        let looked_at = Self::open(url).await?;
        looked_at.close().await;
        let backend = backend::open_url(url, &[], Synchronous::Full).await.map_err(HistoryError::not_opened)?;
        Ok(Self { backend, inventory: looked_at.inventory })
    }

    /// What the database says of itself.
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// Asks for all events, in the order of positions, unless said otherwise. Filters are in the terms of the catalog; rows of events that it
    /// does not have are among all, and among the whole of their family.
    pub fn events(&self, catalog: &'static CatalogInfo) -> RawQuery {
        RawQuery::new(Arc::clone(&self.backend), catalog)
    }

    /// What it would take to bring the database's schema to a catalog.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Schema`] if the schema cannot be read.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn plan(&self, catalog: &'static CatalogInfo) -> Result<MigrationPlan, HistoryError> {
        Ok(schema::plan(&*self.backend, catalog).await?)
    }

    /// The last position that was given, by any process; 0 before the first event.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`] if the database cannot be read.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn last_position(&self) -> Result<u64, HistoryError> {
        let rows = self.backend.fetch(Statement::new("SELECT last FROM event_positions")).await;
        let rows = rows.map_err(|error| HistoryError::database(&*self.backend, error))?;
        Ok(rows.first().and_then(|row| row.first()?.as_count()).unwrap_or(0))
    }

    /// Waits until there may be new events: until a database that tells of changes does so, and half a second at most.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn changed(&self) {
        let told = async {
            if self.backend.changed().await.is_err() {
                // A standby lets nobody listen, and a broken connection is mended by asking again.
                std::future::pending::<()>().await;
            }
        };
        // Out of time is an answer too.
        let _ = tokio::time::timeout(AGAIN, told).await;
    }

    pub(super) fn backend(&self) -> &Arc<dyn Backend> {
        &self.backend
    }

    /// Where the database is: a file, or host, port and database.
    pub fn place(&self) -> &str {
        self.backend.place()
    }

    /// Which SQL the database speaks.
    pub fn dialect(&self) -> Dialect {
        self.backend.dialect()
    }

    /// Closes all connections to the database.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, connections close as they come free.
    pub async fn close(&self) {
        self.backend.close().await;
    }
}

impl fmt::Debug for RawHistory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawHistory")
            .field("place", &self.place())
            .field("inventory", &self.inventory)
            .finish_non_exhaustive()
    }
}
