//! The recorder's guarantees one by one, and the texts of its errors.

use std::time::Duration;

use expect_test::expect;
use tokio::time::{sleep, timeout};

use super::{AWAY, LONG, read, within};
use crate::Ended;
use crate::bus::{Ending, PublishError};
use crate::history::RecordError;
use crate::history::simulation::{BATCH, Chaos, simulate};

#[test]
fn without_a_recorder_nothing_is_published() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        let (bus, publishers) = process.bus();
        let mut received = bus.subscribe();
        let error = publishers.fsal.publish_recorded(read(1)).await.expect_err("nothing records this bus");
        expect!["`Storage.FileRead` was not published: the bus has no running recorder"].assert_eq(&error.to_string());
        expect!["call `history.record(&bus)` first, or use `publish_wait`"].assert_eq(&error.help().expect("there is"));
        assert!(received.try_recv().is_err());
    });
}

#[test]
fn an_absent_database_gives_back_pressure_and_bounds_memory() {
    simulate(1, async |simulation| {
        const CAPACITY: usize = 16;
        let process = simulation.process_with_queue(CAPACITY).await;
        let (bus, publishers) = process.bus();
        let mut received = bus.subscribe();
        let recorder = process.history.record(&bus);
        simulation.set_chaos(AWAY);
        let (mut n, mut refused) = (0, None);
        // The recorder has every chance to take what it can.
        for _ in 0..10_000 {
            match publishers.fsal.publish(read(n + 1)) {
                Ok(_) => n += 1,
                Err(error) => refused = Some(error),
            }
            sleep(Duration::from_millis(1)).await;
        }
        let refused = refused.expect("the queue is full");
        let PublishError::Backpressure { subscriber, capacity, .. } = &refused else { panic!("{refused}") };
        assert_eq!((&**subscriber, *capacity), ("EventRecorder", CAPACITY));
        expect!["`Storage.FileRead` was not published: the queue of `EventRecorder` is full (16 events)"]
            .assert_eq(&refused.to_string());
        let held = CAPACITY as u64 + BATCH as u64..=CAPACITY as u64 + 2 * BATCH as u64;
        assert!(held.contains(&n), "{n}");
        let state = recorder.state();
        assert_eq!((state.queue_depth, state.queue_capacity), (n, CAPACITY));
        assert_eq!((state.recorded_through.get(), state.recorded), (0, 0));
        assert!(state.failing > 3 && state.retries == u64::from(state.failing), "{state:?}");
        assert_eq!(state.last_error.expect("it is away").message, "simulated: the database is away");
        assert!(timeout(LONG, publishers.fsal.publish_wait(read(n + 1))).await.is_err(), "it waits for room");

        simulation.set_chaos(Chaos::CALM);
        within(publishers.fsal.publish_wait(read(n + 1))).await.expect("there is room again");
        bus.shutdown(LONG).await;
        let recorded =
            simulation.numbers("SELECT json_extract(event_data, '$.n') FROM domain_events ORDER BY position");
        assert_eq!(recorded, (1..=n as i64 + 1).collect::<Vec<_>>(), "what was refused left no trace");
        assert_eq!(recorder.state().failing, 0);
        let mut sequences = Vec::new();
        while let Ok(event) = received.try_recv() {
            sequences.push(event.sequence().get());
        }
        assert_eq!(sequences, (1..=n + 1).collect::<Vec<_>>(), "and used no sequence");
    });
}

#[test]
fn a_shutdown_waits_for_the_database_up_to_its_deadline() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        let (bus, publishers) = process.bus();
        let recorder = process.history.record(&bus);
        publishers.fsal.publish_recorded(read(1)).await.expect("the database takes it");
        simulation.set_chaos(AWAY);
        let waiting = tokio::spawn({
            let fsal = publishers.fsal.clone();
            async move { fsal.publish_recorded(read(2)).await }
        });
        sleep(Duration::from_secs(60)).await;
        assert!(!waiting.is_finished(), "it does not fail while the database is away");
        let before = simulation.elapsed();
        let report = bus.shutdown(Duration::from_secs(5)).await;
        assert_eq!(simulation.elapsed() - before, Duration::from_secs(5));
        let ended = report.subscribers().iter().find(|one| &*one.stats.name == "EventRecorder");
        let ended = ended.expect("it was there");
        assert_eq!(
            (ended.ending, ended.stats.delivered, ended.stats.lag),
            (Ending::Aborted, 1, 1),
            "lost events are reported"
        );
        let error = within(waiting).await.expect("it does not panic").expect_err("it was not recorded");
        assert!(matches!(error, RecordError::Ended { .. }));
        expect!["`Storage.FileRead` was published, but the recorder ended before it was known to be recorded"]
            .assert_eq(&error.to_string());
        let state = within(recorder.ended()).await;
        assert_eq!((state.ended, state.recorded_through.get(), state.recorded, state.queue_depth), (true, 1, 1, 1));
        assert_eq!(within(recorder.recorded_through(1)).await, Ok(()));
        assert_eq!(within(recorder.recorded_through(2)).await, Err(Ended));
        let error = publishers.fsal.publish_recorded(read(3)).await.expect_err("the bus is closed");
        assert!(matches!(error, RecordError::Publish(PublishError::Closed { .. })));
    });
}

#[test]
fn a_shutdown_within_its_deadline_writes_everything() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        let (bus, publishers) = process.bus();
        let recorder = process.history.record(&bus);
        simulation.set_chaos(AWAY);
        let waiting = tokio::spawn({
            let fsal = publishers.fsal.clone();
            async move { fsal.publish_recorded(read(100)).await }
        });
        for n in 0..100 {
            publishers.fsal.publish(read(n)).expect("there is room");
        }
        let shutdown = tokio::spawn({
            let bus = bus.clone();
            async move { bus.shutdown(LONG).await }
        });
        sleep(Duration::from_secs(60)).await;
        simulation.set_chaos(Chaos::CALM);
        assert!(within(shutdown).await.expect("it does not panic").is_drained());
        assert_eq!(recorder.state().recorded, 101);
        assert_eq!(within(waiting).await.expect("it does not panic").expect("it is recorded").position, 101);
    });
}
