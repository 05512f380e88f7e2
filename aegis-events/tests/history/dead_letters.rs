//! Dead letters: listed, retried, and recorded once.

use std::collections::BTreeSet;

use aegis_events::domain::{DomainEvent, VolumeEvent, VolumeId};
use aegis_events::event::{Domain, Filter};
use aegis_events::history::{DeadLetter, History, HistoryError, RetryReport};
use aegis_events::{EventBus, EventId};
use futures_util::TryStreamExt;

use crate::database::{Database, both};
use crate::events::{attached, created, deleted};
use crate::process::{Process, in_time};
use crate::schema::catalogs::{first, second};
use crate::transactions::Pool;

async fn dead_letters<D: Domain + Filter<Domain = D>>(history: &History<D>) -> Vec<DeadLetter> {
    history.dead_letters().try_collect().await.unwrap()
}

/// Ids and positions of the events that a retry has recorded.
fn requeued(report: &RetryReport) -> Vec<(EventId, u64)> {
    report.recorded.iter().map(|one| (one.event_id, one.position.get())).collect()
}

/// Sends events through the recorder and the relay. Those of one volume become dead letters.
async fn refuse_one(database: &Database, process: &Process<DomainEvent>, refused: VolumeId) {
    database.refuse(refused);
    let manager = &process.publishers.volume_manager;
    for volume_id in [VolumeId::new(), refused, VolumeId::new()] {
        manager.publish(deleted(volume_id)).unwrap();
    }
    process.settle().await;
    let mut tx = Pool::connect(database).await.begin().await;
    tx.record(manager, created(refused, 7)).await.unwrap();
    tx.commit().await;
    assert!(in_time(process.recorder.outbox_relayed()).await.is_ok());
}

#[tokio::test]
async fn a_retried_dead_letter_is_recorded_once_as_the_same_event() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let mut live = process.bus.subscription::<VolumeEvent>().lossless().subscribe();
        let refused = VolumeId::new();
        refuse_one(&database, &process, refused).await;
        let listed = dead_letters(&process.history).await;
        let shown: Vec<_> =
            listed.iter().map(|one| (&*one.event_type, one.sequence.map(u64::from), &*one.reason)).collect();
        let reason = database.refusal();
        assert_eq!(shown, [("VolumeDeleted", Some(2), reason), ("VolumeCreated", None, reason)]);
        assert_eq!((&*listed[0].family, &*listed[0].publisher), ("Volume", "VolumeManager"));
        assert_eq!(listed[0].bus_id, process.bus.bus_id());

        let report = process.history.retry_all_dead_letters().await.unwrap();
        assert_eq!((report.recorded, &report.failed), (Vec::new(), &listed), "the database still refuses it");

        database.lift_refusal();
        let reader = process.history.durable::<VolumeEvent>("reader").run(async |_| {}).await.unwrap();
        let report = process.history.retry_all_dead_letters().await.unwrap();
        assert_eq!(requeued(&report), [(listed[0].event_id, 3), (listed[1].event_id, 4)]);
        assert_eq!((report.failed, dead_letters(&process.history).await), (Vec::new(), Vec::new()));
        assert!(in_time(reader.reached(4)).await.is_ok(), "durable subscriptions get them");
        assert_eq!(reader.stop().await.delivered, 4);

        in_time(live.next()).await.unwrap();
        let delivered = in_time(live.next()).await.unwrap();
        let read = process.history.events::<VolumeEvent>().only(refused).fetch_all().await.unwrap();
        assert_eq!(*read[0], *delivered);
        assert_eq!((read[0].id(), read[0].sequence().get()), (delivered.id(), delivered.sequence().get()));
        assert_eq!(read[0].published_at(), delivered.published_at());
        assert_eq!(
            (read[1].id(), read[1].sequence().get(), read[1].position().map(u64::from)),
            (listed[1].event_id, 0, Some(4))
        );
        assert_eq!(process.publishers.volume_manager.publish_recorded(deleted(refused)).await.unwrap().position, 5);
        process.stop().await;
    }
}

#[tokio::test]
async fn concurrent_retries_record_each_dead_letter_once() {
    const EVENTS: usize = 1_203;
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let (refused, others) = (VolumeId::new(), VolumeId::new());
        database.refuse(refused);
        for n in 0..EVENTS {
            process.publishers.volume_manager.publish(deleted(if n == 600 { refused } else { others })).unwrap();
        }
        process.settle().await;
        // Makes all of them dead letters.
        let columns = "event_id, event_type, family, publisher, version, occurred_at, created_at, correlation_id, node_id, bus_id, sequence, \
                       volume_id, reason, failed_at, event_data";
        let (bytes, now) = match database {
            Database::Sqlite(_) => ("CAST(event_data AS BLOB)", "created_at"),
            Database::Postgres(_) => ("convert_to(event_data::text, 'UTF8')", "now()"),
        };
        let selected = columns.replace("event_data", bytes).replace("reason, failed_at", &format!("'the test', {now}"));
        database.sql(&format!("INSERT INTO event_dead_letters ({columns}) SELECT {selected} FROM domain_events"));
        database.sql("DELETE FROM domain_events");
        database.sql("UPDATE event_positions SET last = 0");
        let other = database.history::<DomainEvent>().await;
        let (one, two) =
            in_time(async { tokio::join!(process.history.retry_all_dead_letters(), other.retry_all_dead_letters()) })
                .await;
        let (one, two) = (one.unwrap(), two.unwrap());
        let recorded: BTreeSet<EventId> = one.recorded.iter().chain(&two.recorded).map(|one| one.event_id).collect();
        assert_eq!(recorded.len(), EVENTS - 1);
        assert!(one.failed.len() + two.failed.len() >= 1);
        let left = dead_letters(&other).await;
        assert_eq!((left.len(), &*left[0].reason, left[0].sequence.map(u64::from)), (1, database.refusal(), Some(601)));
        let sum = EVENTS - 1;
        let rows = database
            .value("SELECT count(*), count(DISTINCT event_id), min(position), max(position) FROM domain_events");
        assert_eq!(rows, format!("{sum}|{sum}|1|{sum}"));
        assert_eq!(database.value("SELECT last FROM event_positions"), sum.to_string());
        other.close().await;
        process.stop().await;
    }
}

#[tokio::test]
async fn one_dead_letter_is_retried_by_its_id() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let refused = VolumeId::new();
        refuse_one(&database, &process, refused).await;
        database.lift_refusal();
        let listed = dead_letters(&process.history).await;
        let id = listed[1].event_id;
        assert_eq!(requeued(&process.history.retry_dead_letter(id).await.unwrap()), [(id, 3)]);
        assert_eq!(dead_letters(&process.history).await, listed[..1]);
        let error = process.history.retry_dead_letter(id).await.unwrap_err();
        assert!(matches!(error, HistoryError::NoDeadLetter { .. }));
        assert_eq!(
            database.text_of(Err::<(), _>(error)),
            format!(
                "no event `{id}` is among the dead letters\n\
                 help: it is in the history, was erased, or was never here; list the dead letters"
            )
        );
        process.stop().await;
    }
}

#[tokio::test]
async fn a_row_without_an_event_of_the_catalog_stays_a_dead_letter() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let refused = VolumeId::new();
        refuse_one(&database, &process, refused).await;
        process.publishers.volume_manager.publish(attached(refused, aegis_events::domain::ExecutionId::new())).unwrap();
        process.settle().await;
        database.lift_refusal();
        let bytes = |json: &str| match database {
            Database::Sqlite(_) => format!("CAST('{json}' AS BLOB)"),
            Database::Postgres(_) => format!("convert_to('{json}', 'UTF8')"),
        };
        let change = |event_type: &str, set: String| {
            database.sql(&format!("UPDATE event_dead_letters SET {set} WHERE event_type = '{event_type}'"));
        };
        change("VolumeDeleted", "event_type = 'VolumeLost'".into());
        change("VolumeCreated", format!("event_data = {}", bytes("{\"volume_id\": 7}")));
        // A payload that could not be written as JSON is stored as `null`, and cannot be retried.
        change("VolumeAttached", format!("event_data = {}", bytes("null")));
        let report = process.history.retry_all_dead_letters().await.unwrap();
        let reasons: Vec<_> = report.failed.iter().map(|one| &*one.reason).collect();
        let reason = database.refusal();
        assert_eq!(reasons[0], "the catalog has no event `Volume.VolumeLost`");
        assert!(reasons[1].contains("`Volume.VolumeCreated`") && reasons[1].contains("`volume_id`"), "{}", reasons[1]);
        assert_eq!(reasons[2], reason);
        assert!(report.recorded.is_empty());
        assert_eq!(dead_letters(&process.history).await, report.failed, "the new reasons are stored");
        assert_eq!(database.value("SELECT count(*), max(position) FROM domain_events"), "2|2");
        process.stop().await;
    }
}

#[tokio::test]
async fn without_the_counter_a_retry_changes_nothing() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        refuse_one(&database, &process, VolumeId::new()).await;
        database.lift_refusal();
        database.sql("DELETE FROM event_positions");
        let error = process.history.retry_all_dead_letters().await;
        assert_eq!(
            database.text_of(error),
            "the row in `event_positions` that counts positions is missing\nhelp: migrate, which creates it"
        );
        assert_eq!(dead_letters(&process.history).await.len(), 2);
        process.history.migrate().await.unwrap();
        let report = process.history.retry_all_dead_letters().await.unwrap();
        assert_eq!(report.recorded.iter().map(|one| one.position.get()).collect::<Vec<_>>(), [3, 4]);
        process.stop().await;
    }
}

#[tokio::test]
async fn a_retry_fills_keys_that_are_newer_than_the_row() {
    for database in both() {
        let history = database.history::<first::DomainEvent>().await;
        let refuse = match database {
            Database::Sqlite(_) => {
                "CREATE TRIGGER mine BEFORE INSERT ON domain_events BEGIN SELECT RAISE(ABORT, 'no'); END"
            }
            Database::Postgres(_) => "ALTER TABLE domain_events ADD CONSTRAINT mine CHECK (version > 1)",
        };
        database.sql(refuse);
        let (bus, publishers) = EventBus::<first::DomainEvent>::new(aegis_events::BusConfig::default());
        history.record(&bus);
        let context = first::Context { label: "a label".into(), depth: 1 };
        let (run_id, started_at) = (first::RunId::new(), chrono::DateTime::UNIX_EPOCH);
        let started = first::run::Started { run_id, context, shard: 9, started_at };
        publishers.engine.publish_recorded(started).await.unwrap_err();
        bus.shutdown(crate::process::DEADLINE).await;
        history.close().await;

        let history = database.history::<second::DomainEvent>().await;
        database.lift_refusal();
        assert_eq!(history.retry_all_dead_letters().await.unwrap().recorded.len(), 1);
        let keys = "SELECT run_id, label, shard FROM domain_events";
        assert_eq!(database.sql(keys), [format!("{run_id}|a label|9")]);
        assert_eq!(history.events::<second::RunEvent>().only(second::Shard::from(9)).count().await.unwrap(), 1);
        history.close().await;
    }
}
