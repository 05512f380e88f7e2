//! State and event in one transaction of the service, on both databases.

mod nodes;
mod refusals;

use aegis_events::domain::execution::ExecutionCompleted;
use aegis_events::domain::{DomainEvent, ExecutionId, VolumeId, publishers};
use aegis_events::history::RecordError;
use aegis_events::{Event, Publisher, Subscription};

use crate::database::both;
use crate::events::{completed, created, deleted, started};
use crate::process::{Process, in_time};
use crate::transactions::Pool;

/// The specification's example, as a service writes it.
struct CompleteExecution {
    pool: Pool,
    event_bus: Publisher<publishers::ExecutionSupervisor>,
}

impl CompleteExecution {
    async fn complete_execution(&self, execution_id: ExecutionId, final_output: &str) -> Result<(), RecordError> {
        let mut tx = self.pool.begin().await;
        tx.execute(&format!("UPDATE executions SET status = 'completed' WHERE id = '{execution_id}'")).await;
        tx.record(&self.event_bus, completed(execution_id, final_output)).await?;
        tx.commit().await;
        Ok(())
    }
}

async fn next(events: &mut Subscription<DomainEvent>) -> Event<DomainEvent> {
    in_time(events.next()).await.unwrap()
}

#[tokio::test]
async fn state_and_event_commit_together() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let mut events = process.bus.subscription::<DomainEvent>().lossless().subscribe();
        let execution_id = ExecutionId::new();
        database.sql(&format!("INSERT INTO executions VALUES ('{execution_id}', 'running')"));
        let event_bus = process.publishers.execution_supervisor.clone();
        let service = CompleteExecution { pool, event_bus };

        service.complete_execution(execution_id, "42").await.unwrap();

        let delivered = next(&mut events).await;
        assert_eq!(delivered.position().map(u64::from), Some(1));
        assert_eq!(database.value("SELECT status FROM executions"), "completed");
        process.settle().await;
        let recorded = process.history.events::<ExecutionCompleted>().fetch_all().await.unwrap();
        assert_eq!(recorded.len(), 1);
        assert_eq!((recorded[0].execution_id, &*recorded[0].final_output), (execution_id, "42"));
        let ids = |event: &Event<ExecutionCompleted>| (event.id(), event.sequence().get(), event.published_at());
        assert_eq!(ids(&recorded[0]), (delivered.id(), delivered.sequence().get(), delivered.published_at()));
        assert_eq!(database.value("SELECT count(*) FROM event_outbox"), "0");
        // Delivered once: the next event is a different one.
        process.publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
        assert_eq!(next(&mut events).await.info().event_type(), "VolumeDeleted");
        process.stop().await;
        assert_eq!(database.value("SELECT count(*), max(position) FROM domain_events"), "2|2");
    }
}

#[tokio::test]
async fn a_rollback_leaves_no_trace() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let mut events = process.bus.subscription::<DomainEvent>().lossless().subscribe();
        let manager = &process.publishers.volume_manager;
        let mut tx = pool.begin().await;
        tx.execute("INSERT INTO executions VALUES ('1', 'running')").await;
        tx.record(manager, deleted(VolumeId::new())).await.unwrap();
        tx.rollback().await;
        // Dropping a transaction rolls it back too.
        let mut tx = pool.begin().await;
        tx.record(manager, deleted(VolumeId::new())).await.unwrap();
        drop(tx);
        let mut tx = pool.begin().await;
        let kept = tx.record(manager, deleted(VolumeId::new())).await.unwrap();
        tx.commit().await;
        let delivered = next(&mut events).await;
        assert_eq!(
            (delivered.id(), delivered.sequence().get(), delivered.position().map(u64::from)),
            (kept.id, 1, Some(1))
        );
        process.stop().await;
        let all = "SELECT (SELECT count(*) FROM executions), (SELECT count(*) FROM event_outbox), count(*), max(position) FROM domain_events";
        assert_eq!(database.value(all), "0|0|1|1");
    }
}

#[tokio::test]
async fn events_are_delivered_in_the_order_of_the_outbox() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let mut events = process.bus.subscription::<DomainEvent>().lossless().subscribe();
        let manager = &process.publishers.volume_manager;
        let mut put_in = Vec::new();
        for _ in 0..5 {
            let mut tx = pool.begin().await;
            for _ in 0..4 {
                put_in.push(tx.record(manager, deleted(VolumeId::new())).await.unwrap().id);
            }
            tx.commit().await;
            manager.publish(created(VolumeId::new(), 1)).unwrap();
        }
        let mut delivered = Vec::new();
        for _ in 0..25 {
            delivered.push(next(&mut events).await);
        }
        let from_outbox = delivered.iter().filter(|event| event.info().event_type() == "VolumeDeleted");
        assert_eq!(from_outbox.map(Event::id).collect::<Vec<_>>(), put_in);
        process.settle().await;
        // Each row has the sequence of its event on the bus, whether it came through the outbox or not.
        let rows = database.sql("SELECT event_id, bus_id, sequence FROM domain_events ORDER BY sequence");
        let bus_id = process.bus.bus_id();
        let expected: Vec<_> =
            delivered.iter().map(|event| format!("{}|{bus_id}|{}", event.id(), event.sequence().get())).collect();
        assert_eq!(rows, expected);
        process.stop().await;
        assert_eq!(database.value("SELECT count(*), min(position), max(position) FROM domain_events"), "25|1|25");
    }
}

#[tokio::test]
async fn causes_survive_the_outbox() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let mut events = process.bus.subscription::<DomainEvent>().lossless().subscribe();
        let publishers = &process.publishers;
        let first = publishers.execution_supervisor.publish(started(ExecutionId::new())).unwrap();
        let mut tx = pool.begin().await;
        let caused = publishers.volume_manager.caused_by(first);
        let second = tx.record_effect(caused, created(VolumeId::new(), 1)).await;
        let third = tx.record_effect(publishers.volume_manager.caused_by(second), deleted(VolumeId::new())).await;
        tx.commit().await;
        assert_eq!((second.correlation_id, third.correlation_id), (first.id, first.id));
        for causation_id in [None, Some(first.id), Some(second.id)] {
            let event = next(&mut events).await;
            assert_eq!((event.correlation_id(), event.causation_id()), (first.id, causation_id));
        }
        process.settle().await;
        let story = process.history.events::<DomainEvent>().with_correlation_id(first.id).fetch_all().await.unwrap();
        assert_eq!(story.iter().map(Event::id).collect::<Vec<_>>(), [first.id, second.id, third.id]);
        process.stop().await;
    }
}

#[tokio::test]
async fn a_transaction_may_hold_more_events_than_a_page_of_the_relay() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let mut events = process.bus.subscription::<DomainEvent>().lossless().subscribe();
        let mut put_in = Vec::new();
        let mut tx = pool.begin().await;
        for _ in 0..1_200 {
            put_in.push(tx.record(&process.publishers.volume_manager, deleted(VolumeId::new())).await.unwrap().id);
        }
        tx.commit().await;
        for (position, id) in (1..).zip(put_in) {
            let event = next(&mut events).await;
            assert_eq!((event.id(), event.position().map(u64::from)), (id, Some(position)));
        }
        process.stop().await;
    }
}
