//! The migration computed from two catalogs is the one that a database of the first catalog needs.

use aegis_events::event::Domain;
use aegis_events::history::{Dialect, SchemaError, migration_sql};
use expect_test::expect;

use super::catalogs::{conflicting, first, second, third};
use crate::database::{Database, both};

/// Records an event of each kind that the first catalog has.
async fn fill(database: &Database) {
    database
        .record::<first::DomainEvent>(async |publishers| {
            let run_id = first::RunId::new();
            let context = first::Context { label: "it's a \"label\"\0".into(), depth: 1 };
            let started_at = chrono::DateTime::UNIX_EPOCH;
            publishers.engine.publish(first::run::Started { run_id, context, shard: 7, started_at }).unwrap();
            publishers.engine.publish(first::run::Stopped { run_id, reason: "done".into() }).unwrap();
            publishers.engine.publish_recorded(first::run::Paused { run_id }).await.unwrap();
        })
        .await;
}

#[tokio::test]
async fn a_computed_migration_is_complete_and_keeps_all_rows() {
    for database in both() {
        fill(&database).await;
        let dialect = database.dialect();
        let [first, second, third] =
            [first::DomainEvent::catalog(), second::DomainEvent::catalog(), third::DomainEvent::catalog()];
        database.sql(&migration_sql(first, second, dialect).unwrap());
        let plan = database.plan::<second::DomainEvent>().await;
        assert!(plan.is_empty(), "{plan}");
        let rows = "SELECT position, event_type, label, shard FROM domain_events ORDER BY position";
        let rows_now = ["1|Started|it's a \"label\"\u{1a}0|7", "2|Stopped||", "3|Paused||"];
        assert_eq!(database.sql(rows), rows_now);
        database.sql(&migration_sql(second, third, dialect).unwrap());
        let plan = database.plan::<third::DomainEvent>().await;
        assert!(plan.is_empty(), "{plan}");
        assert_eq!(database.sql(rows), rows_now);
    }
}

#[tokio::test]
async fn a_computed_migration_equals_the_plan_of_a_database() {
    for database in both() {
        database.migrate::<first::DomainEvent>().await.unwrap();
        let computed =
            migration_sql(first::DomainEvent::catalog(), second::DomainEvent::catalog(), database.dialect()).unwrap();
        let planned = database.plan::<second::DomainEvent>().await.sql();
        // The plan has no notes: the database is empty, so no row becomes unreadable.
        let without_notes: Vec<_> = computed.lines().skip(2).filter(|line| !line.starts_with("-- Note: ")).collect();
        assert_eq!(without_notes, planned.lines().collect::<Vec<_>>());
    }
}

#[test]
fn a_migration_with_losses_is_refused() {
    let [second, conflicting] = [second::DomainEvent::catalog(), conflicting::DomainEvent::catalog()];
    let Err(SchemaError::Refused { place, reasons }) = migration_sql(second, conflicting, Dialect::Sqlite) else {
        panic!("it was not refused")
    };
    expect!["a history of the older `evolving`, in SQLite"].assert_eq(&place);
    expect![[r#"the key `shard` is integer in `domain_events`, and text in the catalog: values that do not fit would be lost; give the key another name, or its old type; or, since `event_data` has every value too, drop the column and migrate again, which fills it from there (DROP INDEX IF EXISTS "domain_events_shard_idx"; ALTER TABLE "domain_events" DROP COLUMN "shard"; ALTER TABLE "event_outbox" DROP COLUMN "shard"; ALTER TABLE "event_dead_letters" DROP COLUMN "shard")"#]].assert_eq(&reasons.join("\n"));
    let other = aegis_events::domain::DomainEvent::catalog();
    let Err(SchemaError::Refused { reasons, .. }) = migration_sql(second, other, Dialect::Postgres) else {
        panic!("it was not refused")
    };
    expect!["the history is of the catalog `evolving`, not `aegis`: give each catalog its own database or schema, or they drop each other's views; if the catalog was renamed, run: UPDATE event_schema SET catalog = 'aegis'"].assert_eq(&reasons.join("\n"));
}
