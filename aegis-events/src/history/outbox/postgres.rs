//! The outbox in a transaction of PostgreSQL.

use sqlx::{Postgres, Transaction};

use super::entry::{Entry, Insert, OutboxTransaction, Refused};
use crate::history::backend::postgres::{CHANNEL, OUTBOX, run_one};
use crate::history::backend::{Dialect, Statement};

impl OutboxTransaction for Transaction<'_, Postgres> {}

impl Insert for Transaction<'_, Postgres> {
    const DIALECT: Dialect = Dialect::Postgres;

    async fn insert(&mut self, Entry(statement): Entry) -> Result<(), Refused> {
        run_one(self, &statement).await.map_err(Refused)?;
        // Sent at the commit, once however many events the transaction has.
        run_one(self, &Statement::new("SELECT pg_notify($1, $2)").with(CHANNEL).with(OUTBOX)).await.map_err(Refused)
    }
}
