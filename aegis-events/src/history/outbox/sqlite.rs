//! The outbox in a transaction of SQLite.

use sqlx::{Sqlite, Transaction};

use super::entry::{Entry, Insert, OutboxTransaction, Refused};
use crate::history::backend::sqlite::run_one;
use crate::history::backend::{Dialect, ErrorKind, StoreError};

impl OutboxTransaction for Transaction<'_, Sqlite> {}

impl Insert for Transaction<'_, Sqlite> {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn insert(&mut self, Entry(statement): Entry) -> Result<(), Refused> {
        run_one(self, &statement).await.map_err(|error| Refused(with_help(error)))
    }
}

fn with_help(error: StoreError) -> StoreError {
    let begin =
        "a transaction that records an event must begin as `BEGIN IMMEDIATE`: `pool.begin_with(\"BEGIN IMMEDIATE\")`";
    match error.kind {
        ErrorKind::Away => StoreError::new(error.kind, format!("{}; {begin}", error.message)),
        _ => error,
    }
}
