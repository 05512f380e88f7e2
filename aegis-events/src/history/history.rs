//! The handle of a history.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::backend::{Backend, Dialect, Statement};
use super::error::HistoryError;
use super::settings::Settings;
use super::shared::Shared;
use super::signals::Signals;
use crate::event::Domain;

/// The recorded events of one catalog, in one database. Clones are handles of the same.
pub struct History<D: Domain> {
    pub(crate) shared: Arc<Shared>,
    domain: PhantomData<fn() -> D>,
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
