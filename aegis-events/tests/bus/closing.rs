//! Closing a bus.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::support::*;
use aegis_events::bus::Ending;
use aegis_events::{PublishError, RecvError, TryRecvError};
use expect_test::expect;
use tokio::sync::Notify;

#[test]
fn publishing_on_a_closed_bus_is_an_error() {
    let (bus, publishers) = bus(8);
    bus.close();
    bus.close();
    assert!(bus.is_closed());
    let error = publishers.fsal.publish(read(1)).unwrap_err();
    expect!["`Storage.FileRead` was not published: the bus is closed"].assert_eq(&error.to_string());
    assert_eq!(bus.sequence().get(), 0);
}

#[tokio::test]
async fn subscribers_receive_events_published_before_the_close() {
    // Then they receive the end.
    let (bus, publishers) = bus(8);
    let mut live = bus.subscribe();
    let mut lossless = bus.subscribe_to::<Recorder>();
    publishers.fsal.publish(read(1)).unwrap();
    publishers.fsal.publish(read(2)).unwrap();
    bus.close();
    for n in 1..=2 {
        assert_eq!(live.recv().await.unwrap().sequence().get(), n);
        assert_eq!(lossless.recv().await.unwrap().sequence().get(), n);
    }
    for _ in 0..2 {
        assert_eq!(live.recv().await.unwrap_err(), RecvError::Closed);
        assert_eq!(lossless.recv().await.unwrap_err(), RecvError::Closed);
        assert_eq!(live.try_recv().unwrap_err(), TryRecvError::Closed);
        assert_eq!(lossless.try_recv().unwrap_err(), TryRecvError::Closed);
        assert!(live.next().await.is_none());
    }
}

#[tokio::test]
async fn a_subscription_to_a_closed_bus_is_at_its_end() {
    let (bus, _publishers) = bus(8);
    bus.close();
    assert!(bus.subscribe().next().await.is_none());
    assert!(bus.subscribe().next().await.is_none());
    assert!(bus.subscribe_to::<Recorder>().next().await.is_none());
    assert!(bus.subscription::<FileRead>().only(ExecutionId::of(1)).subscribe().next().await.is_none());
}

#[tokio::test]
async fn a_bus_closes_with_the_last_of_its_handles_and_publishers() {
    let (bus, publishers) = bus(8);
    let Publishers { fsal, volume_manager, judge } = publishers;
    let mut all = bus.subscribe();
    let again = bus.clone();
    drop((bus, again, volume_manager, judge));
    let fsal_too = fsal.clone();
    drop(fsal);
    fsal_too.publish(read(1)).unwrap();
    drop(fsal_too);
    assert!(all.next().await.is_some());
    assert!(all.next().await.is_none());
}

#[tokio::test]
async fn a_waiting_publisher_gets_an_error_when_the_bus_closes() {
    let (bus, publishers) = bus(1);
    let _recorder = bus.subscribe_to::<Recorder>();
    publishers.fsal.publish(read(1)).unwrap();
    let mut waiting = tokio_test_spawn(publishers.fsal.clone());
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    bus.close();
    let error = (&mut waiting).await.unwrap().unwrap_err();
    assert!(matches!(error, PublishError::Closed { .. }));
}

fn tokio_test_spawn(
    fsal: aegis_events::Publisher<Fsal>,
) -> tokio::task::JoinHandle<Result<aegis_events::Receipt, PublishError>> {
    tokio::spawn(async move { fsal.publish_wait(read(2)).await })
}

#[tokio::test]
async fn shutdown_lets_handlers_process_pending_events() {
    let (bus, publishers) = bus(64);
    let handled = Arc::new(AtomicU64::new(0));
    for name in ["one", "two"] {
        let handled = Arc::clone(&handled);
        bus.run::<StorageEvent>(name, move |_event| {
            let handled = Arc::clone(&handled);
            async move {
                tokio::task::yield_now().await;
                handled.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    for n in 0..50 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    let report = bus.shutdown(Duration::from_secs(60)).await;
    assert_eq!(handled.load(Ordering::Relaxed), 100);
    assert!(report.is_drained());
    expect![[r#"
        one: drained, 50 delivered, 0 lost, 0 left
        two: drained, 50 delivered, 0 lost, 0 left
    "#]]
    .assert_eq(&report.to_string());
    assert!(bus.stats().subscribers().is_empty());
}

#[tokio::test(start_paused = true)]
async fn shutdown_aborts_late_handlers_and_reports_them() {
    let (bus, publishers) = bus(8);
    let started = Arc::new(Notify::new());
    let tell = Arc::clone(&started);
    let stuck = bus.run::<FileRead>("stuck", move |_event| {
        tell.notify_one();
        std::future::pending::<()>()
    });
    let mut by_hand = bus.subscription::<StorageEvent>().named("by hand").subscribe();
    for n in 0..3 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    started.notified().await;
    let report = bus.shutdown(Duration::from_secs(5)).await;
    assert!(!report.is_drained());
    expect![[r#"
        stuck: aborted at the deadline, 1 delivered, 0 lost, 2 left
        by hand: read by hand, 0 delivered, 0 lost, 3 left
    "#]]
    .assert_eq(&report.to_string());
    assert_eq!(report.subscribers()[0].ending, Ending::Aborted);
    assert_eq!(stuck.ended().await.lag, 2);
    assert!(by_hand.next().await.is_some());
}

#[tokio::test]
async fn shutdown_reports_subscribers_that_ended_after_the_close() {
    let (bus, publishers) = bus(8);
    let _first = bus.subscription::<FileRead>().named("first").subscribe();
    let handler = bus.run::<FileRead>("handler", |_| async {});
    let by_hand = bus.subscription::<FileRead>().named("by hand").subscribe();
    publishers.fsal.publish(read(1)).unwrap();
    bus.close();
    handler.ended().await;
    drop(by_hand);

    let report = bus.shutdown(Duration::from_secs(60)).await;
    let names: Vec<_> = report.subscribers().iter().map(|it| (it.stats.name.to_string(), it.ending)).collect();
    let expected = [("handler", Ending::Drained), ("by hand", Ending::ByHand), ("first", Ending::ByHand)];
    assert_eq!(names, expected.map(|(name, ending)| (name.to_owned(), ending)));
    assert_eq!(report.subscribers()[0].stats.delivered, 1);
    assert_eq!(report.subscribers()[1].stats.lag, 1, "the unread event is left");
}

#[tokio::test]
async fn a_shutdown_report_shows_handlers_that_failed() {
    let (bus, publishers) = bus(8);
    bus.run::<FileRead>("failing", |_| async { Err::<(), _>("no") });
    publishers.fsal.publish(read(1)).unwrap();
    let report = bus.shutdown(Duration::from_secs(60)).await;
    assert_eq!(report.to_string(), "failing: drained, 1 delivered, 0 lost, 0 left, 1 failed\n");
}

#[tokio::test]
async fn a_program_that_shuts_its_bus_down_can_be_spawned() {
    let (bus, _publishers) = bus(8);
    bus.run::<FileRead>("reads", |_| async {});
    let program = tokio::spawn(async move { bus.shutdown(Duration::from_secs(5)).await });
    assert!(program.await.unwrap().is_drained());
}
