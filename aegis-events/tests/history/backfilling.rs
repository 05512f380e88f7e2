//! Backfills on both databases: their SQL, and readers on other threads than the publishers. The rest is tested by simulation, in
//! `src/history/backfill`.

use aegis_events::domain::{DomainEvent, ExecutionId, VolumeEvent, VolumeId};
use aegis_events::event::Filter;
use aegis_events::history::{BackfillError, BackfilledSubscription};
use aegis_events::{BusConfig, Event};
use futures_util::StreamExt;

use crate::database::{Database, both};
use crate::events::{created, deleted, started};
use crate::process::{Process, in_time};

/// A process whose rings hold two events.
async fn start(database: &Database) -> Process<DomainEvent> {
    Process::with(database, BusConfig::default().with_capacity(2).unwrap()).await
}

async fn sequences<F: Filter<Domain = DomainEvent>>(
    backfilled: &mut BackfilledSubscription<F>,
    events: u64,
) -> Vec<u64> {
    let mut all = Vec::new();
    for _ in 0..events {
        all.push(in_time(backfilled.next()).await.unwrap().unwrap().sequence().get());
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_lags_behind_other_threads_misses_nothing() {
    const EVENTS: u64 = 3_000;
    for database in both() {
        let process = start(&database).await;
        let mut backfilled = process.bus.subscription::<VolumeEvent>().backfilled_from(&process.history);
        let (volumes, executions) =
            (process.publishers.volume_manager.clone(), process.publishers.execution_supervisor.clone());
        let publish = tokio::spawn(async move {
            for n in 0..EVENTS {
                volumes.publish_wait(created(VolumeId::new(), n as i64)).await.unwrap();
                executions.publish_wait(started(ExecutionId::new())).await.unwrap();
                if n % 16 == 0 {
                    tokio::task::yield_now().await;
                }
            }
        });
        // Every second event is of another family.
        assert_eq!(sequences(&mut backfilled, EVENTS).await, (0..EVENTS).map(|n| 2 * n + 1).collect::<Vec<_>>());
        publish.await.unwrap();
        process.stop().await;
    }
}

#[tokio::test]
async fn only_events_with_the_key_are_backfilled() {
    for database in both() {
        let process = start(&database).await;
        let mine = VolumeId::new();
        let backfilled = process.bus.subscription::<VolumeEvent>().only(mine).backfilled_from(&process.history);
        for n in 0..30 {
            let volume_id = if n % 3 == 0 { mine } else { VolumeId::new() };
            process.publishers.volume_manager.publish(created(volume_id, n)).unwrap();
        }
        process.bus.close();
        let all: Vec<_> = in_time(backfilled.into_stream().collect::<Vec<_>>()).await;
        let all: Vec<_> = all.into_iter().map(Result::unwrap).collect();
        assert_eq!(all.iter().map(Event::sequence).collect::<Vec<_>>(), (1..=30).step_by(3).collect::<Vec<_>>());
        assert!(all.iter().all(|event| event.volume_id() == Some(mine)));
        process.stop().await;
    }
}

#[tokio::test]
async fn dead_letters_and_missing_events_are_errors_in_their_place() {
    for database in both() {
        let process = start(&database).await;
        let mut backfilled = process.bus.subscription::<DomainEvent>().backfilled_from(&process.history);
        let (refused, erased) = (VolumeId::new(), VolumeId::new());
        database.refuse(refused);
        let [a, b, c] = [(); 3].map(|()| VolumeId::new());
        for volume_id in [a, erased, refused, b, c] {
            process.publishers.volume_manager.publish(deleted(volume_id)).unwrap();
        }
        process.settle().await;
        // Before the reader reaches it.
        process.history.erase(erased).await.unwrap();
        let mut items = Vec::new();
        for _ in 0..5 {
            items.push(match in_time(backfilled.next()).await.unwrap() {
                Ok(event) => event.sequence().to_string(),
                Err(BackfillError::DeadLetter { sequence, .. }) => format!("dead letter {sequence}"),
                Err(error) => error.to_string(),
            });
        }
        let missing = "1 of 3 events between the sequences 0 and 4 are not in the history";
        assert_eq!(items, ["1", "dead letter 3", missing, "4", "5"]);
        process.stop().await;
    }
}
