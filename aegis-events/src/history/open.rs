//! Opening, migrating and recording.

use std::sync::Arc;

use super::backend;
use super::error::HistoryError;
use super::history::History;
use super::listen::listen_until;
use super::outbox;
use super::recorder::{self, Recorder};
use super::schema::{self, MigrationPlan};
use super::settings::HistoryConfig;
use crate::bus::EventBus;
use crate::event::{Domain, Filter};

impl<D: Domain + Filter<Domain = D>> History<D> {
    /// Opens a database by its URL or through a pool of the program, see [`HistoryConfig`], and migrates its schema to the catalog if that is
    /// configured.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`] if it cannot be opened; [`HistoryError::Schema`] if its schema is not the catalog's, or cannot be migrated
    /// without loss.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves a migration undone, or done except for the values of new keys, which the next migration fills in.
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

    /// Returns what a migration of the database to the catalog would do.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`] if the database cannot be opened, [`HistoryError::Schema`] if it cannot be read.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing. A missing SQLite file is created, and stays empty.
    pub async fn plan(config: impl Into<HistoryConfig>) -> Result<MigrationPlan, HistoryError> {
        let config = config.into();
        let backend = backend::open(&config.access, D::catalog().keys(), config.settings.synchronous).await;
        let backend = backend.map_err(HistoryError::not_opened)?;
        let plan = schema::plan(&*backend, D::catalog()).await;
        backend.close().await;
        Ok(plan?)
    }

    /// Migrates the database's schema to the catalog, and returns what was done. Safe while other processes write or migrate.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Schema`] if data would be lost. Then nothing was changed.
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

    /// Records every event of a bus from now on, and relays the outbox of the bus's node.
    ///
    /// The recorder is a lossless subscriber named `EventRecorder`: [`EventBus::shutdown`] waits until it has written everything.
    /// A bus needs one recorder. A second one sends the same events to the database again, which keeps each once.
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
}
