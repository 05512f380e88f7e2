//! The recorder's SQL, on both databases.

use aegis_events::Event;
use aegis_events::domain::{DomainEvent, ExecutionId, VolumeId};

use crate::database::{Database, both};
use crate::events::{attached, created, deleted, started};
use crate::process::{Process, in_time};

/// A column of times, in the same form on both databases.
fn time(database: &Database, column: &str) -> String {
    match database {
        Database::Sqlite(_) => column.into(),
        Database::Postgres(_) => format!(r#"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"#),
    }
}

#[tokio::test]
async fn a_row_holds_the_envelope_and_the_payload() {
    for database in both() {
        let process = Process::<DomainEvent>::start_as(&database, "node-7").await;
        let mut all = process.bus.subscription::<DomainEvent>().lossless().subscribe();
        let (volume_id, execution_id) = (VolumeId::new(), ExecutionId::new());
        process.publishers.execution_supervisor.publish(started(execution_id)).unwrap();
        let cause = all.next().await.unwrap();
        let manager = &process.publishers.volume_manager;
        manager.caused_by(&cause).publish(attached(volume_id, execution_id)).unwrap();
        let effect = all.next().await.unwrap();
        process.settle().await;

        let row = |event: &Event<DomainEvent>, position: u64, keys: &str| {
            let (info, envelope) = (event.info(), event.envelope());
            let (id, publisher, correlation_id) = (event.id(), event.publisher_name(), event.correlation_id());
            let causation_id = event.causation_id().map_or(String::new(), |id| id.to_string());
            let [occurred_at, created_at] =
                [event.occurred_at(), event.published_at()].map(|time| time.format("%Y-%m-%dT%H:%M:%S%.6fZ"));
            let (family, event_type, bus_id, sequence) =
                (info.family(), info.event_type(), envelope.bus_id(), event.sequence().get());
            format!(
                "{position}|{id}|{event_type}|{family}|{publisher}|1|{occurred_at}|{created_at}|{correlation_id}|{causation_id}|node-7|{bus_id}|{sequence}|{keys}"
            )
        };
        let [occurred_at, created_at] = ["occurred_at", "created_at"].map(|column| time(&database, column));
        let rows = database.sql(&format!(
            "SELECT position, event_id, event_type, family, publisher, version, {occurred_at}, {created_at}, correlation_id, causation_id, \
             node_id, bus_id, sequence, volume_id, execution_id, agent_id, session_id, event_data->>'mount_point' \
             FROM domain_events ORDER BY position"
        ));
        let agent_id = cause.agent_id().unwrap();
        let expected = [
            row(&cause, 1, &format!("|{execution_id}|{agent_id}||")),
            row(&effect, 2, &format!("{volume_id}|{execution_id}|||/workspace")),
        ];
        assert_eq!(rows, expected);
        assert_eq!((effect.correlation_id(), effect.causation_id()), (cause.id(), Some(cause.id())));
        process.stop().await;
    }
}

#[tokio::test]
async fn publish_recorded_returns_the_position_of_a_committed_row() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let manager = &process.publishers.volume_manager;
        for position in 1..=3 {
            let recorded = manager.publish_recorded(deleted(VolumeId::new())).await.unwrap();
            assert_eq!((recorded.position.get(), recorded.receipt.sequence.get()), (position, position));
            let id = recorded.receipt.id;
            let sql = format!("SELECT count(*) FROM domain_events WHERE position = {position} AND event_id = '{id}'");
            assert_eq!(database.value(&sql), "1");
        }
        process.stop().await;
    }
}

#[tokio::test]
async fn a_caused_event_keeps_the_correlation_of_its_cause() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let publishers = &process.publishers;
        let first = publishers.execution_supervisor.publish_recorded(started(ExecutionId::new())).await.unwrap();
        let created = created(VolumeId::new(), 1);
        let second = publishers.volume_manager.caused_by(first).publish_recorded(created).await.unwrap();
        let third = deleted(VolumeId::new());
        let third = publishers.volume_manager.caused_by(second).publish_recorded(third).await.unwrap();
        let chain = [&first, &second, &third].map(|recorded| recorded.receipt.id.to_string());
        let rows = database.sql("SELECT correlation_id, causation_id FROM domain_events ORDER BY position");
        let [first, second, _] = &chain;
        assert_eq!(rows, [format!("{first}|"), format!("{first}|{first}"), format!("{first}|{second}")]);
        process.stop().await;
    }
}

#[tokio::test]
async fn an_event_that_is_recorded_twice_is_stored_once() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let second = process.history.record(&process.bus);
        for _ in 0..50 {
            process.publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
        }
        process.settle().await;
        assert!(in_time(second.recorded_through(50)).await.is_ok());
        let (first, second) = (process.recorder.state(), second.state());
        assert_eq!((first.recorded + second.recorded, first.known + second.known), (50, 50));
        assert_eq!(database.value("SELECT count(*), max(position) FROM domain_events"), "50|50");
        process.stop().await;
    }
}

#[tokio::test]
async fn a_second_run_continues_the_positions() {
    for database in both() {
        for run in 1..=2 {
            let process = Process::<DomainEvent>::start(&database).await;
            for _ in 0..3_000 {
                process.publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
            }
            let state = process.stop().await;
            assert_eq!(
                (state.recorded, state.recorded_through.get(), state.last_position.get()),
                (3_000, 3_000, run * 3_000)
            );
            assert_eq!((state.queue_depth, state.dead_letters, state.failing, state.ended), (0, 0, 0, true));
            assert!(state.batches >= 1 && state.last_error.is_none(), "{state:?}");
        }
        let rows = "SELECT count(*), min(position), max(position), count(DISTINCT bus_id) FROM domain_events";
        assert_eq!(database.value(rows), "6000|1|6000|2");
    }
}

#[tokio::test]
async fn a_refused_row_is_a_dead_letter_and_delays_no_other() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let manager = &process.publishers.volume_manager;
        let refused = VolumeId::new();
        database.refuse(refused);
        for n in 0..300 {
            let volume_id = if n == 123 { refused } else { VolumeId::new() };
            manager.publish(deleted(volume_id)).unwrap();
        }
        process.settle().await;
        assert_eq!(database.value("SELECT count(*), max(position) FROM domain_events"), "299|299");
        let reason = database.refusal();
        let dead_letters = "SELECT sequence, event_type, volume_id, reason FROM event_dead_letters";
        assert_eq!(database.sql(dead_letters), [format!("124|VolumeDeleted|{refused}|{reason}")]);

        let error = manager.publish_recorded(deleted(refused)).await.unwrap_err();
        assert_eq!(error.to_string(), format!("`Volume.VolumeDeleted` was published, and is a dead letter: {reason}"));
        let recorded = manager.publish_recorded(deleted(VolumeId::new())).await.unwrap();
        assert_eq!(recorded.position, 300);
        let state = process.stop().await;
        assert_eq!((state.recorded, state.dead_letters, state.retries, state.recorded_through.get()), (300, 2, 0, 302));
    }
}

#[tokio::test]
async fn the_query_of_the_specification_works_on_both_databases() {
    let volumes: Vec<_> = (0..8).map(|_| VolumeId::new()).collect();
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let mut expected = Vec::new();
        for (n, &volume_id) in volumes.iter().enumerate() {
            // One after the other, so that no two have the same microsecond.
            let manager = &process.publishers.volume_manager;
            manager.publish_recorded(created(volume_id, n as i64)).await.unwrap();
            process.publishers.execution_supervisor.publish(started(ExecutionId::new())).unwrap();
            expected.push(format!("VolumeCreated|{volume_id}"));
            if n % 2 == 0 {
                manager.publish_recorded(deleted(volume_id)).await.unwrap();
                expected.push(format!("VolumeDeleted|{volume_id}"));
            }
        }
        expected.reverse();
        expected.truncate(10);
        let rows = database.sql(
            "SELECT event_type, event_data->>'volume_id', created_at FROM domain_events WHERE event_type LIKE 'Volume%' \
             ORDER BY created_at DESC LIMIT 10;",
        );
        let rows: Vec<_> = rows.iter().map(|row| row.rsplit_once('|').unwrap().0).collect();
        assert_eq!(rows, expected);
        process.stop().await;
    }
}
