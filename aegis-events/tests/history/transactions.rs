//! Transactions of a service on both databases: they change its state and record events.

use aegis_events::Publisher;
use aegis_events::event::{PublishedBy, PublisherRole};
use aegis_events::history::{Outboxed, RecordError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::database::Database;

/// Connections of the service.
pub(crate) enum Pool {
    Postgres(PgPool),
    Sqlite(SqlitePool),
}

/// A transaction of the service.
pub(crate) enum Tx {
    Postgres(Transaction<'static, Postgres>),
    Sqlite(Transaction<'static, Sqlite>),
}

impl Pool {
    /// Connects, and creates the service's table.
    pub(crate) async fn connect(database: &Database) -> Self {
        let pool = match database {
            Database::Postgres(database) => Self::Postgres(PgPool::connect(&database.url).await.unwrap()),
            Database::Sqlite(_) => {
                let options: SqliteConnectOptions = database.url().parse().unwrap();
                Self::Sqlite(SqlitePool::connect_with(options.create_if_missing(true)).await.unwrap())
            }
        };
        let mut tx = pool.begin().await;
        tx.execute("CREATE TABLE IF NOT EXISTS executions (id text PRIMARY KEY, status text NOT NULL)").await;
        tx.commit().await;
        pool
    }

    pub(crate) async fn begin(&self) -> Tx {
        match self {
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await.unwrap()),
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await.unwrap()),
        }
    }
}

impl Tx {
    pub(crate) async fn execute(&mut self, sql: &str) {
        let query = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Postgres(tx) => drop(sqlx::query(query).execute(&mut **tx).await.unwrap()),
            Self::Sqlite(tx) => drop(sqlx::query(query).execute(&mut **tx).await.unwrap()),
        }
    }

    pub(crate) async fn record<P: PublisherRole, E: PublishedBy<P>>(
        &mut self,
        publisher: &Publisher<P>,
        event: E,
    ) -> Result<Outboxed, RecordError> {
        match self {
            Self::Postgres(tx) => publisher.record_in(tx, event).await,
            Self::Sqlite(tx) => publisher.record_in(tx, event).await,
        }
    }

    pub(crate) async fn record_effect<P: PublisherRole, E: PublishedBy<P>>(
        &mut self,
        publisher: Publisher<P>,
        event: E,
    ) -> Outboxed {
        let outboxed = match self {
            Self::Postgres(tx) => publisher.record_in(tx, event).await,
            Self::Sqlite(tx) => publisher.record_in(tx, event).await,
        };
        outboxed.unwrap()
    }

    pub(crate) async fn commit(self) {
        match self {
            Self::Postgres(tx) => tx.commit().await.unwrap(),
            Self::Sqlite(tx) => tx.commit().await.unwrap(),
        }
    }

    pub(crate) async fn rollback(self) {
        match self {
            Self::Postgres(tx) => tx.rollback().await.unwrap(),
            Self::Sqlite(tx) => tx.rollback().await.unwrap(),
        }
    }
}
