//! The guarantees of removal, one test each.

use std::time::Duration;

use chrono::TimeDelta;

use super::{LONG, execution, publish_each, read, within};
use crate::history::durable::RetryPolicy;
use crate::history::simulation::domain::TestEvent;
use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::{Chaos, Process, Simulation, simulate};
use crate::history::{GapReport, Removed, UnexplainedGap, WalCleanup};

/// The database is away.
const AWAY: Chaos = Chaos { fail_before: 1.0, ..Chaos::CALM };
/// Every write is done, and its answer is lost.
const ANSWERS_LOST: Chaos = Chaos { fail_after: 1.0, spares_reads: true, ..Chaos::CALM };

async fn retain(process: &Process) -> Removed {
    process.history.apply_retention().await.expect("the database answers").removed
}

async fn gaps(process: &Process) -> GapReport {
    process.history.gaps().await.expect("the database answers")
}

fn counts(removed: &Removed) -> Vec<(&str, u64)> {
    removed.by_event.iter().map(|(event, count)| (&**event, *count)).collect()
}

fn texts(simulation: &Simulation, sql: &str) -> Vec<String> {
    let rows = simulation.sql(sql);
    rows.iter().flatten().map(|cell| cell.as_text().expect("a text").to_owned()).collect()
}

#[test]
fn each_event_has_its_retention_and_positions_are_not_reused() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        let (bus, publishers) = process.bus();
        process.history.record(&bus);
        // The clock of a bus is a day ahead: an event published at `skew(days)` has the age `age` at `skew(days + age + 1)`.
        publish_each(&publishers).await;
        let gone = simulation.insert(("Gone", "Away"), "{}", None);
        let lost = simulation.insert(("Volume", "VolumeLost"), "{}", None);
        assert_eq!(retain(&process).await.total(), 0);
        process.skew(TimeDelta::days(8) - TimeDelta::minutes(1));
        assert_eq!(retain(&process).await.total(), 0, "not quite a week");
        process.skew(TimeDelta::days(8) + TimeDelta::minutes(1));
        let removed = retain(&process).await;
        assert_eq!(counts(&removed), [("Score.Scored", 1), ("Volume.VolumeDeleted", 1)]);
        assert_eq!((removed.first_position, removed.last_position), (Some(1.into()), Some(2.into())));

        process.skew(TimeDelta::days(31) - TimeDelta::minutes(1));
        assert_eq!(retain(&process).await.total(), 0, "not quite a month");
        publish_each(&publishers).await;
        process.skew(TimeDelta::days(39));
        let removed = retain(&process).await;
        assert_eq!(counts(&removed), [("Score.Scored", 1), ("Volume.VolumeCreated", 1), ("Volume.VolumeDeleted", 1)]);
        let left = simulation.numbers("SELECT position FROM domain_events ORDER BY position");
        assert_eq!(left, [4, gone as i64, lost as i64, 9, 10], "including rows that the catalog does not know");
        let removals = "SELECT reason || ' ' || detail || ' ' || first_position || '-' || last_position || ' ' || events \
                        FROM event_removals ORDER BY detail";
        assert_eq!(
            texts(&simulation, removals),
            ["retention Score 1-7 2", "retention Volume.VolumeCreated 3-3 1", "retention Volume.VolumeDeleted 2-8 2"]
        );
        let gaps = gaps(&process).await;
        assert!(gaps.is_sound(), "{gaps:?}");
        assert_eq!((gaps.last_position.get(), gaps.present, gaps.removed_by_retention, gaps.erased), (10, 5, 5, 0));

        process.skew(TimeDelta::days(400));
        simulation.sql("DELETE FROM domain_events WHERE position = 10");
        publish_each(&publishers).await;
        let next = simulation.numbers("SELECT min(position) FROM domain_events WHERE position > 9");
        assert_eq!(next, [11], "the highest position is not assigned again");
    });
}

#[test]
fn the_report_names_subscriptions_that_missed_events() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        let (bus, publishers) = process.bus();
        process.history.record(&bus);
        publish_each(&publishers).await;
        publish_each(&publishers).await;
        for (name, last) in [("behind", 1), ("all but one", 5), ("done", 6)] {
            let durable = process.history.durable::<TestEvent>(name).after_position(last);
            let handle = durable.run(|_| std::future::pending::<()>()).await.expect("the database answers");
            handle.stop().await;
        }
        process.skew(TimeDelta::days(10));
        let report = process.history.apply_retention().await.expect("the database answers");
        assert_eq!(report.removed.last_position, Some(6.into()));
        let unread: Vec<_> = report.unread_by.iter().map(|cursor| (&*cursor.name, cursor.position.get())).collect();
        assert_eq!(unread, [("all but one", 5), ("behind", 1)]);
    });
}

#[test]
fn events_are_reported_even_if_the_answer_was_lost() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        let (bus, publishers) = process.bus();
        process.history.record(&bus);
        publish_each(&publishers).await;
        simulation.sql("CREATE TABLE done (removals INTEGER)");
        simulation.sql("CREATE TRIGGER removed AFTER DELETE ON domain_events BEGIN INSERT INTO done VALUES (1); END");
        simulation.set_chaos(ANSWERS_LOST);
        let world = simulation.clone();
        let recovered = tokio::spawn(async move {
            while world.numbers("SELECT count(*) FROM done") == [0] {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            world.set_chaos(Chaos::CALM);
        });
        let report = within(process.history.erase(execution(1))).await.expect("it is tried again");
        assert!(recovered.is_finished());
        let events = [("Score.Scored", 1), ("Storage.FileRead", 1), ("Volume.VolumeCreated", 1)];
        assert_eq!((counts(&report.removed), report.removed.last_position), (events.into(), Some(4.into())));
        let gaps = gaps(&process).await;
        assert!(gaps.is_sound() && gaps.erased == 3, "recorded once: {gaps:?}");
    });
}

#[test]
fn an_erasure_covers_history_outbox_dead_letters_and_parked() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        let (bus, publishers) = process.bus();
        process.history.record(&bus);
        simulation.sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON domain_events WHEN json_extract(NEW.event_data, '$.n') = 7 \
             BEGIN SELECT RAISE(ABORT, 'no sevens'); END",
        );
        for n in 1..=8 {
            for number in [1, 2] {
                drop(within(publishers.fsal.publish_recorded(read(number, n))).await);
            }
        }
        let once = RetryPolicy::default().attempts(1);
        let durable = process.history.durable::<FileRead>("failing").retry(once);
        let handle = durable.run(|event| async move { if event.n < 4 { Err("no") } else { Ok(()) } });
        let handle = handle.await.expect("the database answers");
        assert!(within(handle.reached(14)).await.is_ok());
        handle.stop().await;
        bus.shutdown(LONG).await;
        // The recorder and its relay have ended: these stay in the outbox.
        let second = simulation.process().await;
        let (_bus, publishers) = second.bus();
        for number in [1, 2, 2] {
            let mut transaction = second.begin();
            let put = publishers.fsal.record_in(&mut transaction, read(number, 9)).await;
            put.expect("the simulated transaction takes it");
            transaction.commit().await.expect("the database answers");
        }

        let report = process.history.erase(execution(2)).await.expect("the database answers");
        assert_eq!(counts(&report.removed), [("Storage.FileRead", 7)]);
        assert_eq!((report.removed.first_position, report.removed.last_position), (Some(2.into()), Some(14.into())));
        assert_eq!((report.removed.parked, report.from_outbox, report.from_dead_letters), (3, 2, 1));
        assert_eq!(report.wal, WalCleanup::Emptied);
        for (table, left) in [("domain_events", 7), ("event_outbox", 1), ("event_dead_letters", 1)] {
            let ids = simulation.sql(&format!("SELECT execution_id FROM {table}"));
            assert_eq!(ids.len(), left, "{table}");
            assert!(ids.iter().all(|row| row[0].as_uuid() == Some(execution(1).0)), "{table}");
        }
        let parked = process.history.parked("failing").await.expect("the cursor is there");
        assert_eq!(parked.iter().map(|one| one.position).collect::<Vec<_>>(), [1, 3, 5]);
        let recorded = texts(&simulation, "SELECT reason || ', ' || detail FROM event_removals");
        assert_eq!(recorded, ["erasure, by execution_id"], "without the value");
        let gaps = gaps(&process).await;
        assert!(gaps.is_sound() && gaps.erased == 7, "{gaps:?}");
        let again = process.history.erase(execution(2)).await.expect("the database answers");
        assert_eq!((again.removed.total(), again.from_outbox, again.from_dead_letters), (0, 0, 0));
    });
}

#[test]
fn many_events_are_removed_in_batches_and_recorded_in_one_row() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        for n in 0..1_300 {
            simulation.insert(("Storage", "FileRead"), "{}", Some(execution(n % 2).0));
        }
        let report = process.history.erase(execution(1)).await.expect("the database answers");
        assert_eq!(counts(&report.removed), [("Storage.FileRead", 650)]);
        let removals = "SELECT first_position, last_position, events FROM event_removals";
        assert_eq!(simulation.numbers(removals), [2, 1_300, 650]);
        assert!(gaps(&process).await.is_sound());
    });
}

#[test]
fn rows_deleted_or_inserted_by_other_means_are_unexplained() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        for n in 1..=20 {
            simulation.insert(("Storage", "FileRead"), "{}", Some(execution(if n % 5 == 0 { 2 } else { 1 }).0));
        }
        assert!(gaps(&process).await.is_sound());
        process.history.erase(execution(2)).await.expect("the database answers");
        simulation.sql("DELETE FROM domain_events WHERE position IN (2, 3)");
        let found = gaps(&process).await;
        assert!(!found.is_sound());
        assert_eq!(
            found.unexplained,
            [UnexplainedGap { first_position: 2.into(), last_position: 3.into(), missing: 2 }]
        );
        assert_eq!((found.last_position.get(), found.present, found.erased, found.surplus), (20, 14, 4, 0));

        simulation.sql("DELETE FROM domain_events WHERE position = 7");
        let found = gaps(&process).await;
        assert_eq!(found.unexplained_total(), 3, "{found:?}");
        assert_eq!(
            found.unexplained[0],
            UnexplainedGap { first_position: 2.into(), last_position: 3.into(), missing: 2 }
        );

        simulation.sql("UPDATE domain_events SET position = 33 WHERE position = 19");
        let found = gaps(&process).await;
        assert_eq!((found.surplus, found.unexplained_total()), (1, 4));
    });
}

#[test]
fn the_retention_task_continues_after_the_database_was_away() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        let (bus, publishers) = process.bus();
        process.history.record(&bus);
        publish_each(&publishers).await;
        let mut task = process.history.spawn_retention(Duration::from_secs(600));
        assert_eq!(task.last_report(), None);
        let report = within(task.next_report()).await.expect("the task runs");
        assert_eq!(report.removed.total(), 0);
        process.skew(TimeDelta::days(9));
        simulation.set_chaos(AWAY);
        assert!(tokio::time::timeout(LONG, task.next_report()).await.is_err(), "it fails, and goes on");
        simulation.set_chaos(ANSWERS_LOST);
        tokio::time::sleep(LONG / 3).await;
        simulation.set_chaos(Chaos::CALM);
        let report = within(task.next_report()).await.expect("the task runs");
        assert_eq!(task.last_report(), Some(report));
        within(task.stop()).await;
        process.skew(TimeDelta::days(32));
        tokio::time::sleep(LONG).await;
        assert_eq!(
            simulation.numbers("SELECT count(*) FROM domain_events WHERE family = 'Volume'"),
            [1],
            "it has stopped"
        );
    });
}
