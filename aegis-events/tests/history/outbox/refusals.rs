//! Events that cannot be put into the outbox, and rows that the relay cannot move out of it.

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::RecordError;
use aegis_events::{BusConfig, EventBus};
use sqlx::SqlitePool;

use super::next;
use super::nodes::die_after_commit;
use crate::database::{Database, both, sqlite};
use crate::events::{deleted, refined};
use crate::process::{Process, in_time};
use crate::transactions::Pool;

#[tokio::test]
async fn a_refused_row_is_a_dead_letter_and_later_ones_follow() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let mut events = process.bus.subscription::<DomainEvent>().lossless().subscribe();
        let refused = VolumeId::new();
        database.refuse(refused);
        let mut tx = pool.begin().await;
        for volume_id in [VolumeId::new(), refused, VolumeId::new()] {
            tx.record(&process.publishers.volume_manager, deleted(volume_id)).await.unwrap();
        }
        tx.commit().await;
        assert_eq!(next(&mut events).await.position().map(u64::from), Some(1));
        assert_eq!(next(&mut events).await.position().map(u64::from), Some(2));
        let state = process.stop().await;
        assert_eq!((state.dead_letters, state.retries), (1, 0));
        let dead_letters = "SELECT event_type, volume_id, reason FROM event_dead_letters";
        assert_eq!(database.sql(dead_letters), [format!("VolumeDeleted|{refused}|{}", database.refusal())]);
    }
}

#[tokio::test]
async fn a_row_without_an_event_of_the_catalog_is_a_dead_letter() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        die_after_commit(&database, &pool, "node-1").await;
        database.sql("UPDATE event_outbox SET event_type = 'VolumeLost'");
        let volume_id = die_after_commit(&database, &pool, "node-1").await;
        let process = Process::<DomainEvent>::start_as(&database, "node-1").await;
        let reader = process.history.durable::<DomainEvent>("reader").run(async |_| {}).await.unwrap();
        assert!(in_time(reader.reached(1)).await.is_ok());
        reader.stop().await;
        assert_eq!(process.stop().await.dead_letters, 1);
        assert_eq!(database.sql("SELECT volume_id, position FROM domain_events"), [format!("{volume_id}|1")]);
        let dead_letters = database.sql("SELECT event_type, reason FROM event_dead_letters");
        assert_eq!(dead_letters, ["VolumeLost|the catalog has no event `Volume.VolumeLost`"]);
    }
}

/// Errors quote values, and PostgreSQL cannot store a NUL in a text. Such a reason must not block later events.
#[tokio::test]
async fn a_dead_letter_may_have_a_reason_with_a_nul() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        die_after_commit(&database, &pool, "node-1").await;
        // `\u001a0` is how NUL is stored.
        let payload = "{\"volume_id\": \"a\\u001a0\", \"deleted_at\": \"2026-01-02T00:00:00Z\"}";
        database.sql(&format!("UPDATE event_outbox SET event_data = '{payload}'"));
        let volume_id = die_after_commit(&database, &pool, "node-1").await;
        let process = Process::<DomainEvent>::start_as(&database, "node-1").await;
        let reader = process.history.durable::<DomainEvent>("reader").run(async |_| {}).await.unwrap();
        assert!(in_time(reader.reached(1)).await.is_ok());
        reader.stop().await;
        assert_eq!(process.stop().await.dead_letters, 1);
        assert_eq!(database.sql("SELECT volume_id, position FROM domain_events"), [format!("{volume_id}|1")]);
        let reason = database.value("SELECT reason FROM event_dead_letters");
        assert!(reason.contains("`volume_id`") && reason.contains('\u{fffd}'), "{reason}");
    }
}

#[tokio::test]
async fn on_sqlite_a_transaction_that_read_first_is_refused_with_help() {
    let database = sqlite();
    let process = Process::<DomainEvent>::start(&database).await;
    let pool = SqlitePool::connect(&database.url()).await.unwrap();
    let mut tx = pool.begin().await.unwrap();
    sqlx::query("SELECT count(*) FROM domain_events").fetch_one(&mut *tx).await.unwrap();
    // Another connection writes in between.
    let manager = &process.publishers.volume_manager;
    manager.publish_recorded(deleted(VolumeId::new())).await.unwrap();
    let text = with_help(&manager.record_in(&mut tx, deleted(VolumeId::new())).await.unwrap_err());
    assert_eq!(
        text,
        "`Volume.VolumeDeleted` was not put into the outbox: database is locked; another connection has written since this transaction began to \
         read: roll it back, and begin it with `pool.begin_with(\"BEGIN IMMEDIATE\")`"
    );
    tx.rollback().await.unwrap();
    process.stop().await;
}

#[tokio::test]
async fn a_failed_record_in_has_its_reason_and_help() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        let manager = &publishers.volume_manager;
        let mut tx = pool.begin().await;
        let text = with_help(&tx.record(manager, deleted(VolumeId::new())).await.unwrap_err());
        let message = match database {
            Database::Sqlite(_) => "no such table: event_outbox",
            Database::Postgres(_) => "relation \"event_outbox\" does not exist (SQLSTATE 42P01)",
        };
        let help = "use a transaction in the database that the history is opened on";
        assert_eq!(text, format!("`Volume.VolumeDeleted` was not put into the outbox: {message}; {help}"));
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

/// The text of an error, then its help.
fn with_help(error: &RecordError) -> String {
    let help = error.help().expect("there is help");
    format!("{error}; {help}")
}
