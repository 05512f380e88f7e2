//! The handle of a history. Its methods are in the modules of what they do.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::backend::{Backend, Dialect};
use super::error::HistoryError;
use super::select::last_position;
use super::settings::Settings;
use super::shared::Shared;
use super::signals::Signals;
use crate::envelope::Position;
use crate::event::Domain;

/// The recorded events of one catalog, in one database. Clones are handles of the same history.
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

    /// The last position that any process has assigned; 0 before the first event.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`] if the database cannot be read.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn last_position(&self) -> Result<Position, HistoryError> {
        let backend = &*self.shared.backend;
        let last = last_position(backend).await;
        last.map(Position::new).map_err(|error| HistoryError::database(backend, error))
    }

    /// Closes all connections to the database. A pool of the program stays open, and the history no longer uses it. Shut down buses and stop
    /// durable subscriptions first: a recorder that still has events ends without writing them, which it reports through `tracing`, and a
    /// durable subscription ends without releasing its lease.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the history is closed anyway, and connections close as they become free.
    pub async fn close(&self) {
        self.shared.closed.cancel();
        self.shared.backend.close().await;
    }

    /// The database: a file, or host, port and database name.
    pub fn place(&self) -> &str {
        self.shared.backend.place()
    }

    /// The database's dialect of SQL.
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
