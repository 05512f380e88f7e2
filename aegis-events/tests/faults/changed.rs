//! Tables changed by hand while events are recorded: the recorder reports the problem, waits, and continues after the repair.

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::{Dialect, History, HistoryConfig};
use aegis_events::{BusConfig, EventBus};
use expect_test::{Expect, expect};
use tokio::task::block_in_place;

use super::books::balance;
use super::database::{Database, HostPool, STATE, described};
use super::load::{Outcome, deleted, in_one_transaction};
use super::waiting::{DEADLINE, eventually, soon};

/// A change to the tables, and its repair.
struct Change {
    /// SQL for PostgreSQL and SQLite.
    damage: [String; 2],
    /// SQL that undoes it; without it, a migration does.
    repair: Option<[String; 2]>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recorder_waits_while_a_column_is_renamed() {
    let sql = "ALTER TABLE domain_events RENAME COLUMN node_id TO host";
    let back = "ALTER TABLE domain_events RENAME COLUMN host TO node_id";
    let change = Change { damage: [sql.into(), sql.into()], repair: Some([back.into(), back.into()]) };
    change.check([expect![[r#"column "node_id" of relation "domain_events" does not exist (SQLSTATE 42703); the schema differs from the catalog; migrate it: open the history with `HistoryConfig::with_migrate(true)`"#]], expect!["table domain_events has no column named node_id; the schema differs from the catalog; migrate it: open the history with `HistoryConfig::with_migrate(true)`"]]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recorder_waits_while_the_column_of_a_key_is_missing() {
    // SQLite refuses to drop a column that an index or a view uses.
    let like_it = Database::sqlite();
    like_it.migrate().await.close().await;
    let others = "SELECT 'DROP ' || type || ' \"' || name || '\"' FROM sqlite_master \
                  WHERE type = 'view' OR type = 'index' AND tbl_name = 'domain_events' AND sql LIKE '%swarm_id%'";
    let column = "ALTER TABLE domain_events DROP COLUMN swarm_id";
    let of_sqlite = [like_it.sql(others), vec![column.to_owned()]].concat().join(";");
    let change = Change { damage: [format!("{column} CASCADE"), of_sqlite], repair: None };
    change.check([expect![[r#"column "swarm_id" of relation "domain_events" does not exist (SQLSTATE 42703); the schema differs from the catalog; migrate it: open the history with `HistoryConfig::with_migrate(true)`"#]], expect!["table domain_events has no column named swarm_id; the schema differs from the catalog; migrate it: open the history with `HistoryConfig::with_migrate(true)`"]]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recorder_waits_while_a_foreign_column_requires_a_value() {
    // SQLite has no statement for it, so the test edits the stored schema.
    let edit = |from: &str, to: &str, version: u32| {
        format!(
            "PRAGMA writable_schema = ON; \
             UPDATE sqlite_master SET sql = replace(sql, '{from}', '{to}') WHERE name = 'domain_events'; \
             PRAGMA schema_version = {version}; PRAGMA writable_schema = OFF"
        )
    };
    let (nullable, required) = ("extra integer", "extra integer NOT NULL");
    let add = "ALTER TABLE domain_events ADD COLUMN extra integer; UPDATE domain_events SET extra = 0";
    let damage = [
        format!("{add}; ALTER TABLE domain_events ALTER COLUMN extra SET NOT NULL"),
        format!("{add}; {}", edit(nullable, required, 90_000)),
    ];
    let repair =
        ["ALTER TABLE domain_events ALTER COLUMN extra DROP NOT NULL".into(), edit(required, nullable, 90_001)];
    let change = Change { damage, repair: Some(repair) };
    change.check([expect![[r#"null value in column "extra" of relation "domain_events" violates not-null constraint (SQLSTATE 23502); a column that the history does not write requires a value: give it a default, or make it nullable"#]], expect!["NOT NULL constraint failed: domain_events.extra; a column that the history does not write requires a value: give it a default, or make it nullable"]]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recorder_waits_while_the_table_is_missing() {
    let damage = "ALTER TABLE domain_events RENAME TO elsewhere";
    let repair = "ALTER TABLE elsewhere RENAME TO domain_events";
    let change = Change { damage: [damage.into(), damage.into()], repair: Some([repair.into(), repair.into()]) };
    change.check([expect![[r#"relation "domain_events" does not exist (SQLSTATE 42P01); the schema differs from the catalog; migrate it: open the history with `HistoryConfig::with_migrate(true)`"#]], expect!["no such table: domain_events; the schema differs from the catalog; migrate it: open the history with `HistoryConfig::with_migrate(true)`"]]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recorder_waits_while_the_counter_is_missing() {
    let damage = "DELETE FROM event_positions";
    let change = Change { damage: [damage.into(), damage.into()], repair: None };
    change
        .check([
            expect!["the row in `event_positions` that counts positions is missing; migrate, which creates it"],
            expect!["the row in `event_positions` that counts positions is missing; migrate, which creates it"],
        ])
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recorder_waits_while_the_counter_is_behind() {
    let damage = "UPDATE event_positions SET last = 0";
    let change = Change { damage: [damage.into(), damage.into()], repair: None };
    change.check([expect![[r#"duplicate key value violates unique constraint "domain_events_pkey" (SQLSTATE 23505); the counter in `event_positions` is behind the table: migrate, which corrects it"#]], expect!["UNIQUE constraint failed: domain_events.position; the counter in `event_positions` is behind the table: migrate, which corrects it"]]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_view_blocks_no_recording_and_is_created_again() {
    let mut texts = Vec::new();
    for database in Database::both() {
        let history = database.migrate().await;
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        history.record(&bus);
        block_in_place(|| database.sql(r#"DROP VIEW "events_volume_volume_deleted""#));
        publishers.volume_manager.publish_recorded(deleted(VolumeId::new())).await.unwrap();
        let text = described(&History::<DomainEvent>::open(database.url()).await.err().unwrap(), "\nhelp: ");
        texts.push(text.split_once(": ").unwrap().1.to_owned());
        history.migrate().await.unwrap();
        assert_eq!(block_in_place(|| database.value("SELECT count(*) FROM events_volume_volume_deleted")), "1");
        bus.shutdown(DEADLINE).await;
        history.close().await;
    }
    assert_eq!(texts[0], texts[1]);
    expect![[r#"
            the schema differs from the catalog:
            - the view `events_volume_volume_deleted` is missing
            help: migrate: open the history with `.with_migrate(true)`, or run the SQL of `History::plan`"#]]
    .assert_eq(&texts[0]);
}

impl Change {
    /// Records events, changes the tables, publishes and commits more, and repairs the tables after the recorder has reported the
    /// problem.
    async fn check(self, expected: [Expect; 2]) {
        for database in Database::both() {
            let at = usize::from(database.dialect() == Dialect::Sqlite);
            let history =
                History::<DomainEvent>::open(HistoryConfig::new(database.url()).with_migrate(true)).await.unwrap();
            block_in_place(|| database.sql(STATE));
            let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
            let recorder = history.record(&bus);
            let mut outcomes = Vec::new();
            let mut publish = |wanted: usize| {
                for _ in 0..wanted {
                    let volume_id = VolumeId::new();
                    publishers.volume_manager.publish(deleted(volume_id)).unwrap();
                    outcomes.push((Outcome::Published, volume_id));
                }
            };
            publish(3);
            assert!(recorder.recorded_through(3).await.is_ok());

            block_in_place(|| database.sql(&self.damage[at]));
            publish(1);
            let state = eventually("the recorder reports the problem", async || {
                let state = recorder.state();
                (state.failing > 0 || state.dead_letters > 0).then_some(state)
            })
            .await;
            expected[at].assert_eq(&state.last_error.unwrap().message);
            // Enough events for the recorder's other way of writing to PostgreSQL, and one for the relay.
            publish(150);
            let host = HostPool::new(&database.url());
            let committed = VolumeId::new();
            in_one_transaction(&host, &publishers, committed, true).await.unwrap();
            outcomes.push((Outcome::Committed, committed));
            let retries = recorder.state().retries;
            eventually("the recorder retries", async || (recorder.state().retries > retries + 1).then_some(())).await;

            match &self.repair {
                Some(repair) => drop(block_in_place(|| database.sql(&repair[at]))),
                None => drop(history.migrate().await.unwrap()),
            }
            assert!(soon("everything is recorded", recorder.recorded_through(154)).await.is_ok());
            let outbox =
                async || (block_in_place(|| database.value("SELECT count(*) FROM event_outbox")) == "0").then_some(());
            eventually("the outbox is delivered", outbox).await;
            assert!(bus.shutdown(DEADLINE).await.is_drained());
            assert_eq!(balance(&database, &history, &outcomes).await, 155);
            history.close().await;
        }
    }
}
