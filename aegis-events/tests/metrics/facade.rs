//! A host program with another exporter, through the facade, and metrics of the host program.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aegis_events::metrics::{AuditNumbers, Collector, Metric, MetricsConfig, Prometheus, facade};

use crate::page::Page;
use crate::support::*;

static CLIENTS: Metric = Metric::gauge("shop_clients", "Clients that are connected.").by(&["kind"]);

#[tokio::test]
async fn any_exporter_installed_through_the_facade_gets_metrics() {
    let theirs = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
    // Installed for this thread, the only one of the runtime.
    let _installed = facade::set_default_local_recorder(&theirs);
    let (bus, publishers) = bus(1);
    let collector = Collector::start(&bus, &MetricsConfig::default()).unwrap();
    let late = bus.subscription::<StorageEvent>().named("late").subscribe();
    publishers.fsal.publish(read(1)).unwrap();
    publishers.fsal.publish(read(2)).unwrap();
    collector.collect();
    let page = theirs.handle().render();
    assert!(page.contains("\naegis_event_bus_published_total{event_type=\"FileRead\"} 2\n"), "{page}");
    assert!(page.contains("\naegis_event_bus_dropped_total{subscriber=\"late\"} 1\n"), "{page}");
    drop(late);
}

#[tokio::test]
async fn metrics_of_the_host_program_are_exported_too() {
    let (bus, _publishers) = bus(1);
    let page = Page::of(&bus);
    let clients = Arc::new(AtomicU64::new(3));
    let counted = Arc::clone(&clients);
    page.collector.watch(|registry| {
        let gauge = registry.gauge(&CLIENTS, &["grpc"]);
        move || gauge.set(counted.load(Ordering::Relaxed) as f64)
    });
    assert_eq!(page.number("shop_clients{kind=\"grpc\"}"), 3.0);
    clients.store(2, Ordering::Relaxed);
    assert_eq!(page.number("shop_clients{kind=\"grpc\"}"), 2.0);
}

#[tokio::test]
async fn a_source_that_panics_is_not_read_again() {
    let (bus, publishers) = bus(1);
    let page = Page::of(&bus);
    let calls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&calls);
    page.collector.watch(|_| move || panic!("call {}", counted.fetch_add(1, Ordering::Relaxed)));
    page.collector.collect();
    publishers.fsal.publish(read(1)).unwrap();
    assert_eq!(page.number("aegis_event_bus_published_total{event_type=\"FileRead\"}"), 1.0);
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn an_audit_log_reports_its_own_metrics() {
    let (bus, _publishers) = bus(1);
    let page = Page::of(&bus);
    page.collector.watch_audit(|| AuditNumbers {
        entries: 12,
        checkpoints: 2,
        failures: 1,
        failing: 1,
        unsealed: 3,
        unsealed_for: Some(Duration::from_millis(1_500)),
    });
    for (name, value) in [
        ("entries_total", 12.0),
        ("checkpoints_total", 2.0),
        ("failures_total", 1.0),
        ("failing", 1.0),
        ("unsealed_entries", 3.0),
        ("unsealed_seconds", 1.5),
    ] {
        assert_eq!(page.number(&format!("aegis_audit_{name}")), value, "{name}");
    }
}

#[test]
fn a_counter_follows_a_value_and_never_decreases() {
    static SEEN: Metric = Metric::counter("shop_seen_total", "Seen.");
    let prometheus = Prometheus::new();
    let mut total = prometheus.registry().total(&SEEN, &[]);
    for number in [5, 3, 5, 7] {
        total.reach(number);
    }
    assert!(prometheus.render().contains("\nshop_seen_total 7\n"));
}
