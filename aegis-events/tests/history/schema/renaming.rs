//! A database of schema version 1, in which the dead letters are in the table `event_poison`.

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::event::Domain;
use aegis_events::history::migration_sql;
use expect_test::expect;
use futures_util::TryStreamExt;

use crate::database::{Database, both, common};
use crate::events::deleted;
use crate::process::Process;

/// Records an event and two dead letters, and renames the tables to their names in schema version 1.
async fn old(database: &Database) {
    let process = Process::<DomainEvent>::start(database).await;
    let refused = VolumeId::new();
    database.refuse(refused);
    for volume_id in [VolumeId::new(), refused, refused] {
        process.publishers.volume_manager.publish(deleted(volume_id)).unwrap();
    }
    assert_eq!(process.stop().await.dead_letters, 2);
    database.sql(
        "ALTER TABLE event_dead_letters RENAME TO event_poison; \
         ALTER TABLE event_poison RENAME COLUMN failed_at TO set_aside_at; \
         DROP INDEX event_dead_letters_bus_id_idx; \
         CREATE INDEX event_poison_bus_id_idx ON event_poison (bus_id, sequence); \
         UPDATE event_schema SET version = 1",
    );
    if matches!(database, Database::Postgres(_)) {
        database.sql("ALTER INDEX event_dead_letters_pkey RENAME TO event_poison_pkey");
    }
}

/// The names of tables and indexes with a word in them.
fn named(database: &Database, word: &str) -> Vec<String> {
    let (names, name) = match database {
        Database::Postgres(_) => ("pg_class", "relname"),
        // Without the index of the primary key, which SQLite names itself.
        Database::Sqlite(_) => ("(SELECT name FROM sqlite_master WHERE sql IS NOT NULL)", "name"),
    };
    database.sql(&format!("SELECT {name} FROM {names} AS names WHERE {name} LIKE '%{word}%' ORDER BY 1"))
}

/// Checks that only the new names exist, and that the dead letters can be retried.
async fn check(database: &Database) {
    assert_eq!(named(database, "poison"), [""; 0]);
    let mut names = vec!["event_dead_letters", "event_dead_letters_bus_id_idx"];
    names.extend(matches!(database, Database::Postgres(_)).then_some("event_dead_letters_pkey"));
    let toast = |name: &String| !name.starts_with("pg_toast");
    assert_eq!(named(database, "dead_letters").into_iter().filter(toast).collect::<Vec<_>>(), names);
    assert_eq!(database.value("SELECT version FROM event_schema"), "2");

    let history = database.history::<DomainEvent>().await;
    let listed: Vec<_> = history.dead_letters().try_collect().await.unwrap();
    assert_eq!(listed.iter().map(|one| &*one.reason).collect::<Vec<_>>(), [database.refusal(); 2]);
    database.lift_refusal();
    let report = history.retry_all_dead_letters().await.unwrap();
    assert_eq!((report.recorded.len(), report.failed), (2, vec![]));
    assert_eq!(database.value("SELECT count(*) FROM domain_events"), "3");
    history.close().await;
}

#[tokio::test]
async fn a_migration_renames_the_table_and_keeps_its_rows() {
    for database in both() {
        old(&database).await;
        database.migrate::<DomainEvent>().await.unwrap();
        check(&database).await;
    }
}

#[tokio::test]
async fn the_sql_of_a_plan_renames_the_table() {
    let mut texts = Vec::new();
    for database in both() {
        old(&database).await;
        let plan = database.plan::<DomainEvent>().await;
        // The index of the primary key has a name only in PostgreSQL.
        let steps: Vec<_> =
            plan.steps().filter(|step| !step.starts_with("create the index") && !step.contains("_pkey")).collect();
        texts.push(steps.join("\n"));
        database.sql(&plan.sql());
        assert!(database.plan::<DomainEvent>().await.is_empty());
        check(&database).await;
    }
    expect![[r#"
        rename the table `event_poison` to `event_dead_letters`
        rename the column `set_aside_at` of `event_dead_letters` to `failed_at`
        drop the index `event_poison_bus_id_idx`, which is created under its new name
        set the schema's version to 2"#]]
    .assert_eq(common(&texts));
}

#[tokio::test]
async fn a_rename_by_hand_that_was_not_finished_is_completed() {
    for done in [
        "ALTER TABLE event_poison RENAME TO event_dead_letters",
        "ALTER TABLE event_poison RENAME COLUMN set_aside_at TO failed_at",
        "DROP INDEX event_poison_bus_id_idx",
    ] {
        for database in both() {
            old(&database).await;
            database.sql(done);
            database.migrate::<DomainEvent>().await.unwrap();
            check(&database).await;
        }
    }
}

#[tokio::test]
async fn an_index_of_another_table_with_the_new_name_is_refused() {
    let mut texts = Vec::new();
    for database in both() {
        old(&database).await;
        database.sql("CREATE INDEX event_dead_letters_bus_id_idx ON domain_events (bus_id)");
        let before = named(&database, "event_poison");
        texts.push(database.text_of(database.migrate::<DomainEvent>().await));
        assert_eq!(named(&database, "event_poison"), before);
    }
    expect![[r#"
        cannot migrate the schema to the catalog; nothing was changed:
        - `event_dead_letters_bus_id_idx` is an index that aegis-events did not create, and the history needs an index of `event_dead_letters` of that name: rename it"#]].assert_eq(common(&texts));
}

#[tokio::test]
async fn the_note_in_a_migration_between_catalogs_renames_the_table() {
    for database in both() {
        old(&database).await;
        let catalog = DomainEvent::catalog();
        let sql = migration_sql(catalog, catalog, database.dialect()).unwrap();
        let note = sql.lines().find_map(|line| line.split_once("run first: ")).expect("there is a note").1;
        database.sql(note);
        database.migrate::<DomainEvent>().await.unwrap();
        check(&database).await;
    }
}

#[tokio::test]
async fn without_a_migration_the_error_names_what_is_missing() {
    for database in both() {
        old(&database).await;
        let text = database.text_of(database.open::<DomainEvent>().await);
        let missing = "\n- the table `event_dead_letters` is missing: it still has its former name `event_poison`\n";
        assert!(text.contains(missing) && text.contains("`.with_migrate(true)`"), "{text}");
        assert_eq!(named(&database, "dead_letters"), [""; 0], "nothing was changed");
    }
}

#[tokio::test]
async fn an_old_table_next_to_the_new_one_is_only_reported() {
    let mut texts = Vec::new();
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        process.stop().await;
        database.sql("CREATE TABLE event_poison AS SELECT failed_at AS set_aside_at FROM event_dead_letters");
        let plan = database.plan::<DomainEvent>().await;
        assert!(plan.is_empty(), "{plan}");
        texts.push(plan.warnings().join("\n"));
    }
    expect!["the table `event_poison`, from schema version 1, exists next to `event_dead_letters`, and its rows are not retried; copy what you need, and drop it"].assert_eq(common(&texts));
}
