//! The handle of a history.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::backend::{self, Backend, Dialect, Statement};
use super::error::HistoryError;
use super::listen::listen_until;
use super::outbox;
use super::recorder::{self, Recorder};
use super::schema::{self, MigrationPlan};
use super::section::Settings;
use super::settings::HistoryConfig;
use super::shared::Shared;
use super::signals::Signals;
use crate::bus::EventBus;
use crate::event::{Domain, Filter};

/// The recorded events of one catalog, in one database. Clones are handles of the same.
pub struct History<D: Domain> {
    pub(crate) shared: Arc<Shared>,
    domain: PhantomData<fn() -> D>,
}

impl<D: Domain + Filter<Domain = D>> History<D> {
    /// Opens a database, the one at an address or the one of a pool of the program's own (see [`HistoryConfig`]), and brings its schema to the
    /// catalog if the configuration says so.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`] if it cannot be opened, [`HistoryError::Schema`] if its schema is not the catalog's, or cannot become it without
    /// loss.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves a migration undone, or done but for columns of new keys that are not filled yet: the next one fills them.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its timer and I/O enabled.
    pub async fn open(config: impl Into<HistoryConfig>) -> Result<Self, HistoryError> {
        let config = config.into();
        let keys = D::catalog().keys();
        let backend = backend::open(&config.access, keys, config.settings.synchronous).await;
        let backend = backend.map_err(HistoryError::not_opened)?;
        let history = Self::over(backend, config.settings);
        if config.settings.migrate {
            history.migrate().await?;
        } else {
            schema::check(&*history.shared.backend, D::catalog()).await?;
        }
        Ok(history)
    }

    /// What it would take to bring the database's schema to the catalog.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`] if the database cannot be opened, [`HistoryError::Schema`] if it cannot be read.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing. An SQLite file that is missing is made, and stays empty.
    pub async fn plan(config: impl Into<HistoryConfig>) -> Result<MigrationPlan, HistoryError> {
        let config = config.into();
        let backend = backend::open(&config.access, D::catalog().keys(), config.settings.synchronous).await;
        let backend = backend.map_err(HistoryError::not_opened)?;
        let plan = schema::plan(&*backend, D::catalog()).await;
        backend.close().await;
        Ok(plan?)
    }

    /// Brings the database's schema to the catalog, and says what was done. Safe while others write, and while others do the same.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Schema`] if data would be lost: nothing was changed then.
    ///
    /// # Cancel safety
    ///
    /// As [`open`](Self::open).
    pub async fn migrate(&self) -> Result<MigrationPlan, HistoryError> {
        let plan = schema::migrate(&*self.shared.backend, D::catalog()).await?;
        for warning in plan.warnings() {
            tracing::warn!(place = self.shared.backend.place(), warning, "migrated");
        }
        Ok(plan)
    }

    /// Records every event of a bus from now on, and relays what stands in the outbox for the bus's node.
    ///
    /// The recorder is a lossless subscriber named `EventRecorder`: [`EventBus::shutdown`] waits until it has written everything.
    /// A bus has one recorder; a second one would write the same events again, which the database refuses.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn record(&self, bus: &EventBus<D>) -> Recorder<D> {
        let recorder = recorder::start(&self.shared, bus);
        outbox::start_relay(&self.shared, bus, &recorder);
        let recording = Arc::clone(&recorder.progress.recording);
        listen_until(&self.shared, async move { recording.ended().await });
        recorder
    }

    /// Closes all connections to the database; a pool of the program's own stays open, and the history takes nothing more from it. Shut buses
    /// down and stop durable subscriptions before: a recorder that still has events ends without writing them, and says so through `tracing`;
    /// a durable subscription ends without giving its lease back.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the history is closed all the same, and connections close as they come free.
    pub async fn close(&self) {
        self.shared.closed.cancel();
        self.shared.backend.close().await;
    }
}

impl<D: Domain> History<D> {
    pub(crate) fn over(backend: Arc<dyn Backend>, settings: Settings) -> Self {
        let signals = Arc::new(Signals::default());
        let shared = Shared { backend, keys: D::catalog().keys(), settings, signals, closed: CancellationToken::new() };
        Self { shared: Arc::new(shared), domain: PhantomData }
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
        let backend = &*self.shared.backend;
        let rows = backend.fetch(Statement::new("SELECT last FROM event_positions")).await;
        let rows = rows.map_err(|error| HistoryError::database(backend, error))?;
        Ok(rows.first().and_then(|row| row.first()?.as_count()).unwrap_or(0))
    }

    /// Where the database is: a file, or host, port and database.
    pub fn place(&self) -> &str {
        self.shared.backend.place()
    }

    /// Which SQL the database speaks.
    pub fn dialect(&self) -> Dialect {
        self.shared.backend.dialect()
    }
}

impl<D: Domain> Clone for History<D> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), domain: PhantomData }
    }
}

impl<D: Domain> fmt::Debug for History<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History").field("place", &self.place()).finish_non_exhaustive()
    }
}
