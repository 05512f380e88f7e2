//! Handlers that `run` calls: successful, failing, panicking and slow ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Notify, mpsc};

use crate::support::*;

#[tokio::test]
async fn a_handler_gets_one_event_at_a_time_in_order() {
    let (bus, publishers) = bus(64);
    let (seen, mut events) = mpsc::unbounded_channel();
    let running = Arc::new(AtomicU64::new(0));
    let handler = bus.run::<FileRead>("reads", move |event| {
        let (seen, running) = (seen.clone(), Arc::clone(&running));
        async move {
            assert_eq!(running.fetch_add(1, Ordering::SeqCst), 0, "one at a time");
            tokio::task::yield_now().await;
            running.fetch_sub(1, Ordering::SeqCst);
            seen.send(event.n).unwrap();
        }
    });
    for n in 0..20 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    for n in 0..20 {
        assert_eq!(events.recv().await, Some(n));
    }
    assert_eq!(handler.stop().await.panics, 0);
}

#[tokio::test]
async fn a_panicking_handler_is_counted_and_gets_the_next_event() {
    let (bus, publishers) = bus(8);
    let (seen, mut events) = mpsc::unbounded_channel();
    let handler = bus.run::<FileRead>("reads", move |event| {
        assert_ne!(event.n, 1, "the closure itself panics");
        let seen = seen.clone();
        async move {
            assert_ne!(event.n, 2, "its future panics");
            seen.send(event.n).unwrap();
        }
    });
    for n in 0..4 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    assert_eq!((events.recv().await, events.recv().await), (Some(0), Some(3)));
    let stats = handler.stop().await;
    assert_eq!((stats.delivered, stats.panics, stats.errors), (4, 2, 0));
}

#[tokio::test]
async fn a_panicking_handler_does_not_disturb_another_one() {
    let (bus, publishers) = bus(8);
    let bad = bus.run::<FileRead>("bad", |event| async move { assert!(event.n > 100, "always") });
    let good = bus.run::<FileRead>("good", |_| async {});
    for n in 0..4 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    assert_eq!(good.stop().await.panics, 0);
    assert_eq!(bad.stop().await.panics, 4);
}

#[tokio::test]
async fn a_failing_handler_is_counted() {
    let (bus, publishers) = bus(8);
    let handler =
        bus.run::<FileRead>("reads", |event| async move { if event.n == 1 { Err("no luck") } else { Ok(()) } });
    for n in 0..3 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    let stats = handler.stop().await;
    assert_eq!((stats.delivered, stats.panics, stats.errors), (3, 0, 1));
}

#[tokio::test]
async fn stop_processes_only_events_published_before_it() {
    let (bus, publishers) = bus(8);
    let (go, handled) = (Arc::new(Notify::new()), Arc::new(AtomicU64::new(0)));
    let (gate, count) = (Arc::clone(&go), Arc::clone(&handled));
    let handler = bus.run::<FileRead>("reads", move |_| {
        let (gate, count) = (Arc::clone(&gate), Arc::clone(&count));
        async move {
            gate.notified().await;
            count.fetch_add(1, Ordering::Relaxed);
            gate.notify_one();
        }
    });
    for n in 0..3 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    tokio::task::yield_now().await;
    let stopping = tokio::spawn(handler.stop());
    tokio::task::yield_now().await;
    go.notify_one();
    let stats = stopping.await.unwrap();
    assert_eq!((stats.delivered, stats.lag), (3, 0));
    assert_eq!(handled.load(Ordering::Relaxed), 3);
    publishers.fsal.publish(read(9)).unwrap();
    assert_eq!(crate::lane_counts(&bus), (0, 0));
}

#[tokio::test]
async fn stop_ends_a_handler_that_always_has_a_pending_event() {
    let (bus, publishers) = bus(8);
    let fsal = publishers.fsal.clone();
    let handler = bus.run::<FileRead>("reads", move |event| {
        let fsal = fsal.clone();
        async move {
            fsal.publish(read(event.n + 1)).unwrap();
            tokio::task::yield_now().await;
        }
    });
    publishers.fsal.publish(read(0)).unwrap();
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    let before = bus.sequence().get();
    let stats = handler.stop().await;
    assert!(stats.delivered >= before && stats.lag == 1, "{stats:?}");
    assert_eq!(bus.sequence().get(), stats.delivered + 1, "the last handled event publishes once more");
}

#[tokio::test]
async fn a_panic_in_the_display_of_an_error_counts_as_a_panic() {
    struct Shy;
    impl std::fmt::Display for Shy {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            panic!("not to be shown")
        }
    }
    let (bus, publishers) = bus(8);
    let handler = bus.run::<FileRead>("reads", |event| async move { if event.n == 1 { Err(Shy) } else { Ok(()) } });
    for n in 0..3 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    let stats = handler.stop().await;
    assert_eq!((stats.delivered, stats.panics, stats.errors), (3, 1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statistics_are_available_while_a_handler_ends() {
    for _ in 0..500 {
        let (bus, _publishers) = bus(8);
        let handler = bus.run::<FileRead>("reads", |_| async {});
        bus.close();
        while !handler.is_finished() {
            assert_eq!(handler.stats().delivered, 0);
        }
    }
}

#[tokio::test]
async fn a_prepared_subscription_can_be_run() {
    let (bus, publishers) = bus(8);
    let handler = bus.subscription::<StorageEvent>().only(ExecutionId::of(2)).named("two").run(|_| async {});
    publishers.fsal.publish(read(1)).unwrap();
    publishers.fsal.publish(FileRead { execution_id: ExecutionId::of(2), ..read(2) }).unwrap();
    assert_eq!(handler.name(), "two");
    assert_eq!(handler.stop().await.delivered, 1);
}

#[tokio::test]
async fn events_lost_by_a_slow_handler_are_counted() {
    let (bus, publishers) = bus(2);
    let handler = bus.run::<FileRead>("reads", |_| async {});
    for n in 0..10 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    let stats = handler.stop().await;
    assert_eq!((stats.delivered, stats.lost, stats.lag), (2, 8, 0));
}

#[tokio::test]
async fn a_handler_ends_with_the_bus_and_keeps_its_statistics() {
    let (bus, publishers) = bus(8);
    let handler = bus.run::<FileRead>("reads", |_| async {});
    publishers.fsal.publish(read(1)).unwrap();
    drop((bus, publishers));
    assert_eq!(handler.ended().await.delivered, 1);
    assert!(handler.is_finished());
    assert_eq!(handler.stats().delivered, 1);
}

#[tokio::test]
async fn functions_are_handlers_too() {
    async fn handle(event: aegis_events::Event<FileRead>) -> Result<(), std::io::Error> {
        assert_eq!(event.n, 1);
        Ok(())
    }
    let (bus, publishers) = bus(8);
    let handler = bus.run::<FileRead>("reads", handle);
    publishers.fsal.publish(read(1)).unwrap();
    let stats = handler.stop().await;
    assert_eq!((stats.delivered, stats.panics), (1, 0));
}
