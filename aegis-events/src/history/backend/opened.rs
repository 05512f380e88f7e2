//! From an address, or from a pool of the program's own, to a database.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Backend, ErrorKind, StoreError};
use crate::catalog::KeyInfo;
use crate::history::settings::Synchronous;

/// How the program gets at its database.
#[derive(Clone)]
pub(crate) enum Access {
    /// By its address, which may hold a password: connections are the history's own.
    Url(String),
    /// By connections that the program has.
    Pool(Arc<dyn Pool>),
}

/// A pool of the program's own: `sqlx::PgPool` or `sqlx::SqlitePool`.
pub(crate) trait Pool: Send + Sync {
    /// Takes a history's connections from it, once it is sure that they are as a history needs them.
    fn open(&self, keys: &'static [KeyInfo], synchronous: Synchronous) -> BoxFuture<'_, Opened>;
}

/// A database, or why it was not opened.
pub(crate) type Opened = Result<Arc<dyn Backend>, NotOpened>;

/// Why a database was not opened.
#[derive(Debug)]
pub(crate) struct NotOpened {
    /// Where it is, if the address says so.
    pub(crate) place: Option<String>,
    pub(crate) error: StoreError,
}

impl From<StoreError> for NotOpened {
    /// Something is wrong with the address itself.
    fn from(error: StoreError) -> Self {
        Self { place: None, error }
    }
}

/// Opens a database.
pub(crate) async fn open(access: &Access, keys: &'static [KeyInfo], synchronous: Synchronous) -> Opened {
    match access {
        Access::Url(url) => open_url(url, keys, synchronous).await,
        Access::Pool(pool) => pool.open(keys, synchronous).await,
    }
}

/// Opens the database behind an address: `postgres://..`, `postgresql://..` or `sqlite:..`.
pub(crate) async fn open_url(url: &str, keys: &'static [KeyInfo], synchronous: Synchronous) -> Opened {
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("postgres" | "postgresql") => postgres(url, keys).await,
        Some("sqlite") => sqlite(url, keys, synchronous).await,
        // Not repeated: it may hold a password, whatever else it is.
        _ => Err(NotOpened::from(StoreError::new(
            ErrorKind::Unusable,
            "the address of a database begins with `postgres://` or `sqlite:`, such as `sqlite:aegis-events.db`",
        ))),
    }
}

/// Opens the database behind an address for reading: nothing is made, and nothing is written. What it opens appends nothing.
pub(crate) async fn open_to_read(url: &str) -> Opened {
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => sqlite_to_read(url).await,
        // The history's own questions to PostgreSQL change nothing.
        _ => open_url(url, &[], Synchronous::default()).await,
    }
}

#[cfg(feature = "postgres")]
async fn postgres(url: &str, keys: &'static [KeyInfo]) -> Opened {
    Ok(Arc::new(super::postgres::PostgresBackend::connect(url, keys).await?))
}

#[cfg(not(feature = "postgres"))]
async fn postgres(_: &str, _: &'static [KeyInfo]) -> Opened {
    Err(lacking("PostgreSQL", "postgres").into())
}

#[cfg(feature = "sqlite")]
async fn sqlite(url: &str, keys: &'static [KeyInfo], synchronous: Synchronous) -> Opened {
    Ok(Arc::new(super::sqlite::SqliteBackend::open(url, keys, synchronous).await?))
}

#[cfg(feature = "sqlite")]
async fn sqlite_to_read(url: &str) -> Opened {
    Ok(Arc::new(super::sqlite::SqliteBackend::open_to_read(url).await?))
}

#[cfg(not(feature = "sqlite"))]
async fn sqlite_to_read(_: &str) -> Opened {
    Err(lacking("SQLite", "sqlite").into())
}

#[cfg(not(feature = "sqlite"))]
async fn sqlite(_: &str, _: &'static [KeyInfo], _: Synchronous) -> Opened {
    Err(lacking("SQLite", "sqlite").into())
}

#[cfg(not(all(feature = "postgres", feature = "sqlite")))]
fn lacking(database: &str, feature: &str) -> StoreError {
    StoreError::new(
        ErrorKind::Unusable,
        format!("this program was built without {database}: enable the feature `{feature}` of `aegis-events`"),
    )
}
