//! A history on the program's own pool: its connections are the program's to set, and looked at when the history opens.
//!
//! What is refused would break a promise of the history: to be undamaged by a power failure, to wait for a file that is busy, to be there
//! while its handle is.

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
        let problem = match () {
            () if self.is_in_memory && !stays => "the database is in memory, where each connection has one of its own that ends with it: \
                 make the pool one connection that stays, `SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None)`"
                .to_owned(),
            () if self.is_in_memory => return Ok(()),
            () if self.journal_mode != "wal" => format!(
                "the pool's connections have the journal mode `{}`, in which readers and writers shut each other out: give them \
                 `SqliteConnectOptions::journal_mode(SqliteJournalMode::Wal)`",
                self.journal_mode
            ),
            () if self.synchronous < NORMAL => "the pool's connections have `synchronous=OFF`, with which a power failure damages the file: \
                 give them `SqliteConnectOptions::synchronous(SqliteSynchronous::Normal)`"
                .to_owned(),
            () if self.synchronous < FULL && synchronous == Synchronous::Full => "the pool's connections have `synchronous=NORMAL`, with which \
                 a power failure may take what was committed last: give them `SqliteConnectOptions::synchronous(SqliteSynchronous::Full)`, or \
                 open the history with `Synchronous::Normal`"
                .to_owned(),
            () if self.busy_timeout_ms == 0 => "the pool's connections do not wait for a file that is busy: give them \
                 `SqliteConnectOptions::busy_timeout`, five seconds say"
                .to_owned(),
            () => return Ok(()),
        };
        Err(StoreError::new(ErrorKind::Unusable, problem))
    }
}

async fn number(connection: &mut SqliteConnection, pragma: &'static str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(pragma).fetch_one(connection).await
}
