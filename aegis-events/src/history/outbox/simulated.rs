//! The outbox in a simulated transaction.

use super::entry::{Entry, Insert, OutboxTransaction, Refused};
use crate::history::backend::Dialect;
use crate::history::simulation::Transaction;

impl OutboxTransaction for Transaction {}

impl Insert for Transaction {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn insert(&mut self, Entry(statement): Entry) -> Result<(), Refused> {
        self.add(statement);
        Ok(())
    }
}
