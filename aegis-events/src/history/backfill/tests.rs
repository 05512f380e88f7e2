//! Simulations of backfills, one claim each: errors in the place of events, and that the stream goes on.

use std::time::Duration;

use futures_util::StreamExt;

use super::error::BackfillError;
use super::subscription::BackfilledSubscription;
use crate::bus::{BusConfig, EventBus};
use crate::event::Filter;
use crate::history::History;
use crate::history::simulation::domain::storage::{FileRead, FileWritten};
use crate::history::simulation::domain::{ExecutionId, Publishers, StorageEvent, TestEvent, VolumeId};
use crate::history::simulation::{Chaos, Simulation, simulate};
use crate::types::Uuid;

/// Far longer than any back-off.
const LONG: Duration = Duration::from_secs(600);
/// Shorter than an outage of the database.
const SHORT: Duration = Duration::from_secs(1);
/// The database is away.
const AWAY: Chaos = Chaos { fail_before: 1.0, ..Chaos::CALM };

pub(super) fn read(execution: u128, n: u64) -> FileRead {
    FileRead { execution_id: ExecutionId(Uuid::from_u128(execution)), volume_id: VolumeId(Uuid::from_u128(1)), n }
}

pub(super) fn written(execution: u128, n: u64) -> FileWritten {
    FileWritten { execution_id: ExecutionId(Uuid::from_u128(execution)), volume_id: VolumeId(Uuid::from_u128(1)), n }
}

/// A bus whose rings hold one event.
fn tiny_bus() -> (EventBus<TestEvent>, Publishers) {
    EventBus::new(BusConfig::default().with_capacity(1).expect("a ring may hold one event"))
}

async fn history(simulation: &Simulation) -> History<TestEvent> {
    simulation.process().await.history
}

fn publish(publishers: &Publishers, numbers: impl IntoIterator<Item = u64>) {
    for n in numbers {
        publishers.fsal.publish(read(1, n)).expect("the recorder's queue has room");
    }
}

/// All items to the end: sequences, or the text of the error.
async fn all<F: Filter>(mut backfilled: BackfilledSubscription<F>) -> Vec<Result<u64, String>> {
    let mut all = Vec::new();
    while let Some(next) = tokio::time::timeout(LONG, backfilled.next()).await.expect("the stream goes on") {
        all.push(next.map(|event| event.sequence().get()).map_err(|error| error.to_string()));
    }
    all
}

fn ok(sequences: impl IntoIterator<Item = u64>) -> Vec<Result<u64, String>> {
    sequences.into_iter().map(Ok).collect()
}

#[test]
fn lost_events_are_read_from_the_history_in_their_place() {
    simulate(0, async |simulation| {
        let history = history(&simulation).await;
        let (bus, publishers) = tiny_bus();
        history.record(&bus);
        let mut backfilled = bus.subscription::<FileRead>().backfilled_from(&history);
        publish(&publishers, 0..1_500);
        let first = backfilled.next().await.expect("the bus is open").expect("it was recorded");
        assert_eq!(first.sequence(), 1);
        assert_eq!(first.position().expect("it was read from the history"), 1);
        assert_eq!(first.n, 0);
        bus.close();
        let rest = backfilled.into_stream().map(|next| next.expect("it was recorded").n).collect::<Vec<_>>().await;
        assert_eq!(rest, (1..1_500).collect::<Vec<_>>());
    });
}

#[test]
fn dead_letters_and_undecodable_rows_are_errors_in_their_place() {
    simulate(0, async |simulation| {
        let history = history(&simulation).await;
        simulation.sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON domain_events WHEN json_extract(NEW.event_data, '$.n') = 3 \
             BEGIN SELECT RAISE(ABORT, 'no threes'); END",
        );
        let (bus, publishers) = tiny_bus();
        let recorder = history.record(&bus);
        let mut backfilled = bus.subscription::<StorageEvent>().backfilled_from(&history);
        publish(&publishers, 1..=6);
        bus.close();
        recorder.ended().await;
        simulation.sql("UPDATE domain_events SET event_data = '{}' WHERE sequence = 5");
        let mut items = Vec::new();
        while let Some(next) = backfilled.next().await {
            items.push(match next {
                Ok(event) => event.sequence().to_string(),
                Err(error @ (BackfillError::DeadLetter { .. } | BackfillError::Unreadable { .. })) => error.to_string(),
                Err(error) => panic!("{error}"),
            });
        }
        assert_eq!(
            items.join("\n"),
            "1\n2\n\
            `Storage.FileRead`, sequence 3, could not be recorded: no threes\n\
            4\n\
            sequence 5 is not an event of the catalog\n\
            6"
        );
        let stats = backfilled.stats();
        assert_eq!(
            (stats.gaps, stats.backfilled, stats.dead_letters, stats.unreadable, stats.missing),
            (1, 3, 1, 1, 0)
        );
    });
}

#[test]
fn without_a_recorder_lost_events_are_reported_in_their_place() {
    simulate(0, async |simulation| {
        let history = history(&simulation).await;
        let (bus, publishers) = tiny_bus();
        let mut backfilled = bus.subscription::<FileRead>().backfilled_from(&history);
        publish(&publishers, 0..5);
        let lost = backfilled.next().await.expect("the bus is open").expect_err("it was not recorded");
        assert_eq!(lost.to_string(), "4 events between the sequences 0 and 5 were not recorded");
        assert_eq!(backfilled.next().await.expect("the bus is open").expect("it is live").sequence(), 5);
        publish(&publishers, [5]);
        assert_eq!(backfilled.next().await.expect("the bus is open").expect("it is live").sequence().get(), 6);
    });
}

#[test]
fn a_recorder_that_ended_early_loses_only_unwritten_events() {
    simulate(0, async |simulation| {
        let history = history(&simulation).await;
        let (bus, publishers) = tiny_bus();
        let recorder = history.record(&bus);
        let backfilled = bus.subscription::<FileRead>().backfilled_from(&history);
        publish(&publishers, 0..4);
        assert!(recorder.recorded_through(4).await.is_ok());
        simulation.set_chaos(AWAY);
        publish(&publishers, 4..10);
        assert!(!bus.shutdown(SHORT).await.is_drained(), "the database is away");
        simulation.set_chaos(Chaos::CALM);
        let all = all(backfilled).await;
        assert_eq!(all[..4], ok(1..=4));
        assert_eq!(all[4], Err("5 events between the sequences 0 and 10 were not recorded".into()));
        assert_eq!(all[5..], ok([10]));
    });
}

#[test]
fn deleted_rows_are_counted_as_missing() {
    simulate(0, async |simulation| {
        let history = history(&simulation).await;
        let (bus, publishers) = tiny_bus();
        let recorder = history.record(&bus);
        let mut backfilled = bus.subscription::<FileRead>().backfilled_from(&history);
        publish(&publishers, 0..10);
        bus.close();
        recorder.ended().await;
        simulation.sql("DELETE FROM domain_events WHERE sequence IN (3, 4)");
        let mut given = Vec::new();
        while let Some(next) = backfilled.next().await {
            match next {
                Ok(event) => given.push(event.sequence().get()),
                Err(BackfillError::Missing { expected: 9, found: 7, after, before }) if after == 0 && before == 10 => {
                    given.push(0);
                }
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(given, [1, 2, 5, 6, 7, 8, 9, 0, 10]);
        assert_eq!(backfilled.stats().missing, 2);
    });
}

#[test]
fn events_from_before_the_recording_are_missing_at_once() {
    simulate(0, async |simulation| {
        let history = history(&simulation).await;
        let (bus, publishers) = tiny_bus();
        let mut backfilled = bus.subscription::<FileRead>().backfilled_from(&history);
        publish(&publishers, 0..5);
        history.record(&bus);
        let next = tokio::time::timeout(LONG, backfilled.next()).await.expect("nothing else will ever be recorded");
        let missing = next.expect("the bus is open").expect_err("it was not recorded");
        assert!(matches!(missing, BackfillError::Missing { expected: 4, found: 0, .. }), "{missing}");
    });
}

#[test]
fn a_backfill_waits_for_a_database_that_is_away() {
    simulate(0, async |simulation| {
        let history = history(&simulation).await;
        let (bus, publishers) = tiny_bus();
        let recorder = history.record(&bus);
        let mut backfilled = bus.subscription::<FileRead>().backfilled_from(&history);
        publish(&publishers, 0..5);
        assert!(recorder.recorded_through(5).await.is_ok());
        simulation.set_chaos(AWAY);
        // Dropping the future loses nothing.
        for _ in 0..100 {
            assert!(tokio::time::timeout(SHORT, backfilled.next()).await.is_err());
        }
        assert!((10..50).contains(&backfilled.stats().retries), "{:?}", backfilled.stats());
        simulation.set_chaos(Chaos::CALM);
        bus.close();
        assert_eq!(all(backfilled).await, ok(1..=5));
    });
}

#[test]
fn a_lossless_subscription_is_passed_through() {
    simulate(0, async |simulation| {
        let history = history(&simulation).await;
        let (bus, publishers) = tiny_bus();
        let lossless = bus.subscription::<FileRead>().lossless().queue_capacity(100);
        let backfilled = lossless.backfilled_from(&history);
        publish(&publishers, 0..20);
        bus.close();
        assert_eq!(all(backfilled).await, ok(1..=20));
    });
}
