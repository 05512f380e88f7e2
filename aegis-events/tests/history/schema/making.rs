//! The schema, created by a migration and by printed SQL; and objects that were removed from it.

use aegis_events::event::Domain;
use aegis_events::history::schema_sql;
use expect_test::expect;

use super::catalogs::{first, second};
use crate::database::{both, common};

#[tokio::test]
async fn an_empty_database_is_migrated_once() {
    for database in both() {
        let text = database.text_of(database.open::<first::DomainEvent>().await);
        assert!(text.starts_with("the schema differs from the catalog:\n- it has none of the history's tables yet\n"));
        assert!(
            text.ends_with("open the history with `.with_migrate(true)`, or run the SQL of `History::plan`"),
            "{text}"
        );
        database.migrate::<first::DomainEvent>().await.unwrap();
        assert!(database.plan::<first::DomainEvent>().await.is_empty());
        database.open::<first::DomainEvent>().await.unwrap();
        assert_eq!(database.sql("SELECT last FROM event_positions"), ["0"]);
        assert_eq!(database.sql("SELECT version, catalog FROM event_schema"), ["2|evolving"]);
    }
}

#[tokio::test]
async fn printed_sql_creates_the_same_schema() {
    for database in both() {
        database.sql(&schema_sql(first::DomainEvent::catalog(), database.dialect()));
        database.open::<first::DomainEvent>().await.unwrap();
        let plan = database.plan::<second::DomainEvent>().await;
        database.sql(&plan.sql());
        database.open::<second::DomainEvent>().await.unwrap();
    }
}

#[tokio::test]
async fn removed_tables_indexes_and_views_are_created_again() {
    let mut texts = Vec::new();
    for database in both() {
        let run_id = first::RunId::new();
        database
            .record::<first::DomainEvent>(async |publishers| {
                publishers.engine.publish_recorded(first::run::Paused { run_id }).await.unwrap();
            })
            .await;
        database.sql(
            "DROP INDEX domain_events_run_id_idx; ALTER TABLE domain_events DROP COLUMN run_id; DROP TABLE event_cursors; DROP TABLE event_backfills; \
             DROP INDEX domain_events_event_id_key; DROP VIEW events_run_paused; DELETE FROM event_positions",
        );
        let text = database.text_of(database.open::<first::DomainEvent>().await);
        texts.push(text);
        database.migrate::<first::DomainEvent>().await.unwrap();
        database.open::<first::DomainEvent>().await.unwrap();
        assert_eq!(database.sql("SELECT run_id, position FROM domain_events"), [format!("{run_id}|1")]);
        assert_eq!(database.sql("SELECT last FROM event_positions"), ["1"]);
    }
    expect![[r#"
        the schema differs from the catalog:
        - the table `event_cursors` is missing
        - the table `event_backfills` is missing
        - the table `domain_events` lacks the column `run_id`
        - the index `domain_events_event_id_key` is missing
        - the index `domain_events_run_id_idx` is missing
        - the row in `event_positions` that counts positions is missing
        - the view `events_run_paused` is missing
        - the column `run_id` of `domain_events` is not filled yet for older events
        help: migrate: open the history with `.with_migrate(true)`, or run the SQL of `History::plan`"#]]
    .assert_eq(common(&texts));
}

#[tokio::test]
async fn a_counter_that_was_set_back_is_advanced() {
    for database in both() {
        database
            .record::<first::DomainEvent>(async |publishers| {
                let run_id = first::RunId::new();
                publishers.engine.publish_recorded(first::run::Paused { run_id }).await.unwrap();
            })
            .await;
        database.sql("UPDATE event_positions SET last = 0");
        let text = database.text_of(database.open::<first::DomainEvent>().await);
        assert!(text.contains("the counter in `event_positions` is behind `domain_events`"), "{text}");
        database.migrate::<first::DomainEvent>().await.unwrap();
        assert_eq!(database.sql("SELECT last FROM event_positions"), ["1"]);
    }
}

#[tokio::test]
async fn objects_added_by_users_are_kept() {
    for database in both() {
        database.migrate::<first::DomainEvent>().await.unwrap();
        database.sql(
            "ALTER TABLE domain_events ADD COLUMN reviewed text; CREATE INDEX mine ON domain_events (reviewed); \
             CREATE VIEW my_view AS SELECT position, reviewed FROM domain_events",
        );
        assert!(database.plan::<first::DomainEvent>().await.is_empty());
        database.migrate::<second::DomainEvent>().await.unwrap();
        assert!(database.plan::<second::DomainEvent>().await.warnings().is_empty());
        assert_eq!(database.sql("SELECT reviewed FROM my_view"), [""; 0]);
        database.sql("DROP INDEX mine");
    }
}
