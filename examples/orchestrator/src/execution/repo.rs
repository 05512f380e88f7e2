//! The states of executions, in the database, each written together with the event that tells of it.

use aegis_events::Publisher;
use aegis_events::event::{PublishedBy, PublisherRole};
use aegis_events::history::{OutboxTransaction, Outboxed, RecordError};
use sqlx::{Postgres, Sqlite, Transaction};
use thiserror::Error;

use super::table::Outcome;
use crate::agent::Run;
use crate::database::Pool;

/// The table `executions`.
#[derive(Clone)]
pub(crate) struct ExecutionRepo {
    pool: Pool,
}

/// The state of an execution.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) run: Run,
    /// `None` while it runs.
    pub(super) outcome: Option<Outcome>,
}

/// A state was not saved, and if an event belonged to it, there is no such event either.
#[derive(Debug, Error)]
pub(crate) enum SaveError {
    #[error("the execution's state was not saved")]
    Database(#[from] sqlx::Error),
    #[error("the execution's event was not recorded")]
    Record(#[from] RecordError),
}

impl ExecutionRepo {
    pub(crate) fn new(pool: Pool) -> Self {
        Self { pool }
    }

    /// Saves a state.
    pub(super) async fn save(&self, state: State) -> Result<(), SaveError> {
        match &self.pool {
            Pool::Sqlite(pool) => save(pool.begin_with(IMMEDIATE).await?, state).await,
            Pool::Postgres(pool) => save(pool.begin().await?, state).await,
        }
    }

    /// Saves a state and records the event that tells of it, in one transaction: either both happen or neither.
    pub(super) async fn save_with<P: PublisherRole, E: PublishedBy<P>>(
        &self,
        state: State,
        publisher: Publisher<P>,
        event: E,
    ) -> Result<Outboxed, SaveError> {
        match &self.pool {
            Pool::Sqlite(pool) => save_with(pool.begin_with(IMMEDIATE).await?, state, publisher, event).await,
            Pool::Postgres(pool) => save_with(pool.begin().await?, state, publisher, event).await,
        }
    }
}

/// SQLite cannot make a reader a writer while somebody else writes: the transaction is to be one from its start.
const IMMEDIATE: &str = "BEGIN IMMEDIATE";

async fn save(mut transaction: impl StateTransaction, state: State) -> Result<(), SaveError> {
    transaction.save(state).await?;
    transaction.commit().await?;
    Ok(())
}

async fn save_with<P: PublisherRole, E: PublishedBy<P>>(
    mut transaction: impl StateTransaction,
    state: State,
    publisher: Publisher<P>,
    event: E,
) -> Result<Outboxed, SaveError> {
    transaction.save(state).await?;
    let outboxed = publisher.record_in(&mut transaction, event).await?;
    transaction.commit().await?;
    Ok(outboxed)
}

/// A transaction that takes states as well as events.
trait StateTransaction: OutboxTransaction {
    fn save(&mut self, state: State) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
    fn commit(self) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
}

const SAVE: &str = "
    INSERT INTO executions (execution_id, agent_id, status) VALUES ($1, $2, $3)
    ON CONFLICT (execution_id) DO UPDATE SET status = excluded.status";

impl State {
    fn status(&self) -> &'static str {
        self.outcome.map_or("running", Outcome::as_str)
    }
}

impl StateTransaction for Transaction<'_, Sqlite> {
    async fn save(&mut self, state: State) -> Result<(), sqlx::Error> {
        let Run { execution_id, agent_id } = state.run;
        let query = sqlx::query(SAVE).bind(execution_id.to_string()).bind(agent_id.to_string());
        query.bind(state.status()).execute(&mut **self).await.map(drop)
    }

    async fn commit(self) -> Result<(), sqlx::Error> {
        Transaction::commit(self).await
    }
}

impl StateTransaction for Transaction<'_, Postgres> {
    async fn save(&mut self, state: State) -> Result<(), sqlx::Error> {
        let Run { execution_id, agent_id } = state.run;
        let query = sqlx::query(SAVE).bind(execution_id.0).bind(agent_id.0);
        query.bind(state.status()).execute(&mut **self).await.map(drop)
    }

    async fn commit(self) -> Result<(), sqlx::Error> {
        Transaction::commit(self).await
    }
}
