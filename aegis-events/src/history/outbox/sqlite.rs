//! The outbox in a transaction of SQLite.

use sqlx::{Sqlite, Transaction};

use super::entry::{Entry, Insert, OutboxTransaction, Refused};
use crate::history::backend::Dialect;
use crate::history::backend::sqlite::run_one;

impl OutboxTransaction for Transaction<'_, Sqlite> {}

impl Insert for Transaction<'_, Sqlite> {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn insert(&mut self, Entry(statement): Entry) -> Result<(), Refused> {
        run_one(self, &statement).await.map_err(Refused)
    }
}
