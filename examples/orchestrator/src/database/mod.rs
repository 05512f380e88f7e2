//! The database of a run: the history of its events, and the orchestrator's own tables.
//!
//! Both are in one database, so that a state and its event are written in one transaction.

mod address;
mod place;
mod pool;

use aegis_events::domain::DomainEvent;
use aegis_events::history::{History, HistoryConfig};
use anyhow::{Context, Result};

pub use address::{Address, AddressError, DatabaseUrl};
pub(crate) use place::{default_file, next_to};
pub(crate) use pool::Pool;

/// An open database. Clones share it.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) history: History<DomainEvent>,
    pub(crate) pool: Pool,
}

impl Database {
    /// Opens the database and creates missing tables. A database of an earlier run is continued.
    pub(crate) async fn open(address: &Address, recorder: HistoryConfig) -> Result<Self> {
        let history = History::open(recorder).await?;
        let pool = Pool::open(address).await.with_context(|| format!("{} cannot be used", history.place()))?;
        Ok(Self { history, pool })
    }

    /// Closes all connections.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
        self.history.close().await;
    }
}
