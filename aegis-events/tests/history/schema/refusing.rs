//! Changes that a migration refuses, and the error for each.

use expect_test::expect;

use super::catalogs::{conflicting, first, second};
use crate::database::{Database, both, common, postgres};

#[tokio::test]
async fn a_key_of_another_type_is_refused_and_the_help_works() {
    let mut texts = Vec::new();
    for database in both() {
        let run_id = second::RunId::new();
        database
            .record::<second::DomainEvent>(async |publishers| {
                publishers.engine.publish_recorded(second::run::Resumed { run_id }).await.unwrap();
            })
            .await;
        let text = database.text_of(database.migrate::<conflicting::DomainEvent>().await);
        texts.push(text.clone());
        assert_eq!(text, database.text_of(database.open::<conflicting::DomainEvent>().await));
        assert!(!database.plan::<conflicting::DomainEvent>().await.sql().contains("BEGIN"));
        let sql = text.rsplit_once("fills it from there (").unwrap().1.trim_end_matches(')');
        database.sql(sql);
        database.migrate::<conflicting::DomainEvent>().await.unwrap();
        database.open::<conflicting::DomainEvent>().await.unwrap();
        assert_eq!(database.sql("SELECT run_id, shard FROM domain_events"), [format!("{run_id}|")]);
    }
    expect![[r#"
        cannot migrate the schema to the catalog; nothing was changed:
        - the key `shard` is integer in `domain_events`, and text in the catalog: values that do not fit would be lost; give the key another name, or its old type; or, since `event_data` has every value too, drop the column and migrate again, which fills it from there (DROP INDEX IF EXISTS "domain_events_shard_idx"; ALTER TABLE "domain_events" DROP COLUMN "shard"; ALTER TABLE "event_outbox" DROP COLUMN "shard"; ALTER TABLE "event_dead_letters" DROP COLUMN "shard")"#]]
    .assert_eq(common(&texts));
}

#[tokio::test]
async fn all_foreign_tables_are_reported_together() {
    for database in both() {
        database.sql(
            "CREATE TABLE domain_events (position integer, event_id text, event_type integer, created_at text); \
             CREATE VIEW event_outbox AS SELECT 1 AS one; CREATE TABLE events_run_started (x integer); \
             CREATE VIEW events_run_paused AS SELECT 1 AS one; CREATE TABLE domain_events_run_id_idx (x integer)",
        );
        let text = database.text_of(database.migrate::<first::DomainEvent>().await);
        match &database {
            Database::Sqlite(_) => expect![[r#"
                cannot migrate the schema to the catalog; nothing was changed:
                - the table `domain_events` was not created by aegis-events, or was changed by hand: `event_type` is integer, not text, `family` is missing, `publisher` is missing, `version` is missing, `occurred_at` is missing, `correlation_id` is missing, `causation_id` is missing, `node_id` is missing, `bus_id` is missing, `sequence` is missing, `event_data` is missing; restore these columns, or rename the table (ALTER TABLE "domain_events" RENAME TO "domain_events_old"), or give the history its own database or schema
                - `event_outbox` is a view, and the history needs a table of that name: rename it, or give the history its own database or schema
                - `domain_events_run_id_idx` is a table that aegis-events did not create, and the history needs an index of `domain_events` of that name: rename it
                - `events_run_started` is a table that aegis-events did not create, and an event needs a view of that name: rename or drop it
                - `events_run_paused` is a view that aegis-events did not create, and an event needs a view of that name: rename or drop it"#]].assert_eq(&text),
            Database::Postgres(_) => expect![[r#"
                cannot migrate the schema to the catalog; nothing was changed:
                - the table `domain_events` was not created by aegis-events, or was changed by hand: `position` is integer, not bigint, `event_id` is text, not uuid, `event_type` is integer, not text, `family` is missing, `publisher` is missing, `version` is missing, `occurred_at` is missing, `created_at` is text, not timestamptz, `correlation_id` is missing, `causation_id` is missing, `node_id` is missing, `bus_id` is missing, `sequence` is missing, `event_data` is missing; restore these columns, or rename the table (ALTER TABLE "domain_events" RENAME TO "domain_events_old"), or give the history its own database or schema
                - `event_outbox` is a view, and the history needs a table of that name: rename it, or give the history its own database or schema
                - `domain_events_run_id_idx` is a table that aegis-events did not create, and the history needs an index of `domain_events` of that name: rename it
                - `events_run_started` is a table that aegis-events did not create, and an event needs a view of that name: rename or drop it
                - `events_run_paused` is a view that aegis-events did not create, and an event needs a view of that name: rename or drop it"#]].assert_eq(&text),
        }
        // Nothing was changed, not even objects that the migration could have created.
        assert_eq!(database.sql("SELECT count(*) FROM domain_events"), ["0"]);
        let text = database.text_of(database.open::<first::DomainEvent>().await);
        assert!(text.starts_with("cannot migrate the schema to the catalog; nothing was changed:\n- "), "{text}");
    }
}

#[tokio::test]
async fn foreign_columns_that_block_all_events_are_refused() {
    let mut texts = Vec::new();
    for database in both() {
        database.migrate::<first::DomainEvent>().await.unwrap();
        match &database {
            Database::Postgres(_) => drop(database.sql(
                "ALTER TABLE domain_events ADD COLUMN mine text NOT NULL; ALTER TABLE domain_events ADD COLUMN fine text NOT NULL DEFAULT ''; \
                 ALTER TABLE domain_events ALTER COLUMN run_id SET NOT NULL",
            )),
            // SQLite cannot add such columns, so the table is created again with them.
            Database::Sqlite(_) => {
                let sql = database.value("SELECT sql FROM sqlite_master WHERE name = 'domain_events'");
                let sql = sql.replace("\"run_id\" text", "\"run_id\" text NOT NULL, mine text NOT NULL, fine text NOT NULL DEFAULT ''");
                database.sql(&format!("DROP TABLE domain_events; {sql}"));
            }
        }
        let text = database.text_of(database.migrate::<first::DomainEvent>().await);
        texts.push(text);
    }
    expect![[r#"
        cannot migrate the schema to the catalog; nothing was changed:
        - the column `mine` of `domain_events`, which is not the history's, is NOT NULL and has no default: no row could be written; make it nullable, or give it a default
        - the column `run_id` of `domain_events` is NOT NULL, and not every event has this key: make it nullable"#]]
    .assert_eq(common(&texts));
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let mut texts = Vec::new();
    for database in both() {
        database.migrate::<first::DomainEvent>().await.unwrap();
        database.sql("UPDATE event_schema SET version = 3");
        let text = database.text_of(database.migrate::<first::DomainEvent>().await);
        texts.push(text.clone());
        assert_eq!(text, database.text_of(database.open::<first::DomainEvent>().await));
    }
    expect![[r#"
        the schema has version 3, and this version of aegis-events knows 2
        help: update the program, or name another database"#]]
    .assert_eq(common(&texts));
}

#[tokio::test]
async fn foreign_views_on_a_view_to_replace_are_named() {
    let database = postgres();
    database.migrate::<first::DomainEvent>().await.unwrap();
    database.sql(
        "CREATE VIEW my_report AS SELECT run_id FROM events_run_started; \
         CREATE VIEW my_other_report AS SELECT run_id FROM events_run_paused",
    );
    let text = database.text_of(database.migrate::<second::DomainEvent>().await);
    expect![[r#"
        cannot migrate the schema to the catalog; nothing was changed:
        - the view `events_run_started` has to be replaced, and is read by `my_report`: drop what reads it, migrate, and create it again; views on `domain_events` itself do not block a migration"#]]
    .assert_eq(&text);
    database.sql("DROP VIEW my_report");
    // The view of a removed event is kept, because another view reads it.
    database.migrate::<second::DomainEvent>().await.unwrap();
    database.open::<second::DomainEvent>().await.unwrap();
    assert_eq!(database.sql("SELECT count(*) FROM my_other_report"), ["0"]);
}

#[tokio::test]
async fn a_replaced_view_keeps_its_grants() {
    let database = postgres();
    database.migrate::<first::DomainEvent>().await.unwrap();
    database.sql("GRANT SELECT ON events_run_started TO PUBLIC");
    database.migrate::<second::DomainEvent>().await.unwrap();
    let may = "SELECT has_table_privilege('pg_monitor', 'events_run_started', 'SELECT')";
    assert_eq!(database.sql(may), ["t"]);
    assert_eq!(database.sql("SELECT count(retries) FROM events_run_started"), ["0"]);
}

#[tokio::test]
async fn only_the_first_schema_of_the_search_path_counts() {
    let database = postgres();
    database.sql("CREATE TABLE public.domain_events (x integer); CREATE SCHEMA app");
    let name = database.value("SELECT current_database()");
    database.sql(&format!("ALTER DATABASE {name} SET search_path = app, public"));
    database.migrate::<first::DomainEvent>().await.unwrap();
    database.open::<first::DomainEvent>().await.unwrap();
    assert_eq!(database.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'app'"), ["9"]);
}
