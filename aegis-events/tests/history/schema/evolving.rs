//! A database with rows, migrated through three versions of its catalog.

use std::time::Duration;

use aegis_events::history::MigrationPlan;
use expect_test::expect;

use super::catalogs::{first, second, third};
use crate::database::{Database, both, common};

/// Records events of each kind with the first catalog. Returns the ids of the runs.
async fn fill(database: &Database, events: usize) -> Vec<first::RunId> {
    let runs: Vec<_> = (0..events).map(|_| first::RunId::new()).collect();
    database
        .record::<first::DomainEvent>(async |publishers| {
            for (at, &run_id) in runs.iter().enumerate() {
                let context = first::Context { label: format!("label {at}\0"), depth: 1 };
                let started_at = chrono::DateTime::UNIX_EPOCH;
                publishers
                    .engine
                    .publish(first::run::Started { run_id, context, shard: at as u16, started_at })
                    .unwrap();
                publishers.engine.publish(first::run::Stopped { run_id, reason: "done".into() }).unwrap();
                publishers.engine.publish_recorded(first::run::Paused { run_id }).await.unwrap();
            }
        })
        .await;
    runs
}

/// Inserts 12,000 copies of the first row, 100 positions apart. Their payloads have a value for `shard`, and none that fits `label`.
fn spread(database: &Database) {
    let (random, json) = match database {
        Database::Postgres(_) => ("gen_random_uuid()", "jsonb_build_object('shard', g % 70000, 'context', 'none')"),
        Database::Sqlite(_) => ("hex(randomblob(16))", "json_object('shard', g % 70000, 'context', 'none')"),
    };
    let series = "WITH RECURSIVE s(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM s WHERE g < 12000)";
    database.sql(&format!(
        "{series} INSERT INTO domain_events (position, event_id, event_type, family, publisher, version, occurred_at, created_at, \
         correlation_id, node_id, bus_id, event_data) SELECT g * 100, {random}, event_type, family, publisher, version, occurred_at, \
         created_at, correlation_id, node_id, bus_id, {json} FROM domain_events, s WHERE position = 1"
    ));
    database.sql("UPDATE event_positions SET last = 1200000");
}

/// The plan without its first line, which names the database.
fn steps(plan: &MigrationPlan) -> String {
    let text = plan.to_string();
    text.split_once('\n').map_or("", |(_, steps)| steps).to_owned()
}

#[tokio::test]
async fn no_row_is_lost_when_keys_fields_and_events_change() {
    let (mut to_second, mut to_third) = (Vec::new(), Vec::new());
    for database in both() {
        let runs = fill(&database, 2).await;
        to_second.push(steps(&database.plan::<second::DomainEvent>().await));
        database.migrate::<second::DomainEvent>().await.unwrap();
        database.open::<second::DomainEvent>().await.unwrap();
        let keys = "SELECT position, event_type, run_id, label, shard FROM domain_events ORDER BY position";
        let [a, b] = [runs[0], runs[1]];
        assert_eq!(
            database.sql(keys),
            [
                format!("1|Started|{a}|label 0\u{1a}0|0"),
                format!("2|Stopped|{a}||"),
                format!("3|Paused|{a}||"),
                format!("4|Started|{b}|label 1\u{1a}0|1"),
                format!("5|Stopped|{b}||"),
                format!("6|Paused|{b}||"),
            ]
        );
        // A row of the second version, next to those of the first.
        let run_id = second::RunId::new();
        database
            .record::<second::DomainEvent>(async |publishers| {
                let context = second::Context { label: "new".to_owned().into(), depth: 2 };
                let event = second::run::Started {
                    run_id,
                    context,
                    part: 7.into(),
                    retries: 1,
                    note: Some("a note".into()),
                    started_at: chrono::DateTime::UNIX_EPOCH,
                };
                publishers.engine.publish_recorded(event).await.unwrap();
            })
            .await;
        let view = "SELECT run_id, part, retries, note, _position FROM events_run_started ORDER BY _position";
        assert_eq!(
            database.sql(view),
            [format!("{a}|0|3||1"), format!("{b}|1|3||4"), format!("{run_id}|7|1|a note|7")]
        );
        assert_eq!(database.sql("SELECT why FROM events_run_stopped"), ["done", "done"]);

        to_third.push(steps(&database.plan::<third::DomainEvent>().await));
        database.migrate::<third::DomainEvent>().await.unwrap();
        database.open::<third::DomainEvent>().await.unwrap();
        assert_eq!(database.sql("SELECT why, _position FROM events_run_ended ORDER BY 2"), ["done|2", "done|5"]);
        assert_eq!(database.sql("SELECT count(*), count(shard) FROM domain_events"), ["7|3"]);
        assert_eq!(database.sql("SELECT * FROM event_backfills"), [""; 0]);
    }
    expect![[r#"
        - add the column `label` text to `event_dead_letters`
        - add the column `shard` integer to `event_dead_letters`
        - add the column `label` text to `event_outbox`
        - add the column `shard` integer to `event_outbox`
        - add the column `label` text to `domain_events`
        - add the column `shard` integer to `domain_events`
        - create the index `domain_events_label_idx`
        - create the index `domain_events_shard_idx`
        - replace the view `events_run_started`
        - replace the view `events_run_stopped`
        - create the view `events_run_resumed`
        - drop the view `events_run_paused`, whose event has left the catalog; the rows are kept
        - fill `label` from `event_data`
        - fill `shard` from `event_data`
        - note: `Run.Paused` has left the catalog, and 2 of its rows are no longer readable as events; keep it in the catalog as deprecated, or name it in the `was` of its successor"#]]
    .assert_eq(common(&to_second));
    expect![[r#"
        - create the view `events_run_ended`
        - drop the view `events_run_stopped`, whose event has left the catalog; the rows are kept
        - note: the column `shard` of `domain_events` belongs to no key of the catalog any more; it is kept, and new events leave it NULL; drop it when it is no longer read"#]]
    .assert_eq(common(&to_third));
}

#[tokio::test]
async fn filling_a_key_continues_where_a_killed_process_stopped() {
    for database in both() {
        fill(&database, 4).await;
        database.migrate::<second::DomainEvent>().await.unwrap();
        // As if the process had died after a batch that ended at position 6.
        database.sql(
            "UPDATE domain_events SET label = NULL; UPDATE domain_events SET label = 'kept' WHERE position = 10; \
             INSERT INTO event_backfills VALUES ('label', 7)",
        );
        let text = database.text_of(database.open::<second::DomainEvent>().await);
        assert!(text.contains("the column `label` of `domain_events` is not filled yet"), "{text}");
        database.migrate::<second::DomainEvent>().await.unwrap();
        database.open::<second::DomainEvent>().await.unwrap();
        let labels = "SELECT position, label FROM domain_events WHERE label IS NOT NULL ORDER BY 1";
        assert_eq!(database.sql(labels), ["7|label 2\u{1a}0", "10|kept"]);
    }
}

#[tokio::test]
async fn filling_a_key_in_many_batches_reaches_every_row_that_fits() {
    for database in both() {
        fill(&database, 1).await;
        spread(&database);
        database.migrate::<second::DomainEvent>().await.unwrap();
        database.open::<second::DomainEvent>().await.unwrap();
        assert_eq!(database.sql("SELECT count(*), count(shard), count(label) FROM domain_events"), ["12003|12001|1"]);
        assert_eq!(database.sql("SELECT shard FROM domain_events WHERE position = 1200000"), ["12000"]);
    }
}

#[tokio::test]
async fn a_later_migration_finishes_a_dropped_one() {
    for database in both() {
        fill(&database, 1).await;
        spread(&database);
        for ms in (5..200).step_by(15) {
            let migration = database.migrate::<second::DomainEvent>();
            let _ = tokio::time::timeout(Duration::from_millis(ms), migration).await;
        }
        database.migrate::<second::DomainEvent>().await.unwrap();
        database.open::<second::DomainEvent>().await.unwrap();
        assert_eq!(database.sql("SELECT count(*), count(shard), count(label) FROM domain_events"), ["12003|12001|1"]);
    }
}
