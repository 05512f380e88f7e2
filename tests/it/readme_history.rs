//! The README's code about the history, compiled and run. Each block stands here word for word, as `readme` checks.

use std::time::Duration;

use aegis_events::domain::execution::ExecutionCompleted;
use aegis_events::domain::volume::VolumeDeleted;
use aegis_events::domain::{AgentId, DomainEvent, ExecutionEvent, ExecutionId, VolumeEvent, VolumeId, publishers};
use aegis_events::history::sqlx::{self, Sqlite, SqlitePool, Transaction};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::types::Timestamp;
use aegis_events::{BusConfig, Event, EventBus, Publisher};

/// Long enough for whatever is waited for.
const DEADLINE: Duration = Duration::from_secs(60);

async fn bill(event: Event<VolumeEvent>) {
    assert_eq!(event.event_type(), "VolumeDeleted");
}

#[tokio::test]
async fn events_are_recorded_read_back_followed_and_healed() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let volume_id = VolumeId::new();
    let deleted = VolumeDeleted { volume_id, deleted_at: Timestamp::UNIX_EPOCH };
    let url = format!("sqlite:{}", folder.path().join("events.db").display());

    let history = History::<DomainEvent>::open(HistoryConfig::new(url).migrate(true)).await?; // "sqlite:events.db", "postgres://…"
    let recorder = history.record(&event_bus);

    let recorded = publishers.volume_manager.publish_recorded(deleted).await?; // comes back when it is committed
    let timeline = history.events::<VolumeEvent>().only(volume_id).fetch_all().await?; // by key, time, position, correlation
    let billing = history.durable::<VolumeEvent>("billing").run(bill).await?; // at least once, in order, across restarts
    let steady = event_bus.subscribe_to::<ExecutionEvent>().backfilled_from(&history); // live, and what its ring drops is read back

    assert_eq!((recorded.position, timeline[0].position().map(u64::from)), (1, Some(1)));
    assert!(billing.reached(1).await.is_ok());
    assert_eq!(recorder.state().recorded, 1);
    drop(steady);
    event_bus.shutdown(DEADLINE).await;
    assert_eq!(billing.stop().await.delivered, 1);
    history.close().await;
    Ok(())
}

#[derive(Debug, PartialEq)]
enum ExecutionStatus {
    Running,
    Completed,
}

struct Execution {
    id: ExecutionId,
    agent_id: AgentId,
    status: ExecutionStatus,
}

struct ExecutionRepo;

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
    async fn complete_execution_in_one_transaction(&mut self, output: String) -> anyhow::Result<()> {
        self.execution.status = ExecutionStatus::Completed;
        let mut transaction = self.database.begin_with("BEGIN IMMEDIATE").await?; // SQLite; on PostgreSQL `begin()`
        self.execution_repo.save_in(&mut transaction, &self.execution).await?;
        let completed = self.completed(output);
        self.event_bus.record_in(&mut transaction, completed).await?; // after the commit: into the history, then onto the bus
        transaction.commit().await?;
        Ok(())
    }

    fn completed(&self, final_output: String) -> ExecutionCompleted {
        ExecutionCompleted {
            execution_id: self.execution.id,
            agent_id: self.execution.agent_id,
            final_output,
            total_iterations: 2,
            completed_at: Timestamp::UNIX_EPOCH,
        }
    }
}

#[tokio::test]
async fn state_and_event_are_one_transaction() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("events.db").display());
    let history = History::<DomainEvent>::open(HistoryConfig::new(&*url).migrate(true)).await?;
    let (event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    history.record(&event_bus);
    let database = SqlitePool::connect(&url).await?;
    sqlx::query("CREATE TABLE executions (id text PRIMARY KEY, completed boolean)").execute(&database).await?;
    let (id, agent_id) = (ExecutionId::new(), AgentId::new());
    let mut supervisor = ExecutionSupervisor {
        event_bus: publishers.execution_supervisor,
        execution: Execution { id, agent_id, status: ExecutionStatus::Running },
        execution_repo: ExecutionRepo,
        database: database.clone(),
    };
    let mut completed = event_bus.subscribe_to::<ExecutionCompleted>();

    supervisor.complete_execution_in_one_transaction("done".into()).await?;
    assert_eq!(completed.next().await.map(|event| event.final_output.clone()), Some("done".into()));
    // The same again: the state is refused, and with it the event.
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
