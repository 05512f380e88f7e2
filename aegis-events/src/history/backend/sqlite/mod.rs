//! SQLite through `sqlx`: one connection that writes, and a few that read.

mod append;
mod bind;
mod errors;
mod pool;
mod reading;
mod values;

use std::future::pending;
use std::path::Path;
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Connection, Executor, Row, Sqlite};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

pub(crate) use bind::run_one;

use bind::bound;
use errors::classify;

use super::{
    Answer, Backend, Cell, Change, Dialect, Done, EachRow, NewRow, NotOpened, Place, RawRow, Source, Statement,
    Synchronous,
};
use crate::catalog::KeyInfo;

/// How long a statement waits for another process's transaction. The recorder retries after it.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The page cache of the writing connection: 16 MiB, as a negative number of KiB. SQLite's default of 2 MiB writes out pages of a large
/// batch before the batch has finished with them.
const WRITER_CACHE: &str = "-16384";
/// Pages of 4 KiB in the write-ahead log before a checkpoint: 16 MiB, a few large batches. The default is less than one.
const CHECKPOINT_PAGES: &str = "4096";
/// Queries and durable subscriptions that may read at the same time.
const MAX_READERS: u32 = 4;
/// Rows that the driver reads ahead.
const ROWS_AHEAD: usize = 256;

/// One file, or one database in memory.
pub(crate) struct SqliteBackend {
    writer: SqlitePool,
    readers: SqlitePool,
    /// Whether the pools are ours to close.
    is_own: bool,
    /// Cancelled when the history is closed.
    closed: CancellationToken,
    /// Held while writing: concurrent writers from a pool would only block each other.
    writing: Mutex<()>,
    is_in_memory: bool,
    place: String,
    append: append::Append,
}

impl SqliteBackend {
    /// Opens `sqlite:file.db` or `sqlite://file.db`, and creates the file if it is missing. `sqlite::memory:` ends with its handle.
    pub(crate) async fn open(url: &str, keys: &'static [KeyInfo], synchronous: Synchronous) -> Result<Self, NotOpened> {
        let options: SqliteConnectOptions = url.parse().map_err(errors::bad_url)?;
        let is_in_memory = errors::is_in_memory(url);
        let file = options.get_filename().to_path_buf();
        errors::check_name(url, &file)?;
        let place = if is_in_memory { "SQLite in memory".into() } else { place_of(&file) };
        let not_opened = |error| NotOpened { place: Some(place.clone()), error };
        errors::check_folder(&file, is_in_memory).map_err(not_opened)?;
        let options = options
            .create_if_missing(true)
            .busy_timeout(BUSY_TIMEOUT)
            .row_buffer_size(ROWS_AHEAD)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(match synchronous {
                Synchronous::Normal => SqliteSynchronous::Normal,
                Synchronous::Full => SqliteSynchronous::Full,
            });
        let for_writer =
            options.clone().pragma("cache_size", WRITER_CACHE).pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
        // A database in memory is one connection: it must stay open as long as the handle.
        let writer = SqlitePoolOptions::new().max_connections(1).min_connections(1).test_before_acquire(false);
        let writer = writer.idle_timeout(None).max_lifetime(None);
        let writer = writer.connect_with(for_writer).await.map_err(|error| not_opened(classify(error)))?;
        let readers = if is_in_memory {
            writer.clone()
        } else {
            SqlitePoolOptions::new().max_connections(MAX_READERS).test_before_acquire(false).connect_lazy_with(options)
        };
        Ok(Self::over(writer, readers, true, is_in_memory, place, keys))
    }

    fn over(
        writer: SqlitePool,
        readers: SqlitePool,
        is_own: bool,
        is_in_memory: bool,
        place: String,
        keys: &'static [KeyInfo],
    ) -> Self {
        let (append, closed, writing) = (append::Append::new(keys), CancellationToken::new(), Mutex::new(()));
        Self { writer, readers, is_own, closed, writing, is_in_memory, place, append }
    }

    fn check_open(&self) -> Result<(), sqlx::Error> {
        if self.closed.is_cancelled() { Err(sqlx::Error::PoolClosed) } else { Ok(()) }
    }

    /// The connection that writes.
    ///
    /// When the disk is full, SQLite rolls back by itself. The driver's rollback then fails, and the driver never leaves its transaction. Such a
    /// connection is replaced. A database in memory would be lost with it, and has no disk.
    async fn writer(&self) -> Result<PoolConnection<Sqlite>, sqlx::Error> {
        self.check_open()?;
        let connection = self.writer.acquire().await?;
        if !connection.is_in_transaction() || self.is_in_memory {
            return Ok(connection);
        }
        connection.close().await?;
        self.writer.acquire().await
    }

    async fn script(&self, script: &[Statement]) -> Result<Vec<Done>, sqlx::Error> {
        let _turn = self.writing.lock().await;
        let mut connection = self.writer().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut done = Vec::with_capacity(script.len());
        for statement in script {
            let mut one = Done::default();
            let mut results = transaction.fetch_many(bound(statement));
            while let Some(result) = results.try_next().await? {
                match result {
                    sqlx::Either::Left(result) => one.affected += result.rows_affected(),
                    sqlx::Either::Right(row) => one.rows.push(cells(&row)?),
                }
            }
            drop(results);
            done.push(one);
        }
        transaction.commit().await?;
        Ok(done)
    }
}

impl Backend for SqliteBackend {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn place(&self) -> &str {
        &self.place
    }

    fn append<'a>(&'a self, rows: &'a [NewRow], source: Source) -> Answer<'a, Vec<Place>> {
        Box::pin(async move {
            let _turn = self.writing.lock().await;
            let mut connection = self.writer().await.map_err(classify)?;
            self.append.run(&mut connection, rows, source).await.map_err(classify)
        })
    }

    fn rows<'a>(&'a self, select: Statement, each: &'a mut EachRow<'a>) -> Answer<'a, ()> {
        Box::pin(async move {
            self.check_open().map_err(classify)?;
            let mut rows = bound(&select).fetch(&self.readers);
            while let Some(row) = rows.try_next().await.map_err(classify)? {
                each(RawRow::read(values::Columns::of(&row)).map_err(classify)?);
            }
            Ok(())
        })
    }

    fn fetch(&self, select: Statement) -> Answer<'_, Vec<Vec<Cell>>> {
        Box::pin(async move {
            self.check_open().map_err(classify)?;
            let rows = bound(&select).fetch_all(&self.readers).await.map_err(classify)?;
            rows.iter().map(|row| cells(row).map_err(classify)).collect()
        })
    }

    fn run(&self, script: Vec<Statement>) -> Answer<'_, Vec<Done>> {
        Box::pin(async move { self.script(&script).await.map_err(classify) })
    }

    fn changed(&self) -> Answer<'_, Change> {
        Box::pin(pending())
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            self.closed.cancel();
            if self.is_own {
                self.readers.close().await;
                self.writer.close().await;
            }
        })
    }
}

fn place_of(file: &Path) -> String {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.into());
    format!("SQLite in {}", file.display())
}

fn cells(row: &SqliteRow) -> Result<Vec<Cell>, sqlx::Error> {
    (0..row.len()).map(|at| values::cell(row, at)).collect()
}
