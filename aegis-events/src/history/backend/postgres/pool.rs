//! A history on a pool of the program, which sets and counts the connections.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use sqlx::postgres::PgPool;

use super::PostgresBackend;
use crate::catalog::KeyInfo;
use crate::history::backend::access::{Opened, Pool};
use crate::history::backend::{ErrorKind, NotOpened, StoreError, Synchronous};

/// One connection listens as long as the history is open, and another one has to write.
const LEAST_CONNECTIONS: u32 = 2;

impl Pool for PgPool {
    fn open(&self, keys: &'static [KeyInfo], _: Synchronous) -> BoxFuture<'_, Opened> {
        Box::pin(async move {
            let backend = PostgresBackend::over(self.clone(), false, keys);
            let ready = match self.options().get_max_connections() {
                _ if self.is_closed() => Err(StoreError::pool_closed()),
                few if few < LEAST_CONNECTIONS => Err(too_few(few)),
                _ => backend.connection().await.map(drop),
            };
            match ready {
                Ok(()) => Ok(Arc::new(backend) as _),
                Err(error) => Err(NotOpened { place: Some(backend.place), error }),
            }
        })
    }
}

fn too_few(connections: u32) -> StoreError {
    StoreError::with_help(
        ErrorKind::Unusable,
        format!("the pool allows {connections} connection, and a history needs {LEAST_CONNECTIONS}: it listens on one"),
        format!("set `PgPoolOptions::max_connections` to {LEAST_CONNECTIONS} or more"),
    )
}
