//! PostgreSQL, through `sqlx`.
//!
//! A batch is one statement: it removes what is known, takes as many positions from the counter's row and inserts, so that a rollback gives
//! the positions back and commits stand in the order of positions: whoever reads by position misses nothing.

mod append;
mod copy;
mod errors;
mod pool;
mod values;

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::{BoxFuture, join};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgListener, PgPool, PgPoolOptions, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Connection, Executor, Postgres, Row};
use tokio::sync::Mutex;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use errors::classify;

use super::{
    Answer, Arg, Backend, Cell, Change, Dialect, Done, EachRow, NotOpened, Place, Source, Statement, StoreError,
};
use crate::catalog::KeyInfo;
use crate::history::row::NewRow;

/// The channel that appending and the outbox notify, once per transaction.
pub(crate) const CHANNEL: &str = "domain_events";
/// What is notified when an event was put into the outbox; everything else is an append.
pub(crate) const OUTBOX: &str = "outbox";
/// One that listens, one each for the recorder and the relay, and the rest for queries and durable subscriptions, which take one only for as
/// long as a statement lasts.
const MAX_CONNECTIONS: u32 = 8;
/// How long to wait for a connection. The pool keeps trying to make one while the server refuses, and says nothing meanwhile: so long a
/// recorder may be held up without a word.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a server may take to answer that is asked for nothing but a connection.
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
        // A ping before each use would double the round trips; a connection that was cut shows itself, and is tried anew.
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

    /// Makes a connection that nobody else uses, to learn whether the server lets us in. The pool would hide a refusal for as long as it waits.
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
                each(values::raw_row(&row).map_err(classify)?);
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
            // One listens for all, whatever the number of recorders and subscriptions: signals are common to a history's handles. Whoever
            // else wants to hear waits here, to take over when that one ends.
            let mut slot = self.listener.lock().await;
            // Taken out while it waits: one whose wait failed or was cut short is not used again.
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
                let told = listener.recv().await.map_err(classify)?;
                Ok::<_, StoreError>((listener, told))
            };
            let (listener, told) = tokio::select! {
                // Whoever closes waits for the connection, also where there is something to be told.
                biased;
                () = self.closed.cancelled() => return Err(StoreError::closed()),
                heard = hearing => heard?,
            };
            let change = match told.payload() {
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
            // Whoever waits for a change holds the lock, hears of this, and lets it go at once. What it has heard before that, it has put its
            // listener aside for; with that one's connection still out, the pool would never be closed.
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

/// Runs one statement in somebody's transaction.
pub(crate) async fn run_one(
    transaction: &mut sqlx::Transaction<'_, Postgres>,
    statement: &Statement,
) -> Result<(), StoreError> {
    bound(statement).execute(&mut **transaction).await.map(drop).map_err(classify)
}

fn bound(statement: &Statement) -> Query<'_, Postgres, PgArguments> {
    let query = sqlx::query(AssertSqlSafe(Arc::clone(&statement.sql)));
    statement.args.iter().fold(query, |query, arg| match arg {
        Arg::Int(value) => query.bind(*value),
        Arg::Text(value) => query.bind(value.as_deref()),
        Arg::Uuid(value) => query.bind(*value),
        Arg::SqlTimestamp(value) => query.bind(value.map(values::Timestamptz)),
        Arg::Bytes(value) => query.bind(value.as_deref()),
        Arg::Json(value) => query.bind(values::JsonText(value.as_bytes())),
        Arg::Numeric(value) => query.bind(value.map(|value| value.to_string())),
        Arg::Uuids(values) => query.bind(&values[..]),
        Arg::Ints(values) => query.bind(&values[..]),
    })
}
