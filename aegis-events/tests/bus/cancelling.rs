//! Futures that are dropped before they are ready: what each promises for that case. For `publish_wait` see `lossless`, for `recv`
//! see `receiving`.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use tokio::sync::Notify;
use tokio_test::assert_pending;
use tokio_test::task::spawn;

use crate::support::*;

#[tokio::test]
async fn a_dropped_next_loses_nothing() {
    let (bus, publishers) = bus(2);
    let mut live = bus.subscribe_to::<FileRead>();
    let mut lossless = bus.subscription::<FileRead>().lossless().subscribe();
    for n in 1..=2 {
        let (mut of_live, mut of_lossless) = (spawn(live.next()), spawn(lossless.next()));
        assert_pending!(of_live.poll());
        assert_pending!(of_lossless.poll());
        publishers.fsal.publish(read(n)).unwrap();
        // Woken, but not polled again.
        assert!(of_live.is_woken() && of_lossless.is_woken());
        drop((of_live, of_lossless));
        assert_eq!(live.next().await.unwrap().n, n);
        assert_eq!(lossless.next().await.unwrap().n, n);
    }
    assert_eq!((live.stats().lost, live.stats().delivered), (0, 2));
}

#[tokio::test]
async fn a_dropped_next_of_a_stream_loses_nothing() {
    let (bus, publishers) = bus(2);
    let mut stream = bus.subscribe_to::<FileRead>().into_stream();
    assert_pending!(spawn(stream.next()).poll());
    publishers.fsal.publish(read(1)).unwrap();
    assert_eq!(stream.next().await.unwrap().n, 1);
}

/// A bus with a handler that waits for a notification, and one more pending event.
async fn waiting_handler() -> (aegis_events::EventBus<TestEvent>, aegis_events::RunHandle<TestEvent>, Arc<Notify>) {
    let (bus, publishers) = bus(8);
    let (go, begun) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (gate, tell) = (Arc::clone(&go), Arc::clone(&begun));
    let handler = bus.run::<FileRead>("reads", move |event| {
        let (gate, tell) = (Arc::clone(&gate), Arc::clone(&tell));
        async move {
            if event.n == 1 {
                tell.notify_one();
                gate.notified().await;
            }
        }
    });
    publishers.fsal.publish(read(1)).unwrap();
    publishers.fsal.publish(read(2)).unwrap();
    begun.notified().await;
    (bus, handler, go)
}

#[tokio::test]
async fn a_dropped_shutdown_leaves_the_bus_closed() {
    // The handlers still process their pending events.
    let (bus, handler, go) = waiting_handler().await;
    let mut shutdown = spawn(bus.shutdown(Duration::from_secs(60)));
    assert_pending!(shutdown.poll());
    drop(shutdown);
    assert!(bus.is_closed());
    go.notify_one();
    assert_eq!(handler.ended().await.delivered, 2);
    assert!(bus.shutdown(Duration::from_secs(60)).await.is_drained());
}

#[tokio::test]
async fn a_dropped_stop_still_ends_the_handler() {
    let (bus, handler, go) = waiting_handler().await;
    let mut stop = spawn(handler.stop());
    assert_pending!(stop.poll());
    drop(stop);
    go.notify_one();
    while crate::lane_counts(&bus) != (0, 0) {
        tokio::task::yield_now().await;
    }
    assert!(!bus.is_closed());
}

#[tokio::test]
async fn a_dropped_ended_changes_nothing() {
    let (bus, handler, go) = waiting_handler().await;
    assert_pending!(spawn(handler.ended()).poll());
    go.notify_one();
    assert!(!handler.is_finished() && !bus.is_closed());
    assert_eq!(handler.stop().await.delivered, 2);
}

#[tokio::test]
async fn a_dropped_run_handle_does_not_stop_its_handler() {
    let (bus, handler, go) = waiting_handler().await;
    drop(handler);
    go.notify_one();
    let report = bus.shutdown(Duration::from_secs(60)).await;
    assert_eq!(report.subscribers()[0].stats.delivered, 2);
}
