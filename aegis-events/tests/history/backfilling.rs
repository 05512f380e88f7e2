//! Live subscriptions whose rings are too small, backfilled by the history.

use aegis_events::domain::{DomainEvent, ExecutionId, VolumeEvent, VolumeId};
use aegis_events::history::{BackfillError, BackfilledSubscription};
use aegis_events::{BusConfig, Event};
use futures_util::StreamExt;

use crate::database::{Database, both};
use crate::events::{created, deleted, started};
use crate::process::{Process, in_time};
use crate::transactions::Pool;

/// A process whose rings hold two events.
async fn start(database: &Database) -> Process<DomainEvent> {
    Process::with(database, BusConfig::default().with_capacity(2).unwrap()).await
}

async fn sequences<F: aegis_events::event::Filter<Domain = DomainEvent>>(
    backfilled: &mut BackfilledSubscription<F>,
    events: u64,
) -> Vec<u64> {
    let mut all = Vec::new();
    for _ in 0..events {
        all.push(in_time(backfilled.next()).await.unwrap().unwrap().sequence().get());
    }
    all
}

#[tokio::test]
async fn a_slow_reader_gets_every_event_once_and_in_order() {
    for database in both() {
        let process = start(&database).await;
        let mut backfilled = process.bus.subscribe().backfilled_from(&process.history);
        for _ in 0..1_000 {
            process.publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
        }
        assert_eq!(sequences(&mut backfilled, 1_000).await, (1..=1_000).collect::<Vec<_>>());
        let stats = backfilled.stats();
        assert_eq!((stats.gaps, stats.backfilled, stats.missing), (1, 998, 0));
        // And again, after it has caught up.
        for _ in 0..10 {
            process.publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
        }
        assert_eq!(sequences(&mut backfilled, 10).await, (1_001..=1_010).collect::<Vec<_>>());
        process.bus.close();
        assert!(in_time(backfilled.next()).await.is_none());
        process.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_lags_again_and_again_while_others_publish_misses_nothing() {
    const EVENTS: u64 = 3_000;
    for database in both() {
        let process = start(&database).await;
        let mut backfilled = process.bus.subscribe_to::<VolumeEvent>().backfilled_from(&process.history);
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
        // Every second one is of another family.
        assert_eq!(sequences(&mut backfilled, EVENTS).await, (0..EVENTS).map(|n| 2 * n + 1).collect::<Vec<_>>());
        publish.await.unwrap();
        process.stop().await;
    }
}

#[tokio::test]
async fn only_events_of_the_subscriptions_key_are_healed() {
    for database in both() {
        let process = start(&database).await;
        let mine = VolumeId::new();
        let backfilled = process.bus.subscribe_to::<VolumeEvent>().only(mine).backfilled_from(&process.history);
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
async fn events_from_the_outbox_are_healed_too() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = start(&database).await;
        let mut backfilled = process.bus.subscribe().backfilled_from(&process.history);
        let mut last = process.bus.subscribe().lossless().queue_capacity(100);
        let manager = &process.publishers.volume_manager;
        for _ in 0..5 {
            manager.publish(created(VolumeId::new(), 1)).unwrap();
            let mut tx = pool.begin().await;
            for _ in 0..3 {
                tx.record(manager, deleted(VolumeId::new())).await.unwrap();
            }
            tx.commit().await;
        }
        let mut published = Vec::new();
        for _ in 0..20 {
            published.push(in_time(last.next()).await.unwrap().id());
        }
        let mut given = Vec::new();
        for _ in 0..20 {
            given.push(in_time(backfilled.next()).await.unwrap().unwrap().id());
        }
        assert_eq!(given, published);
        process.stop().await;
    }
}

#[tokio::test]
async fn what_cannot_be_healed_is_reported_in_its_place() {
    for database in both() {
        let process = start(&database).await;
        let mut backfilled = process.bus.subscribe().backfilled_from(&process.history);
        let (refused, erased) = (VolumeId::new(), VolumeId::new());
        database.refuse(refused);
        let [a, b, c] = [(); 3].map(|()| VolumeId::new());
        for volume_id in [a, erased, refused, b, c] {
            process.publishers.volume_manager.publish(deleted(volume_id)).unwrap();
        }
        process.settle().await;
        // Before the reader came to it.
        process.history.erase(erased).await.unwrap();
        let mut told = Vec::new();
        for _ in 0..5 {
            told.push(match in_time(backfilled.next()).await.unwrap() {
                Ok(event) => event.sequence().to_string(),
                Err(error @ BackfillError::DeadLetter { .. }) => {
                    error.to_string().split(':').next().unwrap().to_owned()
                }
                Err(error) => error.to_string(),
            });
        }
        let dead_letters =
            "`Volume.VolumeDeleted`, sequence 3, could not be recorded and was set aside in `event_dead_letters`";
        let missing = "1 of 3 events between the sequences 0 and 4 are not in the history: retention or erasure took them, they were published \
                       before `history.record(&bus)`, or this is not the history that the bus is recorded to";
        assert_eq!(told, ["1", dead_letters, missing, "4", "5"]);
        process.stop().await;
    }
}
