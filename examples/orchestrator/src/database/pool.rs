//! The orchestrator's own connections and tables.

use std::time::Duration;

use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Row, raw_sql};

use super::address::{Address, Options};

/// How long a write waits for the recorder on SQLite, which allows one writer at a time.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Enough for executions that end at the same time, and the accountant.
const MAX_CONNECTIONS: u32 = 4;

/// Connections to either database.
#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

const SQLITE_TABLES: &str = "
    CREATE TABLE IF NOT EXISTS executions (
        execution_id text PRIMARY KEY,
        agent_id     text NOT NULL,
        status       text NOT NULL
    );
    CREATE TABLE IF NOT EXISTS accounts (
        account  text PRIMARY KEY,
        volumes  integer NOT NULL,
        bytes    integer NOT NULL,
        position integer NOT NULL
    );";

/// The lock prevents an error of PostgreSQL when two programs create the same table at once.
const POSTGRES_TABLES: &str = "
    BEGIN;
    SELECT pg_advisory_xact_lock(hashtext('orchestrator tables'));
    CREATE TABLE IF NOT EXISTS executions (
        execution_id uuid PRIMARY KEY,
        agent_id     uuid NOT NULL,
        status       text NOT NULL
    );
    CREATE TABLE IF NOT EXISTS accounts (
        account  text PRIMARY KEY,
        volumes  bigint NOT NULL,
        bytes    bigint NOT NULL,
        position bigint NOT NULL
    );
    COMMIT;";

impl Pool {
    /// Connects to an existing database and creates missing tables.
    pub(super) async fn open(address: &Address) -> Result<Self, sqlx::Error> {
        match &address.options {
            Options::Sqlite(options) => {
                let options = options
                    .as_ref()
                    .clone()
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Normal)
                    .busy_timeout(BUSY_TIMEOUT);
                let pool = SqlitePoolOptions::new().max_connections(MAX_CONNECTIONS).connect_with(options).await?;
                raw_sql(SQLITE_TABLES).execute(&pool).await?;
                Ok(Self::Sqlite(pool))
            }
            Options::Postgres(options) => {
                let options = options.as_ref().clone().application_name("orchestrator");
                let pool = PgPoolOptions::new().max_connections(MAX_CONNECTIONS).connect_with(options).await?;
                raw_sql(POSTGRES_TABLES).execute(&pool).await?;
                Ok(Self::Postgres(pool))
            }
        }
    }

    /// Runs one statement and returns the number of changed rows.
    pub(crate) async fn execute(&self, sql: &'static str, numbers: &[i64]) -> Result<u64, sqlx::Error> {
        match self {
            Self::Sqlite(pool) => {
                let query = numbers.iter().fold(sqlx::query(sql), |query, number| query.bind(*number));
                Ok(query.execute(pool).await?.rows_affected())
            }
            Self::Postgres(pool) => {
                let query = numbers.iter().fold(sqlx::query(sql), |query, number| query.bind(*number));
                Ok(query.execute(pool).await?.rows_affected())
            }
        }
    }

    /// Selects rows and returns their columns as text, as `psql` and `sqlite3` show them.
    pub(crate) async fn rows(&self, sql: &'static str) -> Result<Vec<Vec<Option<String>>>, sqlx::Error> {
        match self {
            Self::Sqlite(pool) => {
                let rows = raw_sql(sql).fetch_all(pool).await?;
                rows.iter().map(|row| (0..row.len()).map(|at| row.try_get_unchecked(at)).collect()).collect()
            }
            Self::Postgres(pool) => {
                // Without arguments, the server sends text.
                let rows = raw_sql(sql).fetch_all(pool).await?;
                rows.iter().map(|row| (0..row.len()).map(|at| row.try_get_unchecked(at)).collect()).collect()
            }
        }
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
