//! The history for tools without a compiled domain: rows as they are stored, under any catalog.
//!
//! The input is the address of a database and a catalog as data; the output is rows whose payloads are JSON text. Only
//! [`retry_dead_letters`](RawHistory::retry_dead_letters), on a history [opened for changes](RawHistory::open_to_change), writes; nothing
//! creates a file or a table.
//!
//! Payloads are as published, sensitive fields included: redact them before you show them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::backend::{self, Backend, Dialect};
use super::error::HistoryError;
use super::query::RawQuery;
use super::schema::{self, Inventory, MigrationPlan};
use super::select::last_position;
use super::settings::Synchronous;
use crate::catalog::CatalogInfo;
use crate::envelope::Position;

/// The longest wait for a notification.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// A history that is read without a compiled domain.
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
/// # let history = History::<DomainEvent>::open(HistoryConfig::new(&*url).with_migrate(true)).await?;
/// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
/// # history.record(&bus);
/// # publishers.volume_manager.publish_recorded(VolumeDeleted { volume_id: VolumeId::new(), deleted_at: chrono::Utc::now() }).await?;
/// let history = RawHistory::open(&url).await?;
/// let events: Vec<_> = history.events(DomainEvent::catalog()).stream().try_collect().await?;
/// assert_eq!(events[0].position, 1);
/// assert_eq!(events[0].event_type, "VolumeDeleted");
/// # Ok(())
/// # }
/// ```
pub struct RawHistory {
    backend: Arc<dyn Backend>,
    inventory: Inventory,
}

impl RawHistory {
    /// Opens the database of a history for reading.
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

    /// Opens the database of a history for [`retry_dead_letters`](Self::retry_dead_letters). Nothing is created.
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
        // First for reading: opening for writing would create a missing file, and give any SQLite file a write-ahead log.
        let checked = Self::open(url).await?;
        checked.close().await;
        let backend = backend::open_url(url, &[], Synchronous::Full).await.map_err(HistoryError::not_opened)?;
        Ok(Self { backend, inventory: checked.inventory })
    }

    /// The catalog and the keys that the database was migrated to.
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// A query of all events. Its filters use the names of the catalog. Rows of events that the catalog does not have are included, unless
    /// the query selects events of their family.
    pub fn events(&self, catalog: &'static CatalogInfo) -> RawQuery {
        RawQuery::of_all(&self.backend, catalog)
    }

    /// The migration that the database's schema needs for a catalog.
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

    /// The last position that any process assigned; [`Position::ZERO`] before the first event.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`] if the database cannot be read.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn last_position(&self) -> Result<Position, HistoryError> {
        let last = last_position(&*self.backend).await;
        last.map(Position::new).map_err(|error| HistoryError::database(&*self.backend, error))
    }

    /// Waits until there may be new events: for a notification of the database, at most half a second.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn changed(&self) {
        let notified = async {
            if self.backend.changed().await.is_err() {
                // A standby sends no notifications, and the next query reopens a broken connection.
                std::future::pending::<()>().await;
            }
        };
        let _ = tokio::time::timeout(POLL_INTERVAL, notified).await;
    }

    pub(super) fn backend(&self) -> &Arc<dyn Backend> {
        &self.backend
    }

    /// The location of the database: a file, or host, port and database.
    pub fn place(&self) -> &str {
        self.backend.place()
    }

    /// The database's dialect of SQL.
    pub fn dialect(&self) -> Dialect {
        self.backend.dialect()
    }

    /// Closes all connections to the database.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, each connection closes when it is idle.
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
