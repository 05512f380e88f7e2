//! State and event in one transaction.

use std::time::Duration;

use aegis_events::domain::execution::ExecutionCompleted;
use aegis_events::domain::{DomainEvent, publishers};
use aegis_events::history::sqlx::{self, Sqlite, SqlitePool, Transaction};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::{BusConfig, EventBus, Publisher};

use crate::execution::{Execution, ExecutionRepo, ExecutionStatus};

const DEADLINE: Duration = Duration::from_secs(60);

impl ExecutionRepo {
    async fn save_in(&self, transaction: &mut Transaction<'_, Sqlite>, execution: &Execution) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO executions VALUES ($1, $2)")
            .bind(execution.id.to_string())
            .bind(execution.status == ExecutionStatus::Completed)
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }
}

struct ExecutionSupervisor {
    event_bus: Publisher<publishers::ExecutionSupervisor>,
    execution: Execution,
    execution_repo: ExecutionRepo,
    database: SqlitePool,
}

impl ExecutionSupervisor {
    // block: async fn complete_execution_in_one_transaction(

    fn completed(&self, final_output: String) -> ExecutionCompleted {
        self.execution.completed(final_output)
    }
}

#[tokio::test]
async fn state_and_event_commit_together_or_not_at_all() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("events.db").display());
    let history = History::<DomainEvent>::open(HistoryConfig::new(&*url).with_migrate(true)).await?;
    let (event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    history.record(&event_bus);
    let database = SqlitePool::connect(&url).await?;
    sqlx::query("CREATE TABLE executions (id text PRIMARY KEY, completed boolean)").execute(&database).await?;
    let execution = Execution::new();
    let id = execution.id;
    let mut supervisor = ExecutionSupervisor {
        event_bus: publishers.execution_supervisor,
        execution,
        execution_repo: ExecutionRepo,
        database: database.clone(),
    };
    let mut completed = event_bus.subscribe_to::<ExecutionCompleted>();

    supervisor.complete_execution_in_one_transaction("done".into()).await?;
    assert_eq!(completed.next().await.map(|event| event.final_output.clone()), Some("done".into()));
    // The second call fails on the primary key, and its event is rolled back too.
    supervisor.complete_execution_in_one_transaction("twice".into()).await.expect_err("the id is taken");

    event_bus.shutdown(DEADLINE).await;
    assert_eq!(history.events::<ExecutionCompleted>().only(id).count().await?, 1);
    let rows: (i64, i64) =
        sqlx::query_as("SELECT (SELECT count(*) FROM executions), (SELECT count(*) FROM event_outbox)")
            .fetch_one(&database)
            .await?;
    assert_eq!(rows, (1, 0));
    history.close().await;
    Ok(())
}
