//! Opens a database, by its URL or through a pool of the program.

use std::sync::Arc;

use super::access::{Access, NotOpened, Opened, Synchronous};
use super::{ErrorKind, StoreError};
use crate::catalog::KeyInfo;

/// Opens a database.
pub(crate) async fn open(access: &Access, keys: &'static [KeyInfo], synchronous: Synchronous) -> Opened {
    match access {
        Access::Url(url) => open_url(url, keys, synchronous).await,
        Access::Pool(pool) => pool.open(keys, synchronous).await,
    }
}

/// Opens the database of a URL: `postgres://..`, `postgresql://..` or `sqlite:..`.
pub(crate) async fn open_url(url: &str, keys: &'static [KeyInfo], synchronous: Synchronous) -> Opened {
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("postgres" | "postgresql") => postgres(url, keys).await,
        Some("sqlite") => sqlite(url, keys, synchronous).await,
        // The text is not repeated: it may hold a password.
        _ => Err(NotOpened::from(StoreError::with_help(
            ErrorKind::Unusable,
            "not the URL of a database",
            "it begins with `postgres://` or `sqlite:`, such as `sqlite:aegis-events.db`",
        ))),
    }
}

/// Opens the database of a URL for reading: nothing is created and nothing is written.
pub(crate) async fn open_to_read(url: &str) -> Opened {
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => sqlite_to_read(url).await,
        // Reading changes nothing in PostgreSQL.
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
    StoreError::with_help(
        ErrorKind::Unusable,
        format!("this program was built without {database}"),
        format!("enable the feature `{feature}` of `aegis-events`"),
    )
}
