//! PostgreSQL, through `sqlx`.
//!
//! A batch is one transaction that locks the counter's row first. A rollback returns its positions, and transactions commit in the order of
//! their positions: a reader that goes by position misses nothing.

mod append;
mod bind;
mod copy;
mod errors;
mod pool;
mod timestamptz;
mod values;

use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::{BoxFuture, join};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgListener, PgPool, PgPoolOptions, PgRow};
use sqlx::{Connection, Executor, Postgres, Row};
use tokio::sync::Mutex;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

pub(crate) use bind::run_one;

use bind::bound;
use errors::classify;

use super::{
    Answer, Backend, Cell, Change, Dialect, Done, EachRow, NewRow, NotOpened, Place, RawRow, Source, Statement,
    StoreError,
};
use crate::catalog::KeyInfo;

/// The channel that appending and the outbox notify, once per transaction.
pub(crate) const CHANNEL: &str = "domain_events";
/// The payload of a notification about the outbox. Any other payload is about the history.
pub(crate) const OUTBOX: &str = "outbox";
/// One listens, the recorder and the relay use one each, and the rest is for queries and durable subscriptions, which hold one only during a
/// statement.
const MAX_CONNECTIONS: u32 = 8;
/// How long to wait for a connection. While the server refuses, the pool keeps trying and reports nothing: a recorder may be blocked this
/// long without an error.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a server may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A pool of connections to one database.
pub(crate) struct PostgresBackend {
    pool: PgPool,
    /// Whether the pool is ours to close.
    is_own: bool,
    /// Cancelled when the history is closed.
    closed: CancellationToken,
    place: String,
    append: append::Append,
    listener: Mutex<Option<PgListener>>,
}

impl PostgresBackend {
    /// Connects to `postgres://user:password@host:port/database`.
    pub(crate) async fn connect(url: &str, keys: &'static [KeyInfo]) -> Result<Self, NotOpened> {
        let options: PgConnectOptions = url.parse().map_err(errors::bad_url)?;
        let options = options.application_name("aegis-events");
        // A ping before each use would double the round trips. A broken connection shows as an error, which is retried.
        let pool = PgPoolOptions::new().max_connections(MAX_CONNECTIONS).test_before_acquire(false);
        let pool = pool.acquire_timeout(ACQUIRE_TIMEOUT).connect_lazy_with(options);
        let backend = Self::over(pool, true, keys);
        let greeted = backend.greet().await;
        greeted.map_err(|error| NotOpened { place: Some(backend.place.clone()), error })?;
        Ok(backend)
    }

    fn over(pool: PgPool, is_own: bool, keys: &'static [KeyInfo]) -> Self {
        let place = place_of(&pool.connect_options());
        let (append, closed) = (append::Append::new(keys), CancellationToken::new());
        Self { pool, is_own, closed, place, append, listener: Mutex::new(None) }
    }

    /// Opens a separate connection, to get the error if the server refuses. The pool reports a refusal only after its whole wait.
    async fn greet(&self) -> Result<(), StoreError> {
        let options = self.pool.connect_options();
        match timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&options)).await {
            Ok(connection) => connection.map_err(errors::not_connected)?.close().await.map_err(classify),
            Err(_) => Err(errors::silent(CONNECT_TIMEOUT)),
        }
    }

    /// A connection of the pool; if there is none, the reason why.
    async fn connection(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        if self.closed.is_cancelled() {
            return Err(StoreError::closed());
        }
        match self.pool.acquire().await {
            Err(sqlx::Error::PoolTimedOut) => {
                self.greet().await?;
                Err(errors::all_in_use(self.pool.options(), self.is_own))
            }
            acquired => acquired.map_err(classify),
        }
    }
}

impl Backend for PostgresBackend {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn place(&self) -> &str {
        &self.place
    }

    fn append<'a>(&'a self, rows: &'a [NewRow], source: Source) -> Answer<'a, Vec<Place>> {
        Box::pin(async move { self.append.run(&mut *self.connection().await?, rows, source).await })
    }

    fn rows<'a>(&'a self, select: Statement, each: &'a mut EachRow<'a>) -> Answer<'a, ()> {
        Box::pin(async move {
            let mut connection = self.connection().await?;
            let mut rows = bound(&select).fetch(&mut *connection);
            while let Some(row) = rows.try_next().await.map_err(classify)? {
                each(RawRow::read(values::Columns::of(&row)).map_err(classify)?);
            }
            Ok(())
        })
    }

    fn fetch(&self, select: Statement) -> Answer<'_, Vec<Vec<Cell>>> {
        Box::pin(async move {
            let mut connection = self.connection().await?;
            let rows = bound(&select).fetch_all(&mut *connection).await.map_err(classify)?;
            cells(&rows)
        })
    }

    fn run(&self, script: Vec<Statement>) -> Answer<'_, Vec<Done>> {
        Box::pin(async move {
            let mut connection = self.connection().await?;
            let mut transaction = connection.begin().await.map_err(classify)?;
            let mut done = Vec::with_capacity(script.len());
            for statement in &script {
                let mut one = Done::default();
                let mut results = transaction.fetch_many(bound(statement));
                while let Some(result) = results.try_next().await.map_err(classify)? {
                    match result {
                        sqlx::Either::Left(result) => one.affected += result.rows_affected(),
                        sqlx::Either::Right(row) => one.rows.extend(cells(&[row])?),
                    }
                }
                done.push(one);
            }
            transaction.commit().await.map_err(classify)?;
            Ok(done)
        })
    }

    fn changed(&self) -> Answer<'_, Change> {
        Box::pin(async move {
            // One call listens for all recorders and subscriptions: the handles of a history share their signals. Other calls wait here, and
            // one of them takes over when this one ends.
            let mut slot = self.listener.lock().await;
            // Taken out while it waits: a listener whose wait failed or was cancelled is not used again.
            let idle = slot.take();
            let hearing = async {
                let mut listener = match idle {
                    Some(listener) => listener,
                    None => {
                        let mut listener = PgListener::connect_with(&self.pool).await.map_err(classify)?;
                        listener.listen(CHANNEL).await.map_err(classify)?;
                        listener
                    }
                };
                let notification = listener.recv().await.map_err(classify)?;
                Ok::<_, StoreError>((listener, notification))
            };
            let (listener, notification) = tokio::select! {
                // `close` waits for the connection.
                biased;
                () = self.closed.cancelled() => return Err(StoreError::closed()),
                heard = hearing => heard?,
            };
            let change = match notification.payload() {
                OUTBOX => Change::Outbox,
                _ => Change::History,
            };
            *slot = Some(listener);
            Ok(change)
        })
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            self.closed.cancel();
            // A call of `changed` holds the lock, and releases it at once when it is cancelled. A listener that it has stored keeps a
            // connection, with which the pool would never finish closing.
            let give_back = async { *self.listener.lock().await = None };
            let close = async {
                if self.is_own {
                    self.pool.close().await;
                }
            };
            join(give_back, close).await;
        })
    }
}

fn place_of(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or(options.get_username());
    format!("PostgreSQL at {}:{}, database `{database}`", options.get_host(), options.get_port())
}

fn cells(rows: &[PgRow]) -> Result<Vec<Vec<Cell>>, StoreError> {
    let cells = rows.iter().map(|row| (0..row.len()).map(|at| values::cell(row, at)).collect());
    cells.collect::<Result<_, sqlx::Error>>().map_err(classify)
}
