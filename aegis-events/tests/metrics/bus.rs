//! Metrics of the bus, on a small catalog.

use std::time::Duration;

use aegis_events::EventBus;
use aegis_events::metrics::{MetricsConfig, MetricsError};

use crate::page::{Page, ignore, settle};
use crate::support::*;

fn of(metric: &str, subscriber: &str) -> String {
    format!("aegis_event_bus_{metric}{{subscriber=\"{subscriber}\"}}")
}

#[tokio::test]
async fn events_are_counted_by_type_from_zero() {
    let (bus, publishers) = bus(4);
    let page = Page::of(&bus);
    publishers.fsal.publish(read(1)).unwrap();
    publishers.fsal.publish(read(2)).unwrap();
    assert_eq!(page.number("aegis_event_bus_published_total{event_type=\"FileRead\"}"), 2.0);
    assert_eq!(page.number("aegis_event_bus_published_total{event_type=\"FileWritten\"}"), 0.0);
}

#[tokio::test]
async fn events_published_before_the_collector_are_counted() {
    let (bus, publishers) = bus(4);
    publishers.fsal.publish(read(1)).unwrap();
    let page = Page::of(&bus);
    assert_eq!(page.number("aegis_event_bus_published_total{event_type=\"FileRead\"}"), 1.0);
}

#[tokio::test]
async fn a_subscriber_that_never_reads_keeps_only_its_ring() {
    let (bus, publishers) = bus(4);
    let page = Page::of(&bus);
    let slow = bus.subscription::<StorageEvent>().named("slow").subscribe();
    for n in 0..7 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    assert_eq!(page.number(&of("dropped_total", "slow")), 3.0);
    assert_eq!(page.number(&of("subscriber_lag", "slow")), 4.0);
    assert_eq!(page.number(&of("subscriber_capacity", "slow")), 4.0);
    assert_eq!(page.number(&of("delivered_total", "slow")), 0.0);
    drop(slow);
}

#[tokio::test]
async fn counts_stay_when_subscribers_leave_and_add_up() {
    let (bus, publishers) = bus(1);
    let page = Page::of(&bus);
    for round in 1..=3_u32 {
        // No scrape in between, so some subscribers are never sampled.
        let mut client = bus.subscription::<StorageEvent>().named("client").subscribe();
        for n in 0..3 {
            publishers.fsal.publish(read(n)).unwrap();
        }
        assert!(client.next().await.is_some());
        drop(client);
        if round == 2 {
            assert_eq!(page.number(&of("dropped_total", "client")), 4.0);
        }
    }
    assert_eq!(page.number(&of("dropped_total", "client")), 6.0);
    assert_eq!(page.number(&of("delivered_total", "client")), 3.0);
    assert_eq!(page.number(&of("subscribers", "client")), 0.0);
    assert_eq!(page.number(&of("subscriber_lag", "client")), 0.0);
}

#[tokio::test]
async fn subscribers_of_one_name_are_summed_with_the_largest_lag() {
    let (bus, publishers) = bus(8);
    let page = Page::of(&bus);
    let mut ahead = bus.subscription::<StorageEvent>().named("client").subscribe();
    let behind = bus.subscription::<StorageEvent>().named("client").subscribe();
    for n in 0..3 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    for _ in 0..2 {
        ahead.next().await.unwrap();
    }
    assert_eq!(page.number(&of("subscribers", "client")), 2.0);
    assert_eq!(page.number(&of("delivered_total", "client")), 2.0);
    assert_eq!(page.number(&of("subscriber_lag", "client")), 3.0);
    drop(behind);
}

#[tokio::test(start_paused = true)]
async fn handler_durations_errors_and_panics_are_recorded() {
    let (bus, publishers) = bus(8);
    let before = bus.run::<VolumeCreated>("before", ignore);
    let page = Page::of(&bus);
    bus.run::<FileRead>("slow", |_| async { tokio::time::sleep(Duration::from_millis(20)).await });
    bus.run::<FileRead>("wrong", |event| async move { if event.n == 1 { Err("no") } else { Ok(()) } });
    bus.run::<FileRead>("worse", |event| async move { assert!(event.n != 1, "no") });
    for n in 1..=2 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    publishers.volume_manager.publish(created(1)).unwrap();
    bus.shutdown(Duration::from_secs(1)).await;

    let time =
        |suffix: &str, subscriber: &str| page.number(&of(&format!("handler_duration_seconds_{suffix}"), subscriber));
    assert_eq!((time("count", "slow"), time("count", "wrong"), time("count", "worse")), (2.0, 2.0, 2.0));
    assert_eq!(time("count", "before"), 1.0, "a handler that ran before the collector is timed from then on");
    assert!((time("sum", "slow") - 0.04).abs() < 1e-9);
    assert_eq!(time("sum", "wrong"), 0.0);
    assert_eq!(page.number(&of("handler_errors_total", "wrong")), 1.0);
    assert_eq!(page.number(&of("handler_panics_total", "worse")), 1.0);
    assert_eq!(page.number(&of("handler_errors_total", "slow")), 0.0);
    assert!(before.is_finished());
}

#[tokio::test(start_paused = true)]
async fn metrics_are_read_at_intervals() {
    let (bus, publishers) = bus(8);
    let page = Page::with(&bus, &MetricsConfig::default().with_interval(Duration::from_millis(500)).unwrap());
    settle().await;
    publishers.fsal.publish(read(1)).unwrap();
    let published = || page.prometheus.render().contains("published_total{event_type=\"FileRead\"} 1");
    assert!(!published());
    tokio::time::sleep(Duration::from_millis(500)).await;
    settle().await;
    assert!(published());
}

#[tokio::test(start_paused = true)]
async fn the_collector_lets_the_bus_close_and_keeps_final_values() {
    let (bus, publishers) = bus(8);
    let page = Page::of(&bus);
    let mut subscription = bus.subscription::<FileRead>().named("last").subscribe();
    publishers.fsal.publish(read(1)).unwrap();
    drop((bus, publishers));
    assert!(subscription.next().await.is_some());
    assert!(subscription.next().await.is_none(), "the bus has closed");
    drop(subscription);
    assert_eq!(page.number(&of("delivered_total", "last")), 1.0);
}

#[tokio::test]
async fn a_second_collector_of_one_bus_is_refused() {
    let (bus, _publishers) = bus(8);
    let page = Page::of(&bus);
    let refused = page.prometheus.start_collector(&bus, &MetricsConfig::default());
    assert!(matches!(refused, Err(MetricsError::Collected { .. })));
    let (other, _others): (EventBus<TestEvent>, _) = EventBus::new(Default::default());
    assert!(page.prometheus.start_collector(&other, &MetricsConfig::default()).is_ok());
}
