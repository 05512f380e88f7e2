//! A history on a pool of the program. The program sets the connections; the history checks them when it opens.
//!
//! Settings are refused that break a promise of the history: a power failure leaves no damage, a busy file is waited for, and the data
//! exists as long as the handle.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use sqlx::sqlite::{SqliteConnection, SqlitePool};

use super::errors::classify;
use super::{SqliteBackend, place_of};
use crate::catalog::KeyInfo;
use crate::history::backend::access::{Opened, Pool};
use crate::history::backend::{ErrorKind, NotOpened, StoreError, Synchronous};

/// `PRAGMA synchronous` as a number.
const NORMAL: i64 = 1;
const FULL: i64 = 2;

impl Pool for SqlitePool {
    fn open(&self, keys: &'static [KeyInfo], synchronous: Synchronous) -> BoxFuture<'_, Opened> {
        Box::pin(async move {
            let file = self.connect_options().get_filename().to_path_buf();
            let not_opened = |error| NotOpened { place: Some(place_of(&file)), error };
            if self.is_closed() {
                return Err(not_opened(StoreError::pool_closed()));
            }
            let mut connection = self.acquire().await.map_err(|error| not_opened(classify(error)))?;
            let settings = Settings::read(&mut connection).await.map_err(|error| not_opened(classify(error)))?;
            drop(connection);
            let place = if settings.is_in_memory { "SQLite in memory".to_owned() } else { place_of(&file) };
            let checked = settings.check(self, synchronous);
            checked.map_err(|error| NotOpened { place: Some(place.clone()), error })?;
            let backend = SqliteBackend::over(self.clone(), self.clone(), false, settings.is_in_memory, place, keys);
            Ok(Arc::new(backend) as _)
        })
    }
}

/// What the connections of a pool are set to.
struct Settings {
    is_in_memory: bool,
    journal_mode: String,
    synchronous: i64,
    busy_timeout_ms: i64,
}

impl Settings {
    async fn read(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let main = "SELECT coalesce(file, '') FROM pragma_database_list WHERE name = 'main'";
        let file: String = sqlx::query_scalar(main).fetch_one(&mut *connection).await?;
        let journal_mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await?;
        let synchronous = number(connection, "PRAGMA synchronous").await?;
        let busy_timeout_ms = number(connection, "PRAGMA busy_timeout").await?;
        Ok(Self { is_in_memory: file.is_empty(), journal_mode, synchronous, busy_timeout_ms })
    }

    fn check(&self, pool: &SqlitePool, synchronous: Synchronous) -> Result<(), StoreError> {
        let options = pool.options();
        let stays = options.get_max_connections() == 1
            && options.get_idle_timeout().is_none()
            && options.get_max_lifetime().is_none();
        let (fact, help) = if self.is_in_memory && !stays {
            (
                "the database is in memory, where each connection has its own database",
                "make the pool one permanent connection: `SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None)`",
            )
        } else if self.is_in_memory {
            return Ok(());
        } else if self.journal_mode != "wal" {
            let mode = &self.journal_mode;
            return Err(StoreError::with_help(
                ErrorKind::Unusable,
                format!(
                    "the pool's connections have the journal mode `{mode}`, in which readers and writers block each other"
                ),
                "set `SqliteConnectOptions::journal_mode(SqliteJournalMode::Wal)`",
            ));
        } else if self.synchronous < NORMAL {
            (
                "the pool's connections have `synchronous=OFF`: a power failure damages the file",
                "set `SqliteConnectOptions::synchronous(SqliteSynchronous::Normal)`",
            )
        } else if self.synchronous < FULL && synchronous == Synchronous::Full {
            (
                "the pool's connections have `synchronous=NORMAL`: a power failure may lose the last commits",
                "set `SqliteConnectOptions::synchronous(SqliteSynchronous::Full)`, or open the history with `Synchronous::Normal`",
            )
        } else if self.busy_timeout_ms == 0 {
            (
                "the pool's connections do not wait for a busy file",
                "set `SqliteConnectOptions::busy_timeout`, for example to five seconds",
            )
        } else {
            return Ok(());
        };
        Err(StoreError::with_help(ErrorKind::Unusable, fact, help))
    }
}

async fn number(connection: &mut SqliteConnection, pragma: &'static str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(pragma).fetch_one(connection).await
}
