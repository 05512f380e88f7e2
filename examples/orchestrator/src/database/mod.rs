//! The database of a run: the history of its events, and beside it the tables of the orchestrator's own.
//!
//! Both are in one database, so that a state and the event that tells of it can be written in one transaction.

mod address;
mod place;
mod pool;

use aegis_events::domain::DomainEvent;
use aegis_events::history::{History, HistoryConfig};
use anyhow::{Context, Result};

pub use address::{Address, AddressError, DatabaseUrl};
pub(crate) use place::{beside, default_file};
pub(crate) use pool::Pool;

/// An open database. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) history: History<DomainEvent>,
    pub(crate) pool: Pool,
}

impl Database {
    /// Opens it, and makes what it lacks: an empty one becomes a history, one of an earlier run goes on.
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
