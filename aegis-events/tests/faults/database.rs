//! A database of either dialect, a table of the host program next to the history, and direct SQL.

use std::path::{Path, PathBuf};
use std::time::Duration;

use aegis_events::domain::DomainEvent;
use aegis_events::history::{Dialect, History, HistoryConfig, HistoryError};
use aegis_events_test_servers::Postgres;
use rusqlite::types::ValueRef;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tempfile::TempDir;

/// The host program's table, which changes in the same transaction as an event.
pub(crate) const STATE: &str = "CREATE TABLE state (volume_id text PRIMARY KEY)";

/// A database for one test.
pub(crate) enum Database<'s> {
    Postgres { server: &'s Postgres, database: aegis_events_test_servers::Database },
    Sqlite { file: PathBuf, _folder: Option<TempDir> },
}

impl Database<'static> {
    /// An empty database of each kind.
    pub(crate) fn both() -> [Self; 2] {
        [Self::sqlite(), Self::postgres(Postgres::shared())]
    }

    /// A file in a temporary folder.
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        Self::Sqlite { file: folder.path().join("history.db"), _folder: Some(folder) }
    }

    pub(crate) fn sqlite_at(file: &Path) -> Self {
        Self::Sqlite { file: file.to_owned(), _folder: None }
    }
}

impl<'s> Database<'s> {
    /// A new database on a server.
    pub(crate) fn postgres(server: &'s Postgres) -> Self {
        Self::Postgres { server, database: server.create_database() }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres { .. } => Dialect::Postgres,
            Self::Sqlite { .. } => Dialect::Sqlite,
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Postgres { database, .. } => database.url.clone(),
            Self::Sqlite { file, .. } => format!("sqlite:{}", file.display()),
        }
    }

    /// Migrates, and creates the host program's table.
    pub(crate) async fn prepare(&self) {
        self.migrate().await.close().await;
        self.sql(STATE);
    }

    pub(crate) async fn open(&self) -> History<DomainEvent> {
        History::open(self.url()).await.unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) async fn migrate(&self) -> History<DomainEvent> {
        History::open(HistoryConfig::new(self.url()).with_migrate(true)).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Runs SQL. Returns the rows of a query, their columns separated by `|`, with `NULL` as an empty text.
    pub(crate) fn sql(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Postgres { server, database } => server.query(database, sql),
            Self::Sqlite { file, .. } => sqlite_sql(file, sql),
        }
    }

    /// As [`sql`](Self::sql), for one value.
    pub(crate) fn value(&self, sql: &str) -> String {
        self.sql(sql).join("\n")
    }
}

fn sqlite_sql(file: &Path, sql: &str) -> Vec<String> {
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.busy_timeout(Duration::from_secs(30)).unwrap();
    if !sql.starts_with("SELECT") {
        connection.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        return Vec::new();
    }
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows =
        statement.query_map([], |row| (0..columns).map(|at| row.get_ref(at).map(shown)).collect::<Result<Vec<_>, _>>());
    rows.unwrap().map(|row| row.unwrap().join("|")).collect()
}

/// The text of an error, then its help, if there is any.
pub(crate) fn described(error: &HistoryError, between: &str) -> String {
    error.help().map_or_else(|| error.to_string(), |help| format!("{error}{between}{help}"))
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(integer) => integer.to_string(),
        ValueRef::Real(real) => format!("{real:?}"),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => format!("{bytes:?}"),
    }
}

/// Connections of the host program.
#[derive(Clone)]
pub(crate) enum HostPool {
    Postgres(sqlx::PgPool),
    Sqlite(sqlx::SqlitePool),
}

impl HostPool {
    /// Connects when it is first used.
    pub(crate) fn new(url: &str) -> Self {
        if url.starts_with("postgres") {
            let pool = PgPoolOptions::new().max_connections(4).acquire_timeout(Duration::from_secs(2));
            return Self::Postgres(pool.connect_lazy(url).unwrap());
        }
        let options: SqliteConnectOptions = url.parse().unwrap();
        // Writers of one file wait for each other.
        let options = options.busy_timeout(Duration::from_secs(30));
        Self::Sqlite(SqlitePoolOptions::new().max_connections(4).connect_lazy_with(options))
    }
}
