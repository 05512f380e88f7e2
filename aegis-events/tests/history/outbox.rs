//! State and event in one transaction of the service's own, on both databases.

use aegis_events::domain::execution::ExecutionCompleted;
use aegis_events::domain::{DomainEvent, ExecutionId, VolumeId, publishers};
use aegis_events::history::RecordError;
use aegis_events::{BusConfig, Event, EventBus, Publisher};
use sqlx::SqlitePool;

use crate::database::{Database, both, sqlite};
use crate::events::{completed, created, deleted, refined, started};
use crate::process::{DEADLINE, Process, in_time};
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

async fn next(events: &mut aegis_events::Subscription<DomainEvent>) -> Event<DomainEvent> {
    in_time(events.next()).await.unwrap()
}

/// A bus of a node whose process does not come to relay anything: it puts an event in, commits, and is gone.
async fn die_after_commit(database: &Database, pool: &Pool, node_id: &str) -> VolumeId {
    database.migrate::<DomainEvent>().await.unwrap();
    let (_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_node_id(node_id).unwrap());
    let volume_id = VolumeId::new();
    let mut tx = pool.begin().await;
    tx.record(&publishers.volume_manager, deleted(volume_id)).await.unwrap();
    tx.commit().await;
    volume_id
}

#[tokio::test]
async fn state_and_event_of_one_transaction_happen_together() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let mut events = process.bus.subscribe().lossless();
        let execution_id = ExecutionId::new();
        database.sql(&format!("INSERT INTO executions VALUES ('{execution_id}', 'running')"));
        let event_bus = process.publishers.execution_supervisor.clone();
        let service = CompleteExecution { pool, event_bus };

        service.complete_execution(execution_id, "42").await.unwrap();

        let delivered = next(&mut events).await;
        assert_eq!(delivered.position(), Some(1));
        assert_eq!(database.value("SELECT status FROM executions"), "completed");
        process.settle().await;
        let recorded = process.history.events::<ExecutionCompleted>().fetch_all().await.unwrap();
        assert_eq!(recorded.len(), 1);
        assert_eq!((recorded[0].execution_id, &*recorded[0].final_output), (execution_id, "42"));
        let ids = |event: &Event<ExecutionCompleted>| (event.id(), event.sequence(), event.recorded_at());
        assert_eq!(ids(&recorded[0]), (delivered.id(), delivered.sequence(), delivered.recorded_at()));
        assert_eq!(database.value("SELECT count(*) FROM event_outbox"), "0");
        // Once: what comes next is the next event.
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
        let mut events = process.bus.subscribe().lossless();
        let manager = &process.publishers.volume_manager;
        let mut tx = pool.begin().await;
        tx.execute("INSERT INTO executions VALUES ('1', 'running')").await;
        tx.record(manager, deleted(VolumeId::new())).await.unwrap();
        tx.rollback().await;
        // Dropping it is a rollback too.
        let mut tx = pool.begin().await;
        tx.record(manager, deleted(VolumeId::new())).await.unwrap();
        drop(tx);
        let mut tx = pool.begin().await;
        let kept = tx.record(manager, deleted(VolumeId::new())).await.unwrap();
        tx.commit().await;
        let delivered = next(&mut events).await;
        assert_eq!((delivered.id(), delivered.sequence(), delivered.position()), (kept.id, 1, Some(1)));
        process.stop().await;
        let all = "SELECT (SELECT count(*) FROM executions), (SELECT count(*) FROM event_outbox), count(*), max(position) FROM domain_events";
        assert_eq!(database.value(all), "0|0|1|1");
    }
}

#[tokio::test]
async fn events_come_in_the_order_in_which_they_were_put_in_beside_those_that_were_published() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let mut events = process.bus.subscribe().lossless();
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
        // The history knows where each stands on the bus, whichever way it came.
        let rows = database.sql("SELECT event_id, bus_id, sequence FROM domain_events ORDER BY sequence");
        let bus_id = process.bus.bus_id();
        let expected: Vec<_> =
            delivered.iter().map(|event| format!("{}|{bus_id}|{}", event.id(), event.sequence())).collect();
        assert_eq!(rows, expected);
        process.stop().await;
        assert_eq!(database.value("SELECT count(*), min(position), max(position) FROM domain_events"), "25|1|25");
    }
}

#[tokio::test]
async fn causes_are_carried_into_the_outbox_and_out_of_it() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let mut events = process.bus.subscribe().lossless();
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
        let story = process.history.events::<DomainEvent>().correlated(first.id).fetch_all().await.unwrap();
        assert_eq!(story.iter().map(Event::id).collect::<Vec<_>>(), [first.id, second.id, third.id]);
        process.stop().await;
    }
}

#[tokio::test]
async fn what_a_process_left_when_it_died_after_its_commit_is_delivered_by_its_successor() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let volume_id = die_after_commit(&database, &pool, "node-1").await;
        assert_eq!(database.value("SELECT count(*) FROM domain_events"), "0");

        let history = database.history::<DomainEvent>().await;
        let config = BusConfig::default().with_node_id("node-1").unwrap();
        let (bus, _publishers) = EventBus::<DomainEvent>::new(config);
        let mut events = bus.subscribe().lossless();
        history.record(&bus);
        let event = next(&mut events).await;
        assert_eq!((event.volume_id(), event.position()), (Some(volume_id), Some(1)));
        bus.shutdown(DEADLINE).await;
        let row = "SELECT position, volume_id, sequence, bus_id FROM domain_events";
        assert_eq!(database.sql(row), [format!("1|{volume_id}|1|{}", bus.bus_id())]);
        history.close().await;
    }
}

#[tokio::test]
async fn events_of_another_node_wait_until_they_are_taken_over() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let volume_id = die_after_commit(&database, &pool, "gone").await;
        let process = Process::<DomainEvent>::start_as(&database, "here").await;
        let mut events = process.bus.subscribe().lossless();
        let mut tx = pool.begin().await;
        let own = tx.record(&process.publishers.volume_manager, deleted(VolumeId::new())).await.unwrap();
        tx.commit().await;
        // Ids grow with time: the other one would have come first.
        assert_eq!(next(&mut events).await.id(), own.id);
        assert_eq!(database.sql("SELECT node_id, volume_id FROM event_outbox"), [format!("gone|{volume_id}")]);

        assert_eq!(process.history.take_over_outbox("nobody", "here").await.unwrap(), 0);
        assert_eq!(process.history.take_over_outbox("gone", "here").await.unwrap(), 1);
        let event = next(&mut events).await;
        assert_eq!((event.volume_id(), event.envelope().node_id()), (Some(volume_id), "here"));
        process.stop().await;
        assert_eq!(database.value("SELECT count(*), max(position) FROM domain_events"), "2|2");
    }
}

#[tokio::test]
async fn a_row_that_the_history_refuses_is_set_aside_and_those_behind_it_follow() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let mut events = process.bus.subscribe().lossless();
        let refused = VolumeId::new();
        database.sql(&match database {
            Database::Sqlite(_) => format!(
                "CREATE TRIGGER mine BEFORE INSERT ON domain_events WHEN new.volume_id = '{refused}' \
                 BEGIN SELECT RAISE(ABORT, 'mine'); END"
            ),
            Database::Postgres(_) => {
                format!("ALTER TABLE domain_events ADD CONSTRAINT mine CHECK (volume_id <> '{refused}')")
            }
        });
        let mut tx = pool.begin().await;
        for volume_id in [VolumeId::new(), refused, VolumeId::new()] {
            tx.record(&process.publishers.volume_manager, deleted(volume_id)).await.unwrap();
        }
        tx.commit().await;
        assert_eq!(next(&mut events).await.position(), Some(1));
        assert_eq!(next(&mut events).await.position(), Some(2));
        let state = process.stop().await;
        assert_eq!((state.set_aside, state.retries), (1, 0));
        let poison = "SELECT event_type, volume_id, reason LIKE '%mine%' FROM event_poison";
        let yes = if matches!(database, Database::Sqlite(_)) { "1" } else { "t" };
        assert_eq!(database.sql(poison), [format!("VolumeDeleted|{refused}|{yes}")]);
    }
}

#[tokio::test]
async fn a_row_that_is_no_event_of_the_catalog_is_set_aside() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        die_after_commit(&database, &pool, "node-1").await;
        database.sql("UPDATE event_outbox SET event_type = 'VolumeLost'");
        let volume_id = die_after_commit(&database, &pool, "node-1").await;
        let process = Process::<DomainEvent>::start_as(&database, "node-1").await;
        let reader = process.history.durable::<DomainEvent>("reader").run(async |_| {}).await.unwrap();
        assert!(in_time(reader.reached(1)).await);
        reader.stop().await;
        assert_eq!(process.stop().await.set_aside, 1);
        assert_eq!(database.sql("SELECT volume_id, position FROM domain_events"), [format!("{volume_id}|1")]);
        let poison = database.sql("SELECT event_type, reason FROM event_poison");
        assert_eq!(poison, ["VolumeLost|the catalog has no event `Volume.VolumeLost`"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_of_one_node_deliver_each_event_once() {
    const EACH: usize = 60;
    for database in both() {
        let pool = Pool::connect(&database).await;
        let processes = [Process::<DomainEvent>::start(&database).await, Process::start(&database).await];
        let subscriptions = processes.each_ref().map(|process| process.bus.subscribe().lossless());
        for n in 0..2 * EACH {
            let mut tx = pool.begin().await;
            tx.record(&processes[n % 2].publishers.volume_manager, deleted(VolumeId::new())).await.unwrap();
            tx.commit().await;
        }
        let history = database.history::<DomainEvent>().await;
        let reader = history.durable::<DomainEvent>("reader").run(async |_| {}).await.unwrap();
        assert!(in_time(reader.reached(2 * EACH as u64)).await);
        reader.stop().await;
        let mut delivered = Vec::new();
        for process in processes {
            process.stop().await;
        }
        for mut subscription in subscriptions {
            while let Some(event) = subscription.next().await {
                delivered.push(event.position().unwrap());
            }
        }
        delivered.sort_unstable();
        assert_eq!(delivered, (1..=2 * EACH as u64).collect::<Vec<_>>());
        history.close().await;
    }
}

#[tokio::test]
async fn a_transaction_may_hold_more_events_than_the_relay_moves_at_once() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let mut events = process.bus.subscribe().lossless();
        let mut put_in = Vec::new();
        let mut tx = pool.begin().await;
        for _ in 0..1_200 {
            put_in.push(tx.record(&process.publishers.volume_manager, deleted(VolumeId::new())).await.unwrap().id);
        }
        tx.commit().await;
        for (position, id) in (1..).zip(put_in) {
            let event = next(&mut events).await;
            assert_eq!((event.id(), event.position()), (id, Some(position)));
        }
        process.stop().await;
    }
}

#[tokio::test]
async fn on_sqlite_a_transaction_that_read_first_is_told_to_begin_immediate() {
    let database = sqlite();
    let process = Process::<DomainEvent>::start(&database).await;
    let pool = SqlitePool::connect(&database.url()).await.unwrap();
    let mut tx = pool.begin().await.unwrap();
    sqlx::query("SELECT count(*) FROM domain_events").fetch_one(&mut *tx).await.unwrap();
    // Somebody else writes in between.
    let manager = &process.publishers.volume_manager;
    manager.publish_recorded(deleted(VolumeId::new())).await.unwrap();
    let text = manager.record_in(&mut tx, deleted(VolumeId::new())).await.unwrap_err().to_string();
    assert_eq!(
        text,
        "`Volume.VolumeDeleted` was not put into the outbox: database is locked; another connection has written since this transaction began to \
         read, which SQLite cannot wait out: roll it back, and begin it with `pool.begin_with(\"BEGIN IMMEDIATE\")`"
    );
    tx.rollback().await.unwrap();
    process.stop().await;
}

#[tokio::test]
async fn what_a_transaction_cannot_take_is_an_error_that_says_why() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        let manager = &publishers.volume_manager;
        let mut tx = pool.begin().await;
        let text = tx.record(manager, deleted(VolumeId::new())).await.unwrap_err().to_string();
        let said = match database {
            Database::Sqlite(_) => "no such table: event_outbox",
            Database::Postgres(_) => "relation \"event_outbox\" does not exist (SQLSTATE 42P01)",
        };
        let help = "the schema is not as the catalog wants it: migrate";
        assert_eq!(text, format!("`Volume.VolumeDeleted` was not put into the outbox: {said}; {help}"));
        tx.rollback().await;

        let mut tx = pool.begin().await;
        let text = tx.record(&publishers.execution_supervisor, refined(f64::NAN)).await.unwrap_err().to_string();
        assert!(text.contains("its field `cortex_success_score` is not a finite number"), "{text}");
        bus.close();
        let error = tx.record(manager, deleted(VolumeId::new())).await.unwrap_err();
        assert!(matches!(error, RecordError::Publish(_)), "{error}");
        tx.rollback().await;
    }
}
