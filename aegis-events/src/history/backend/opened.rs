//! From an address to a database.

use std::sync::Arc;

use super::{Backend, ErrorKind, StoreError};
use crate::catalog::KeyInfo;
use crate::history::settings::Durability;

/// Opens the database behind an address: `postgres://..`, `postgresql://..` or `sqlite:..`.
pub(crate) async fn open(
    url: &str,
    keys: &'static [KeyInfo],
    durability: Durability,
) -> Result<Arc<dyn Backend>, StoreError> {
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("postgres" | "postgresql") => postgres(url, keys).await,
        Some("sqlite") => sqlite(url, keys, durability).await,
        _ => Err(StoreError::new(
            ErrorKind::Unusable,
            "the address of a database begins with `postgres://` or `sqlite:`, such as `sqlite:aegis-events.db`",
        )),
    }
}

#[cfg(feature = "postgres")]
async fn postgres(url: &str, keys: &'static [KeyInfo]) -> Result<Arc<dyn Backend>, StoreError> {
    Ok(Arc::new(super::postgres::PostgresBackend::connect(url, keys).await?))
}

#[cfg(not(feature = "postgres"))]
async fn postgres(_: &str, _: &'static [KeyInfo]) -> Result<Arc<dyn Backend>, StoreError> {
    Err(lacking("PostgreSQL", "postgres"))
}

#[cfg(feature = "sqlite")]
async fn sqlite(url: &str, keys: &'static [KeyInfo], durability: Durability) -> Result<Arc<dyn Backend>, StoreError> {
    Ok(Arc::new(super::sqlite::SqliteBackend::open(url, keys, durability).await?))
}

#[cfg(not(feature = "sqlite"))]
async fn sqlite(_: &str, _: &'static [KeyInfo], _: Durability) -> Result<Arc<dyn Backend>, StoreError> {
    Err(lacking("SQLite", "sqlite"))
}

#[cfg(not(all(feature = "postgres", feature = "sqlite")))]
fn lacking(database: &str, feature: &str) -> StoreError {
    StoreError::new(
        ErrorKind::Unusable,
        format!("this program was built without {database}: enable the feature `{feature}` of `aegis-events`"),
    )
}
